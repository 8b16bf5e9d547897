"""The scan, in the process that reads one file, for what marks the file as classified."""

import contextlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import chain
from typing import Any, AnyStr

from fct.data.gate.admit import WalkedPart, loose_text
from fct.data.gate.embedded import packs_what_it_shows, shows_nothing
from fct.data.gate.marking_bytes import is_text, words_beyond_ascii
from fct.data.gate.markings import Markings, MarkingScan
from fct.data.gate.refused import gate_refusal
from fct.data.gate.sheet import as_written
from fct.data.gate.text_runs import ascii_lines, hex_lines, sure_lines, wide_lines, windows_of
from fct.data.gate.xml_walk import UTF16

_NO_PARTS: Mapping[str, WalkedPart] = {}
_LOOSE_PART, _LOOSE_TOTAL = 4_194_304, 25_165_824  # bytes of a refused file that are looked at
_LARGEST_DECODED = 1_048_576  # what is larger is mostly packed, and takes seconds
_OTHER_ALPHABETS = (("utf-8", 0), ("utf-16-le", 0), ("utf-16-le", 1))
_ZIP = b"PK\x03\x04"
_LOCAL_HEADING, _END_OF_ARCHIVE = 30, 22  # bytes (APPNOTE 6.3.10, 4.3.7 and 4.3.16)
_DEEPEST = 3  # a workbook in a folder in a zip
_END_TAG = re.compile(  # of what stands on a line of its own; all other tags may part one word
    rb"</(?:\w++:)?(?:p|si|is|c|tc|td|li|div|title|h\d?|(?:odd|even|first)(?:Header|Footer))\s*>",
    re.IGNORECASE,
)
_BREAKS = (b"<br", b"<BR", b"<Br", b"<bR")
_AFTER_TAG = re.compile(rb">([^<]+)")
_OF_LINES = bytes((*range(32, 127), ord("\n")))
_REFERENCE = re.compile(r"&#?[0-9A-Za-z]+;?")  # HTML 13.5
_FEW_REFERENCES = 200
_AT_ONCE = 65_536  # bytes, which stay in the processor's cache
# What lists values that may be chosen (fct.data.gate.xml_walk leaves the same out).
_SCHEMA = re.compile(rb"<(\w+:schema|Schema|formula1)[\s>].*?</\1\s*>", re.DOTALL)


def _forget(_filled: int) -> None:
    """Take a count that nobody asked for."""


