"""Where bytes may say a marking: a quick look that spares megabytes a slow one.

Most bytes of a file are pictures, fonts and packed parts. Whatever marks a file has a word or a
sign of :mod:`fct.data.gate.markings` in it, and those are found in bytes many times faster than
lines can be made and read. So only what stands around them is made into lines: 25 MiB of chance,
zeros or text cost less than a second.

Bytes that are no text, as those of a packed part are, say words by chance; what is read of them is
therefore bounded (:func:`fct.data.gate.text_runs.sure_lines`).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import filterfalse
from string import ascii_letters

_AROUND = 1_024  # bytes on either side, so that a line is whole and nothing stands at its edge
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\f\r"))
_MOST_CONTROLS = 50  # in text one byte of so many is a control; of bytes by chance, one of ten
_STEMS = {  # and the letters in which each begins
    stem: stem.partition(b" ")[0].rstrip(b".")
    for stem in (
        *(b"secret", b"confidenti", b"restr", b"geheim", b"derived from", b"classified by"),
        *(b"decl ", b"decl.", b"declassify"),
    )
}
_WIDE_RUN = re.compile(rb"\0[\x20-\x7e](?:\0[\x20-\x7e]){2}")
_LARGEST_OTHER = 1_048_576  # bytes; what is larger is packed, and is looked at for Latin alone
_MANY_ZEROS = re.compile(rb"\0{5,}")
_ZEROS = bytes(5)
_LETTERS = bytes(code if chr(code) in ascii_letters else ord(" ") for code in range(256))
_SLICE, _LONGEST_SIGN = 65_536, 64  # bytes; a slice stays in the processor's cache
_GAP = rb"[ \t]*"
_SPELLED_GAP = rb"[ .-]{1,3}"
_SIGNS = tuple(  # each begins with one fixed sign, which is searched much faster
    re.compile(pattern)
    for pattern in (
        rb"\(" + _GAP + rb"(?:t?s|c)" + _GAP + rb"[/)-]",
        rb"\(" + _GAP + rb"//",
        rb"\[" + _GAP + rb"(?:t?s|c)" + _GAP + rb"[/)-]",
        rb"\[" + _GAP + rb"//",
        rb"vs[ -]{0,3}nfd",
        _SPELLED_GAP.join((b"s", b"e", b"c", b"r")),
        _SPELLED_GAP.join((b"c", b"o", b"n", b"f")),
        rb"//" + _GAP + rb"cts",
        rb":(?<=[glns]:)" + _GAP + rb"(?:t?s|c)(?!\w)",  # a question and its answer in short
        # Letters as references, and what parts a word without being seen.
        rb"&(?:#x?[0-9a-f]{2,6}|shy|zwn?j|zerowidth)",
    )
)


def is_text(content: bytes) -> bool:
    """Whether bytes are text: few of them are controls.

    Examples
    --------
    >>> is_text("Größe".encode()), is_text(bytes(9))
    (True, False)
    """
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return controls * _MOST_CONTROLS <= len(content)


class MarkingBytes:
    """The words of markings as they stand in bytes.

    Parameters
    ----------
    sought : iterable of bytes
        Words that may mark a file, as they may be written.
    controls : iterable of bytes
        What may follow a level in short, as in ``S//NF``.
    others : iterable of str
        Words of other alphabets.
    """

    def __init__(
        self, sought: Iterable[bytes], controls: Iterable[bytes], others: Iterable[str]
    ) -> None:
        self._sought = frozenset(sought)
        begins = b"|".join(sorted({re.escape(one[:2].lower()) for one in controls}))
        sure = _GAP + rb"(?:nf|noforn|rel|sci|si|tk|hcs)"  # after one stroke
        after = rb"/(?:/" + _GAP + rb"(?:" + begins + rb")|" + sure + rb")"
        self._signs = (*_SIGNS, re.compile(b"s" + after), re.compile(b"c" + after))
        self._others = tuple(
            word.encode(encoding) for word in others for encoding in ("utf-8", "utf-16-le")
        )

    def windows(self, content: bytes) -> list[bytes]:
        """Return what stands around each place that may say a marking, mostly none."""
        if _ZEROS in content:
            content = _MANY_ZEROS.sub(b"\0\0\0\0", content)
        windows: list[bytes] = []
        start, end = 0, -1
        for at in sorted(self._places(content)):
            if at - _AROUND > end >= 0:
                windows.append(content[start:end])
            if at - _AROUND > end:
                start = at - _AROUND
            end = at + _AROUND
        return [*windows, content[start:end]] if end >= 0 else windows

    def _places(self, content: bytes) -> Iterator[int]:
        yield from self._narrow_places(content)
        if _WIDE_RUN.search(content) is not None:  # UTF-16: each letter of it has a NUL beside it
            for first in (0, 1):
                for at in self._narrow_places(content[first::2]):
                    yield 2 * at + first
        if len(content) <= _LARGEST_OTHER and not content.isascii():
            for word in self._others:
                yield from _places_of(word, content)

    def _narrow_places(self, content: bytes) -> Iterator[int]:
        for number, piece in enumerate(_sliced(content)):
            yield from (number * _SLICE + at for at in self._places_in(piece))

    def _places_in(self, piece: bytes) -> Iterator[int]:
        lower, said = piece.lower(), set(piece.translate(_LETTERS).split())
        each_once = b" ".join(said).lower()  # mostly much less to search than the piece
        for stem, word in _STEMS.items():
            if word in each_once:
                yield from _places_of(stem, lower)
        for pattern in self._signs:
            yield from _places_like(pattern, lower)
        for word in self._sought & said:
            yield from _places_of(word, piece)


def words_beyond_ascii(content: bytes) -> bytes:
    """Return each word of a text that is not ASCII, once for each slice of it.

    A text repeats its words, so that this is mostly much shorter than the text.
    """
    odd: set[bytes] = set()
    for piece in _sliced(content):
        odd.update(filterfalse(bytes.isascii, piece.split()))
    return b" ".join(odd)


def _sliced(content: bytes) -> Iterator[bytes]:
    """Yield a slice at a time, so that few words are held; one that is cut comes whole too."""
    for at in range(0, len(content), _SLICE):
        yield content[at : at + _SLICE + _LONGEST_SIGN]


def _places_of(word: bytes, content: bytes) -> Iterator[int]:
    at = content.find(word)
    while at >= 0:
        yield at
        at = content.find(word, at + _AROUND // 2)  # what stands nearer is in the same window


def _places_like(pattern: re.Pattern[bytes], content: bytes) -> Iterator[int]:
    found = pattern.search(content)
    while found is not None:
        yield found.start()
        found = pattern.search(content, found.start() + _AROUND // 2)
