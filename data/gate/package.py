"""How the parts of a workbook hang together: kind, macros, sheets, and what stands beside them."""

import posixpath
from collections.abc import Iterable

from fct.data.gate.refused import gate_refusal
from fct.data.gate.xml_walk import Attributes, Opened, TakeText, XmlWalk, local_name
from fct.data.program import Limits

WORKBOOK, CONTENT = "xl/workbook.xml", "content.xml"
SHARED_STRINGS, CONTENT_TYPES = "xl/sharedstrings.xml", "[content_types].xml"
STYLES = "xl/styles.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
HUBS = {"_rels/.rels", WORKBOOK, _RELATIONS}  # the parts that say which others are sheets
_PROPERTIES = {"docprops/custom.xml", "meta.xml"}
_LONG_NUMBER = 12
_SPARE_STRINGS = 10_000  # some programs state the uses of the texts instead of the texts
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "xl/macrosheets/", "basic/", "scripts/")
_MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
_BESIDE = {
    "xl/externallinks/": "external link",
    "xl/embeddings/": "embedded object",
    "xl/activex/": "embedded object",
    "object ": "embedded object",
    "xl/connections.xml": "data connection",
    "xl/querytables/": "data connection",
    "customui/": "embedded object",
}
# The parts that this project reads something from; the others may be written loosely.
_READ = {
    *(CONTENT_TYPES, "_rels/.rels", WORKBOOK, _RELATIONS, SHARED_STRINGS),
    *(STYLES, CONTENT, "styles.xml", *_PROPERTIES),
}


class PackageWalk(XmlWalk):
    """A walk through a part that says how the package hangs together, or is not a sheet.

    Attributes
    ----------
    relations, sheets : list of dict
        Attributes of each relationship, and of each sheet that the workbook lists.
    properties : dict of str to str
        Custom properties.
    notes : set of str
        What else was met.
    """

    def __init__(self, part: str, limits: Limits, take_text: TakeText) -> None:
        super().__init__(part, limits, take_text, is_aside=part.lower() not in _READ)
        self.relations: list[Attributes] = []
        self.sheets: list[Attributes] = []
        self.properties: dict[str, str] = {}
        self.notes: set[str] = set()
        self._strings = self._claimed = 0

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

    def _relation(self, attributes: Attributes) -> None:
        self.relations.append(attributes)
        refuse_macros(attributes.get("Type", ""))
        self.other(attributes)

    def _sheet(self, attributes: Attributes) -> None:
        self.sheets.append(attributes)
        self.other(attributes)

    def _type(self, attributes: Attributes) -> None:
        refuse_macros(attributes.get("ContentType", ""))
        self.other(attributes)

    def _table_of_strings(self, attributes: Attributes) -> None:
        stated = attributes.get("uniqueCount", "0")
        # python-calamine makes room for this many before it has seen one.
        is_number = stated.isascii() and stated.isdecimal() and len(stated) < _LONG_NUMBER
        self._claimed = int(stated) if is_number else -1

    def _string(self, _: Attributes) -> None:
        self.texts.append("\0")
        self._strings += 1

    def _misplaced(self, _: Attributes) -> None:
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
        if is_false_claim(self._claimed, self._strings):
            raise gate_refusal("FALSE_COUNT", part=self.part)


def is_false_claim(stated: int, texts: int) -> bool:
    """Whether a table of texts states more than it can have."""
    return not 0 <= stated <= _SPARE_STRINGS + 2 * texts


def refuse_macros(kind: str) -> None:
    """Refuse a content type or relationship that stands for macros."""
    lower = kind.lower()
    if any(sign in lower for sign in _MACRO_TYPES):
        raise gate_refusal("MACROS")


def notes_of_parts(names: Iterable[str]) -> set[str]:
    """Return what stands beside the sheets, by the names of the parts; macros refuse the file."""
    notes = set()
    for name in names:
        lower = name.lower()
        if lower.startswith(_MACRO_PARTS) or lower.endswith(_MACRO_PARTS[:2]):
            raise gate_refusal("MACROS")
        notes |= {note for start, note in _BESIDE.items() if lower.startswith(start)}
    return notes


def sheet_parts(walks: dict[str, PackageWalk], limits: Limits) -> dict[str, str]:
    """Return the part of each sheet of an xlsx file, by the sheet's name, in lower case.

    Raises
    ------
    GateRefusalError
        If there are too many sheets, two of them share a part, or the file's start names another
        workbook than the one that is read.
    """
    start = walks.get("_rels/.rels")
    for relation in start.relations if start else []:
        is_workbook = relation.get("Type", "").endswith("/officeDocument")
        if is_workbook and _resolved("", relation.get("Target", "")) != WORKBOOK:
            raise gate_refusal("ODD_ARCHIVE", detail="it names another workbook than its own")
    targets = {}
    if _RELATIONS in walks:
        for relation in walks[_RELATIONS].relations:
            target = _resolved("xl", relation.get("Target", ""))
            targets[relation.get("Id")] = target
            is_strings = relation.get("Type", "").endswith("/sharedStrings")
            if is_strings and target != SHARED_STRINGS:
                raise gate_refusal("ODD_ARCHIVE", detail="its texts are not where they belong")
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


def _resolved(folder: str, target: str) -> str:
    joined = target if target.startswith("/") else f"{folder}/{target}"
    return posixpath.normpath(joined).lstrip("/").lower()