class MarkingScanner:
    """Scans one file, and refuses it as soon as it is marked as classified.

    Parameters
    ----------
    markings : Markings
    earn : callable
        Takes how many filled cells have passed so far, which may earn the file processor time.
    known : frozenset of str
        Texts that mark nothing (:meth:`Markings.quiet_among`), and need no look again.
    known_parts : mapping of str to WalkedPart
        Parts that say nothing else.

    Attributes
    ----------
    quiet : frozenset of str
        The known texts as a part writes them.
    quiet_parts : mapping of str to WalkedPart
        The known parts.
    """

    def __init__(
        self,
        markings: Markings,
        earn: Callable[[int], None] = _forget,
        known: frozenset[str] = frozenset(),
        known_parts: Mapping[str, WalkedPart] = _NO_PARTS,
    ) -> None:
        self._markings = markings
        self._known = known
        self.quiet = as_written(known)
        self.quiet_parts = known_parts
        self.count = earn
        self._scan = MarkingScan(markings)

    @contextlib.contextmanager
    def of_file(self, name: str, content: bytes) -> Iterator["MarkingScanner"]:
        """Scan a file's name, and loosely a file that is refused for another reason.

        Raises
        ------
        GateRefusalError
            If it is marked; a classified file is refused as such, whatever else it is.
        """
        try:
            self._scan_name(name)
            if comment := _comment_of(content):
                self.scan_text(comment)
            yield self
        except MemoryError:
            raise
        except BaseException as error:  # a parser's own errors, and a panic of the Rust reader
            if getattr(error, "code", "") != "CLASSIFIED":
                self.scan_loosely(content)
            raise

    def _scan_name(self, name: str) -> None:
        self.scan_text(_words_of(name))
        if self._markings.marks_name(name.rpartition(".")[0]):
            raise gate_refusal("CLASSIFIED")

    def scan_text(self, text: str) -> None:
        """Refuse the file if a text marks it."""
        if self._known and len(text) <= _LARGEST_DECODED:
            text = "\0".join([one for one in text.split("\0") if one not in self._known])
        if self._scan.is_marked_by(text):
            raise gate_refusal("CLASSIFIED")

    def scan_rows(self, rows: Sequence[Sequence[Any]]) -> None:
        """Refuse the file if a cell that asks for the marking has a classified answer."""
        if self._scan.is_marked_by_rows(rows):
            raise gate_refusal("CLASSIFIED")

    def scan_loosely(self, content: bytes) -> None:
        """Scan bytes that are not a sound file, so that no marked one is kept by mistake."""
        for part in _loose_parts(content):
            for said in self._texts(part):
                self.scan_text(said)

    def _texts(self, content: bytes) -> Iterator[str]:
        """Yield what bytes seem to say around each place that may mark the file."""
        in_bytes = self._markings.in_bytes
        if is_text(content) or content.startswith(UTF16):
            if self._is_quiet_beyond(content):
                for window in in_bytes.windows(content):
                    yield from _said_by(window)
            else:
                yield from _said_by(content)
            return
        for window in in_bytes.windows(content):
            yield sure_lines(window)
            yield wide_lines(window)
            yield hex_lines(window)
            if len(content) <= _LARGEST_DECODED:  # for alphabets beyond Latin
                for encoding, at in _OTHER_ALPHABETS:
                    yield _others(window[at:].decode(encoding, "replace"))

    def _is_quiet_beyond(self, content: bytes) -> bool:
        """Whether text marks nothing by what a search for ASCII in it does not find.

        Those are words beyond ASCII, and what tags part.
        """
        if content.startswith(UTF16):
            return False
        shown = (content, _joined(content)) if b"<" in content else (content,)
        if len(shown) > 1 and self._markings.in_bytes.windows(shown[1]):
            return False
        return all(
            said.isascii()
            or self._scan.is_quiet(words_beyond_ascii(said).decode("utf-8", "replace"))
            for said in shown
        )

    def scan_names(self, parts: Iterable[str]) -> None:
        """Scan the names of parts, folder by folder."""
        parts = list(parts)
        if not self._scan.is_quiet("\n".join(parts).replace("_", " ")):
            self.scan_text("\0".join(_words_of(step) for name in parts for step in name.split("/")))

    def scan_binary(self, name: str, pieces: Iterable[bytes]) -> None:
        """Scan a part that is not XML; one that shows nothing is unpacked alone.

        One that packs what it shows is scanned as a file of its own: the "(C)" of a photographer is
        not a portion of the document that a photograph stands in.
        """
        pieces = iter(pieces)
        if shows_nothing(name):
            for _ in pieces:
                pass
            return
        first = next(pieces, b"")
        scan = MarkingScan(self._markings) if packs_what_it_shows(name, first) else self._scan
        if scan is self._scan and first.startswith(_ZIP):
            self.scan_loosely(first + b"".join(pieces))
            return
        for window in windows_of(chain([first], pieces)):
            for said in self._texts(window):
                if scan.is_marked_by(said):
                    raise gate_refusal("CLASSIFIED")


def _words_of(name: str) -> str:
    return (name.rpartition(".")[0] or name).replace("_", " - ")


def _comment_of(archive: bytes) -> str:
    end = archive.rfind(b"PK\x05\x06") if archive.startswith(_ZIP) else -1
    return archive[end + _END_OF_ARCHIVE :].decode("utf-8", "replace") if end >= 0 else ""


