"""How the parts of a workbook hang together: kind, macros, sheets, and what stands beside them."""

import posixpath
from collections.abc import Collection, Iterable, Mapping, Sequence

from fct.data.gate.refused import gate_refusal
from fct.data.gate.xml_walk import Attributes, Opened, TakeText, XmlWalk, local_name
from fct.data.program import Limits

WORKBOOK, CONTENT = "xl/workbook.xml", "content.xml"
SHARED_STRINGS, CONTENT_TYPES = "xl/sharedstrings.xml", "[content_types].xml"
STYLES, CUSTOM = "xl/styles.xml", "docProps/custom.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
# The parts that say what a file is, which of its parts are sheets, and whether they are encrypted.
HUBS = {"_rels/.rels", CONTENT_TYPES, WORKBOOK, _RELATIONS, "meta-inf/manifest.xml"}
_PROPERTIES = {CUSTOM.lower(), "meta.xml"}
_LONG_NUMBER = 12
_SPARE_STRINGS = 1_000_000  # some programs state the uses of the texts instead of the texts
_MACRO_PARTS = ("xl/macrosheets/", "basic/", "scripts/")
_MACRO_ENDINGS = ("vbaproject.bin", "vbadata.xml")
_NO_MACROS = ("script-lc.xml", "script-lb.xml")  # lists of macros, which may be empty
# "macroEnabled" is the kind of a workbook that may hold macros; whether it does is another thing.
_MACRO_TYPES = ("vbaproject", "vbadata", "macrosheet")
_BESIDE = {
    "xl/externallinks/": "external link",
    "xl/embeddings/": "embedded object",
    "xl/activex/": "embedded object",
    "object ": "embedded object",
    "xl/connections.xml": "data connection",
    "xl/querytables/": "data connection",
    "customui/": "embedded object",
}
_BESIDE_STARTS = tuple(_BESIDE)
# The parts that this project reads something from; the others may be written loosely.
_READ = {
    *(CONTENT_TYPES, "_rels/.rels", WORKBOOK, _RELATIONS, SHARED_STRINGS),
    *(STYLES, CONTENT, "styles.xml", *_PROPERTIES),
}


class PackageWalk(XmlWalk):
    """A walk through a part that says how the package hangs together, or is not a sheet.

    Attributes
    ----------
    sheets : list of dict
        Attributes of each sheet that the workbook lists.
    properties : dict of str to str
        Custom properties.
    notes : set of str
        What else was met.
    strings : int
        Texts of a table of texts.
    """

    def __init__(self, part: str, limits: Limits, take_text: TakeText) -> None:
        super().__init__(part, limits, take_text, is_aside=part.lower() not in _READ)
        self.is_of_cells = part.lower() == SHARED_STRINGS
        self.sheets: list[Attributes] = []
        self.properties: dict[str, str] = {}
        self.notes: set[str] = set()
        self.strings = self._claimed = 0

    def kinds(self) -> dict[str, Opened | None]:
        """Return what is done when an element opens, by its name without prefix."""
        kinds = super().kinds() | {
            "Relationship": self._relation,
            "sheet": self._sheet,
            "Default": self._type,
            "Override": self._type,
            "sst": self._table_of_strings,
            "si": self._string,
            "sheetData": self._misplaced,
            "encryption-data": self._encrypted,
            "ddeLink": self._dde,
        }
        if self.part.lower() in _PROPERTIES:
            kinds |= {"property": self._property_opens, "user-defined": self._property_opens}
        return kinds

    def _sheet(self, attributes: Attributes) -> None:
        self.sheets.append(attributes)
        self.other(attributes)

    def _table_of_strings(self, attributes: Attributes) -> None:
        stated = attributes.get("uniqueCount", "0")
        # python-calamine makes room for this many before it has seen one.
        is_number = stated.isascii() and stated.isdecimal() and len(stated) < _LONG_NUMBER
        self._claimed = int(stated) if is_number else -1

    def _string(self, _: Attributes) -> None:
        self.texts.append("\0")
        self.strings += 1

    def _misplaced(self, attributes: Attributes) -> None:
        # What was last seen of another workbook, beside the formulas that ask for it.
        if any(local_name(name) == "externalBook" for name in self.open):
            self.other(attributes)
            return
        raise gate_refusal("ODD_ARCHIVE", detail=f"{self.part} holds cells and is not a sheet")

    def _encrypted(self, _: Attributes) -> None:
        raise gate_refusal("ENCRYPTED")

    def _dde(self, attributes: Attributes) -> None:
        self.notes.add("DDE link")
        self.other(attributes)

    def _property_opens(self, attributes: Attributes) -> None:
        """Collect the value of a custom property until its element ends."""
        named = (value for key, value in attributes.items() if local_name(key) == "name")
        name = next(named, "")
        said: list[str] = []

        def add(text: str) -> None:
            self.texts.append(text)
            said.append(text)

        def end(closed: str) -> None:
            self.open.remove(closed)
            if local_name(closed) in {"property", "user-defined"}:
                self.properties[name] = "".join(said)
                self.parser.CharacterDataHandler = self.texts.append
                self.parser.EndElementHandler = self.open.remove

        self.other(attributes)
        self.parser.CharacterDataHandler = add
        self.parser.EndElementHandler = end

    def finished(self) -> None:
        """Refuse a table of texts that states more than it has."""
        if is_false_claim(self._claimed, self.strings):
            raise gate_refusal("FALSE_COUNT", part=self.part)


