"""One XML part, read as a stream: no document type, no odd encoding, bounded depth and width.

What the part says is collected as text, the texts of two elements kept apart by NUL, which XML
cannot hold. The pieces of one cell's text, which may be formatted apart, stay together.
"""

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from fct.data.gate.refused import gate_refusal
from fct.data.program import Limits

Attributes = dict[str, str]
TakeText = Callable[[str], None]
Opened = Callable[[Attributes], None]

_BUFFER = 65_536  # longer than the longest text of a cell, so that no piece of one is longer
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{0,40})["']""")
_TAKEN = {"utf-8", "utf8", "us-ascii", "ascii"}
_TAKEN_ASIDE = _TAKEN | {"iso-8859-1", "windows-1252", "utf-16"}
USUAL_DECLARATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>',
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OTHER_ENCODINGS = (b"<\0", b"\0<", b"\0\0", b"\x4c\x6f\xa7\x94", b"+ADw-")
_MARK = b"\xef\xbb\xbf"
# Elements inside one text of a cell or paragraph: they format it and do not end it.
_WITHIN_TEXT = frozenset(
    [
        *("r", "t", "rPr", "b", "i", "u", "strike", "sz", "color", "rFont", "family", "charset"),
        *("scheme", "vertAlign", "outline", "shadow", "condense", "extend", "font", "span", "a"),
        *("bookmark", "bookmark-start", "bookmark-end", "meta", "soft-page-break"),
        *("solidFill", "srgbClr", "schemeClr", "latin", "ea", "cs", "sym"),
    ]
)
# Elements that list what may be written: schemas, and the choices of a drop-down list.
_UNSAID = ("schema", "Schema", "formula1", "listItem", "listEntry", "itemLst", "content-validation")


class NotXmlError(Exception):
    """A part that is not well-formed."""