def _loose_parts(content: bytes, depth: int = 1, left: int = _LOOSE_TOTAL) -> Iterator[bytes]:
    """Yield a file, or what is packed in it, and in that."""
    if not content.startswith(b"PK"):
        yield content[:_LOOSE_TOTAL]
        return
    at = content.find(b"PK\x03\x04")
    while at >= 0 and left > 0:
        names = int.from_bytes(content[at + 26 : at + 28], "little")
        names += int.from_bytes(content[at + 28 : at + 30], "little")
        start = at + _LOCAL_HEADING + names
        name = content[at + _LOCAL_HEADING : start].decode("utf-8", "replace")
        at = content.find(b"PK\x03\x04", at + 4)
        end = at if at >= 0 else len(content)
        if shows_nothing(name):
            continue
        packed = content[start:end]
        unpacked = _SCHEMA.sub(b"", _loosely_unpacked(packed, min(_LOOSE_PART, left)))
        left -= len(unpacked)
        if unpacked.startswith(b"PK") and depth < _DEEPEST:
            yield from _loose_parts(unpacked, depth + 1, _LOOSE_PART)
        yield unpacked


def _joined(content: bytes) -> bytes:
    """Return text across tags: those that end a paragraph part it, all others may part a word."""
    parted = b"".join(map(_parted, _cut_at(b"<", content)))
    # What begins after a closed tag is read alike without what stands before it.
    return b"".join(map(_without_tags, _cut_at(b"><", parted)))


def _cut_at(sign: AnyStr, content: AnyStr) -> Iterator[AnyStr]:
    """Yield pieces of a text, cut before the last byte of a sign."""
    start, end = 0, content.find(sign, _AT_ONCE)
    while end >= 0:
        cut = end + len(sign) - 1
        yield content[start:cut]
        start, end = cut, content.find(sign, cut + _AT_ONCE)
    yield content[start:]


def _parted(content: bytes) -> bytes:
    """Return a text with NUL for each tag that ends a paragraph."""
    breaks = content.lower().count(b"<br")
    for tag in _BREAKS:  # mostly all are written as the first
        if breaks:
            breaks -= content.count(tag)
            content = content.replace(tag, b"\0")
    return _END_TAG.sub(b"\0", content)


def _without_tags(content: bytes) -> bytes:
    """Return a text without its tags, as ``<[^<>]*>?`` finds them, in a third of the time."""
    first = content.find(b"<")
    if first < 0:
        return content
    return content[:first] + b"".join(_AFTER_TAG.findall(content, first))


def _said_by(content: bytes) -> Iterator[str]:
    """Yield what text seems to say: between tags, across them, within them, as UTF-16."""
    yield _unescaped(loose_text(content))
    has_tags = b"<" in content
    if has_tags:
        yield _unescaped(_joined(content).decode("utf-8", "replace"))
    if has_tags or content.translate(None, _OF_LINES):
        yield ascii_lines(content)
    if b"\0" in content:
        yield wide_lines(content)


def _unescaped(text: str) -> str:
    """Return a text without references; a text repeats those, so that each is looked up once."""
    if "&" not in text:
        return text
    # What stands for "&" comes last, or it would begin a reference of its own.
    found = set(chain.from_iterable(map(_REFERENCE.findall, _cut_at("&", text))))
    made = sorted((unescape(one) == "&", one) for one in found)
    if len(made) > _FEW_REFERENCES:
        return _REFERENCE.sub(lambda found: unescape(found[0]), text)
    for _, reference in made:
        text = text.replace(reference, unescape(reference))
    return text


def _others(text: str) -> str:
    """Return the lines of a text that are of other alphabets; Latin was looked for in runs."""
    return "\n".join(line for line in text.splitlines() if not line.isascii())


def _loosely_unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    except zlib.error:
        return packed[:most]
