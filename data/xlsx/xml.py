"""XML whose bytes are patched in place: where each element stands, and edits at those places.

Nothing is parsed and written anew, so what is not edited keeps its bytes. A document type is
refused: the parts of a workbook have none, and entities can only come with one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

_START_TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DECLARED = re.compile(r"(<\?xml[^>]*?)\sencoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # ECMA-376 part 1, 22.9.2.19: ST_Xstring


class NotXmlError(ValueError):
    """A part that is not XML, or XML that is not taken."""


@dataclass(slots=True)
class Element:
    """One element and its place in the bytes.

    Attributes
    ----------
    tag : str
        As written, with its prefix.
    attributes : dict of str to str
    start, inner, close, end : int
        Where the start tag begins and ends, and the end tag begins and ends; an element without
        content has ``inner``, ``close`` and ``end`` at one place.
    children : list of Element
    text : str
        Its own characters, without those of its children.
    """

    tag: str
    attributes: dict[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    @property
    def name(self) -> str:
        """The tag without its prefix."""
        return local(self.tag)

    @property
    def is_empty(self) -> bool:
        """Whether it was written as one tag."""
        return self.inner == self.end

    def all(self, name: str) -> list["Element"]:
        """Return the children of one name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Element | None":
        """Return the first child of one name."""
        return next((child for child in self.children if child.name == name), None)

    def walk(self) -> Iterator["Element"]:
        """Yield the element and everything in it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    def whole_text(self) -> str:
        """Return the characters of the element and of everything in it."""
        return "".join(element.text for element in self.walk())

    def attribute(self, name: str) -> str:
        """Return an attribute by its name without prefix, empty if it has none."""
        return next((v for key, v in self.attributes.items() if local(key) == name), "")


class Edit(NamedTuple):
    """Bytes to put in place of those from ``start`` to ``end``."""

    start: int
    end: int
    new: bytes


def local(tag: str) -> str:
    """Return a tag or an attribute's name without its prefix."""
    return tag.rpartition(":")[2]


def as_utf8(content: bytes) -> bytes:
    """Return XML in UTF-8; nearly all is, and stays the same bytes.

    Raises
    ------
    NotXmlError
        If it is in an encoding that spreadsheet programs do not write.
    """
    # Edits are made at places counted in bytes, so that all parts are in the one encoding whose
    # bytes the parser counts.
    name = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else None
    if name is None:
        declared = _ENCODING.match(content.lstrip(b"\xef\xbb\xbf"))
        name = declared[1].decode().casefold() if declared else "utf-8"
    if name in {"utf-8", "utf8", "us-ascii", "ascii"}:
        return content
    if name not in {"utf-16", "iso-8859-1"}:
        raise NotXmlError(f"the encoding {name[:40]} is not taken")
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        raise NotXmlError(f"the part is not in the encoding {name} that it names") from None
    return _DECLARED.sub(r"\1", text, count=1).encode()


def safe_parser() -> expat.XMLParserType:
    """Return a parser that takes no document type."""

    def refuse(*_: object) -> None:
        raise NotXmlError("a document type is not taken")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    # One call for a text and not one for each line of it.
    parser.buffer_text = True
    return parser


def run(parser: expat.XMLParserType, content: bytes) -> None:
    """Parse all of a part.

    Raises
    ------
    NotXmlError
        If it is not well formed.
    """
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotXmlError(str(error)) from None


def start_tag_end(content: bytes, start: int) -> int:
    """Return where the start tag that begins at ``start`` ends."""
    # A > may stand in the value of an attribute, so that values are matched as a whole.
    tag = _START_TAG.match(content, start)
    if tag is None:
        raise NotXmlError("a tag has no end")
    return tag.end()


def parse(content: bytes, *, closed: str = "") -> Element:
    """Return the root of a part.

    Parameters
    ----------
    content : bytes
        In UTF-8.
    closed : str
        Name of an element whose inside is passed over.

    Raises
    ------
    NotXmlError
        If it is not well formed.
    """
    parser = safe_parser()
    root: list[Element] = []
    stack: list[Element] = []
    inside = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if inside:
            inside += 1
            return
        at = parser.CurrentByteIndex
        element = Element(tag, attributes, at, start_tag_end(content, at))
        (stack[-1].children if stack else root).append(element)
        stack.append(element)
        inside = int(element.name == closed)
        if inside:
            # Without a handler the parser passes over the texts of all cells at its own speed.
            parser.CharacterDataHandler = None

    def end(_tag: str) -> None:
        nonlocal inside
        if inside > 1:
            inside -= 1
            return
        if inside:
            inside = 0
            parser.CharacterDataHandler = text
        finish(content, stack.pop(), parser.CurrentByteIndex)

    def text(characters: str) -> None:
        if stack:
            stack[-1].text += characters

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    run(parser, content)
    return root[0]


def finish(content: bytes, element: Element, at: int) -> None:
    """Set where an element ends, at its end event."""
    # An empty tag has no closing one: its end event stands behind it already.
    if content[element.inner - 2 : element.inner] == b"/>":
        element.close = element.end = element.inner
    else:
        element.close, element.end = at, content.index(b">", at) + 1


def apply_edits(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return ``content`` with its edits made; what is put in at one place keeps its order."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [content[done : edit.start], edit.new]
        done = edit.end
    return b"".join([*pieces, content[done:]])


def set_attributes(content: bytes, element: Element, new: Mapping[str, object]) -> Edit:
    """Return the edit that gives an element's start tag these attributes."""
    tag = content[element.start : element.inner]
    left = {name.encode(): attribute(name, value) for name, value in new.items()}
    name_end = 1 + len(element.tag.encode())
    pieces, at = [tag[:name_end]], name_end
    while (found := _ATTRIBUTE.match(tag, at)) is not None:
        pieces.append(left.pop(found[1], found[0]))
        at = found.end()
    return Edit(element.start, element.inner, b"".join([*pieces, *left.values(), tag[at:]]))


def insert_last(content: bytes, element: Element, new: bytes) -> list[Edit]:
    """Return the edits that put ``new`` at the end of an element's content."""
    if not element.is_empty:
        return [Edit(element.close, element.close, new)] if new else []
    tag = content[element.start : element.inner - 2].rstrip()
    closing = b">" + new + b"</" + element.tag.encode() + b">"
    return [Edit(element.start + len(tag), element.inner, closing)]


def cut(element: Element) -> Edit:
    """Return the edit that takes an element out."""
    return Edit(element.start, element.end, b"")


def escape(text: str) -> str:
    """Return text for an attribute or for an element's content; what XML cannot hold is shown."""
    # XML 1.0, 2.2 says which characters it holds; readers take every line end for LF (2.11).
    text = _NO_XML.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(plain, entity)
    return text


def cell_text(text: str) -> str:
    """Return escaped text for a cell or a note, which would take ``_x0041_`` for a character."""
    return escape(_ESCAPED.sub("_x005F_", text))


def attribute(name: str, value: object) -> bytes:
    """Return one attribute, with the blank before it."""
    # A line end in an attribute would be read as a blank (XML 1.0, 3.3.3).
    return f' {name}="{escape(str(value))}"'.replace("\n", "&#10;").encode()


def place_in_order(root: Element, order: tuple[str, ...], name: str) -> int:
    """Return where a new child goes whose schema wants its children in one order."""
    later = order[order.index(name) + 1 :]
    return next((child.start for child in root.children if child.name in later), root.close)


def prefix_of(root: Element) -> str:
    """Return the prefix, with its colon, that a part writes before its own names."""
    return root.tag[: -len(root.name)]