def is_false_claim(stated: int, texts: int) -> bool:
    """Whether a table of texts states more than it can have."""
    return not 0 <= stated <= _SPARE_STRINGS + 2 * texts


def refuse_macros(
    names: Collection[str],
    types: Sequence[Attributes],
    relations: Mapping[str, Iterable[Attributes]],
) -> None:
    """Refuse a package that holds a part with macros, by its name, its type or its relation.

    A type or relation without its part, which some programs write into every file, says nothing.

    Parameters
    ----------
    names : collection of str
        Of the parts.
    types : sequence of dict
    relations : mapping of str to iterable of dict
        By the part that holds them.
    """
    lower = {name.lower() for name in names}
    named = {name for name in lower if _is_macro_part(name)}
    typed: set[str] = set()
    for item in types:
        if _is_macro_type(item.get("ContentType", "")):
            part, ending = item.get("PartName"), item.get("Extension")
            if part is not None:
                named.add(resolved("", part))
            elif ending is not None:
                typed.add(f".{ending.lower()}")
    said = {resolved("", one["PartName"]) for one in types if "PartName" in one}
    named |= {one for one in lower - said if one.endswith(tuple(typed))} if typed else set()
    for holder, held in relations.items():
        for item in held:
            if _is_macro_type(item.get("Type", "").rpartition("/")[2]):
                folder = posixpath.dirname(posixpath.dirname(holder))
                named.add(resolved(folder, item.get("Target", "")))
    if named & lower:
        raise gate_refusal("MACROS")


def _is_macro_part(name: str) -> bool:
    is_list = name.endswith(_NO_MACROS)
    return name.endswith(_MACRO_ENDINGS) or (name.startswith(_MACRO_PARTS) and not is_list)


def _is_macro_type(kind: str) -> bool:
    lower = kind.lower()
    return any(sign in lower for sign in _MACRO_TYPES)


def notes_of_parts(names: Iterable[str]) -> set[str]:
    """Return what stands beside the sheets, by the names of the parts."""
    beside = [name for name in map(str.lower, names) if name.startswith(_BESIDE_STARTS)]
    return {note for name in beside for start, note in _BESIDE.items() if name.startswith(start)}


def sheet_parts(walks: dict[str, PackageWalk], limits: Limits) -> dict[str, str]:
    """Return the part of each sheet of an xlsx file, by the sheet's name, in lower case.

    Raises
    ------
    GateRefusalError
        If there are too many sheets, or two of them share a part.
    """
    relations = walks[_RELATIONS].relations if _RELATIONS in walks else []
    targets = {
        relation.get("Id"): resolved("xl", relation.get("Target", "")) for relation in relations
    }
    if WORKBOOK not in walks:
        raise gate_refusal("DAMAGED", detail="its list of sheets is empty")
    sheets = walks[WORKBOOK].sheets
    if len(sheets) > limits.sheets:
        raise gate_refusal("TOO_MANY_SHEETS", seen=len(sheets), limit=limits.sheets)
    parts: dict[str, str] = {}
    for sheet in sheets:
        relation_id = next((v for k, v in sheet.items() if k.endswith(":id")), None)
        part = targets.get(relation_id, "")
        if part and part in parts.values():
            raise gate_refusal("SHARED_PART", part=part)
        parts[sheet.get("name", "")] = part
    return parts


def relations_of(part: str) -> str:
    """Return the name of the part that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolved(folder: str, target: str, *, keep_case: bool = False) -> str:
    """Return the name of a part that a relation of a part in a folder leads to.

    Examples
    --------
    >>> resolved("xl", "worksheets/sheet1.xml"), resolved("xl", "/docProps/App.xml")
    ('xl/worksheets/sheet1.xml', 'docprops/app.xml')
    """
    target = target.replace("\\", "/")
    joined = target if target.startswith("/") else f"{folder}/{target}"
    name = posixpath.normpath(joined).lstrip("/")
    return name if keep_case else name.lower()