def local_name(name: str) -> str:
    """Return the name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


class Kinds(dict[str, Opened | None]):
    """What is done when an element opens, by its name with or without a prefix."""

    def __init__(self, known: dict[str, Opened | None], other: Opened) -> None:
        super().__init__(known)
        self._other = other

    def __missing__(self, name: str) -> Opened | None:
        """Find it by the name without prefix, and remember it."""
        found = self[name] = self.get(local_name(name), self._other)
        return found


class XmlWalk:
    """A walk through one part; what is special to its kind is in the classes made from this one.

    Parameters
    ----------
    part : str
        Its name, for refusals.
    limits : Limits
    take_text : callable
        Takes what the part says, text by text between NULs, always whole texts.
    is_aside : bool
        Whether the part is one that nobody reads the cells from: it may be written loosely.

    Attributes
    ----------
    is_of_cells : bool
        Whether its texts are those of cells, whose length is limited.
    open, texts : list of str
        The elements that are open, and what was said since the last piece.
    relations, types : list of dict
        Attributes of each relationship and content type that it states.
    parser : XMLParserType
        While it walks.
    """

    def __init__(
        self, part: str, limits: Limits, take_text: TakeText, *, is_aside: bool = False
    ) -> None:
        self.part = part
        self.limits = limits
        self.open: list[str] = []
        self.texts: list[str] = []
        self.relations: list[Attributes] = []
        self.types: list[Attributes] = []
        self._take_text = take_text
        self.is_aside = is_aside
        self.is_of_cells = not is_aside
        self._rest = ""
        self._said: set[str] = set()

    def kinds(self) -> dict[str, Opened | None]:
        """Return what is done when an element opens, by its name without prefix.

        None stands for an element inside a text, which does not end it.
        """
        return dict.fromkeys(_WITHIN_TEXT) | {
            "line-break": self._sign("\n"),
            "tab": self._sign(" "),
            "s": self._sign(" "),
        }

    def _sign(self, sign: str) -> Opened:
        """Return what says a sign that is written as an element."""

        def opened(attributes: Attributes) -> None:
            self.texts.append(sign)
            if attributes:
                self._said.update(attributes.values())

        return opened

    def other(self, attributes: Attributes) -> None:
        """End the text before an element, and take what its attributes say."""
        self.texts.append("\0")
        if attributes:
            self._said.update(attributes.values())

    def _relation(self, attributes: Attributes) -> None:
        self.relations.append(attributes)
        self.other(attributes)

    def _type(self, attributes: Attributes) -> None:
        self.types.append(attributes)
        self.other(attributes)

    def piece_done(self) -> None:
        """Check what a piece of the part held; nothing by default."""

    def finished(self) -> None:
        """Check what the whole part held; nothing by default."""

    def walk(self, pieces: Iterable[bytes]) -> None:
        """Walk through the part.

        Raises
        ------
        GateRefusalError
            If it holds what no part may hold.
        NotXmlError
            If it is not well-formed.
        """
        is_empty = True
        for piece in pieces:
            if is_empty:
                check_encoding(self.part, piece, is_aside=self.is_aside)
                self.prepare()
                is_empty = False
            self._parse(piece, is_last=False)
            self.piece_done()
            self._hand_on()
        if not is_empty:  # LibreOffice writes parts of no bytes
            self._parse(b"", is_last=True)
            self.piece_done()
            self._hand_on(is_last=True)
            self.finished()

    def prepare(self) -> None:
        """Set what the parser calls."""
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _BUFFER
        parser.StartElementHandler = self.opener()
        parser.EndElementHandler = self.open.remove
        parser.CharacterDataHandler = self.texts.append
        parser.CommentHandler = self._said.add
        parser.ProcessingInstructionHandler = self._instructed
        parser.StartDoctypeDeclHandler = self._refuse_document_type

    def opener(self) -> Callable[[str, Attributes], None]:
        """Return what expat calls for each element that opens."""
        opened, stack, said = self.open.append, self.open, self._said.update
        unsaid = dict.fromkeys(_UNSAID, self._pass_over)
        kinds = Kinds(self.kinds() | unsaid, self.other)
        deepest, widest = self.limits.xml_depth, self.limits.xml_attributes

        def start(name: str, attributes: Attributes) -> None:
            opened(name)
            if len(stack) > deepest or len(attributes) > widest:
                self.refuse_shape()
            kind = kinds[name]
            if kind is not None:
                kind(attributes)
            elif attributes:
                said(attributes.values())

        return start

    def _pass_over(self, _attributes: Attributes) -> None:
        """Leave out an element and all in it: what it lists may be chosen, and is not said."""
        parser, depth = self.parser, len(self.open)
        handlers = (
            parser.StartElementHandler,
            parser.EndElementHandler,
            parser.CharacterDataHandler,
        )

        def starts(name: str, _attributes: Attributes) -> None:
            self.open.append(name)
            if len(self.open) > self.limits.xml_depth:
                self.refuse_shape()

        def ends(_name: str) -> None:
            self.open.pop()
            if len(self.open) < depth:
                (
                    parser.StartElementHandler,
                    parser.EndElementHandler,
                    parser.CharacterDataHandler,
                ) = handlers

        parser.StartElementHandler, parser.EndElementHandler = starts, ends
        parser.CharacterDataHandler = None

    def refuse_shape(self) -> None:
        """Refuse a part that is nested too deep, or else an element with too many attributes."""
        deepest = self.limits.xml_depth
        if len(self.open) > deepest:
            raise gate_refusal("XML_TOO_DEEP", part=self.part, limit=deepest)
        widest = self.limits.xml_attributes
        raise gate_refusal("XML_TOO_MANY_ATTRIBUTES", part=self.part, limit=widest)

    def _refuse_document_type(
        self, _name: str, _system: str | None, _public: str | None, has_more: bool
    ) -> None:
        if self.is_aside and not has_more:  # an office program may name the type of a setting
            return
        raise gate_refusal("XML_DTD", part=self.part)

    def _instructed(self, _program: str, text: str) -> None:
        self._said.add(text)

    def _parse(self, piece: bytes, *, is_last: bool) -> None:
        try:
            self.parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from None
            raise NotXmlError(self.part) from None
        except (LookupError, ValueError):  # a declared encoding that Python has not, or cannot map
            raise gate_refusal("XML_ENCODING", part=self.part) from None

    def _hand_on(self, *, is_last: bool = False) -> None:
        """Hand on the whole texts; the last may go on in the next piece."""
        said = self._rest + "".join(self.texts)
        self.texts.clear()
        whole, _, self._rest = (said, "", "") if is_last else said.rpartition("\0")
        longest = self.limits.cell_characters
        if self.is_of_cells and len(said) > longest:
            if max(map(len, said.split("\0"))) > longest:
                raise gate_refusal("STRING_TOO_LONG", part=self.part, limit=longest)
        elif len(self._rest) > longest:
            whole, self._rest = said, ""
        if whole or self._said:
            self._take_text("\0".join((whole, *self._said)))
            self._said.clear()


_NO_MEMORY = 1  # XML_ERROR_NO_MEMORY


def check_encoding(part: str, first: bytes, *, is_aside: bool) -> None:
    """Refuse a part whose encoding is not the one that every program reads alike."""
    if first.startswith(USUAL_DECLARATIONS):
        return
    if is_aside and first.startswith(UTF16):
        return
    start = first.removeprefix(_MARK)
    declared = _DECLARED.match(start.lstrip()[:400])
    taken = _TAKEN_ASIDE if is_aside else _TAKEN
    is_odd = declared is not None and declared[1].decode("latin-1").lower() not in taken
    if is_odd or first.startswith((*UTF16, *_OTHER_ENCODINGS)):
        raise gate_refusal("XML_ENCODING", part=part)


def is_xml(name: str) -> bool:
    """Whether a part is XML, by its ending.

    What stands in others may look like it, as the settings that a Macintosh keeps of a printer.
    """
    return name.lower().endswith((".xml", ".rels", ".vml", ".rdf"))
