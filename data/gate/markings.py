"""Markings of classified content: banners, portion marks and authority lines, in any text.

A word alone marks nothing: "trade secret" and "Secret Service" pass. What marks is a level that is
all a line says, a level with a control, a portion mark with a control, the phrases of allies in
upper case, and the lines that say by whom and until when a document is classified. ``(S)`` and
``(C)`` count only in a file that also has a line which could be a banner.
"""

import functools
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from string import ascii_letters
from typing import Any

from fct.data.common import loaded_once
from fct.data.gate.marking_bytes import MarkingBytes
from fct.data.gate.markings_near import (
    SEPARATORS,
    SHORT,
    Sought,
    banner_patterns,
    line_patterns,
    words_of,
)

_HEADER_CODES = re.compile(
    r'&(?:"[^"]*"|K(?:[0-9A-F]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]{1,3}|[A-BD-KM-QS-Z+-])', re.IGNORECASE
)
# What a page header says between codes of size, color and style, which may part its letters.
_CODED_TEXT = re.compile(
    r"&(?:amp;)?(?:[0-9]|[Kk][0-9A-Fa-f]|[BIUbiu]&|[BIUSbius][A-Z])[^<>\x00\n]*"
)
_HEADER_CODE = re.compile(r"&(?:amp;)?(?:[Kk][0-9A-Fa-f]{6}|[0-9]{1,3}|[BIUSXYEbiusxye])")
_HEADER_LETTERS = "LCRPNDTFAGBIUSXYEHO"
_HEADER_PARTS = re.compile(r"&[LCR]", re.IGNORECASE)
_SPACED = re.compile(r"(?<!\w)(?:\w[ .-]){4,}\w(?!\w)")
_NUMBERED = re.compile(r"\s*\(\d{1,3}\)$")  # as a spreadsheet program names the copy of a sheet
_LOUD = re.compile(r"[A-Z]{2}|[^\x00-\x7f]|//|[Nn]oforn|[Nn][Ff]\)|[Tt]his\s|[Cc]lassifi|[Dd]ecl")
_BETWEEN = str.maketrans("", "", " .-")
_CODED = re.compile(r"_x00([2-7][0-9A-Fa-f])_")
_WHITE = re.compile(r"[^\S\n]+")
_EDGES = " \t*#=_~|<>[](){}\"'“”‘’«»:;.,!-–—/\\"
_PORTION = re.compile(r"^[\s\"']*\((?:S|C|TS)\)", re.MULTILINE)
_WEAK = re.compile(r"^\W*(?:(?:top\s+)?secret|confidential)\W*$", re.IGNORECASE | re.MULTILINE)
_AUTHORITY = (
    re.compile(r"^\W*CLASSIFIED BY\s*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^\W*DERIVED\s+FROM\s*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^\W*DECLASSIFY\s+ON\s*:", re.IGNORECASE | re.MULTILINE),
)
_AUTHORITY_LINES = 2
_PORTION_STARTS = (  # two, because one with a fixed first letter is searched much faster
    re.compile(r"\(\s*(?:(?:ts|s|c)\s*[/)-]|//|(?:top )?secret)"),
    re.compile(r"\[\s*(?:(?:ts|s|c)\s*[/)-]|//|(?:top )?secret)"),
)
# Of each word what it begins with, and the word that it stands for.
_STEMS = {
    "secret": re.compile(r"secret(?![a-z])"),
    "confidenti": re.compile(r"confidenti(?:al|el|eel)(?![a-z])"),
    "restr": re.compile(r"restr(?:icted|einte?)(?![a-z])"),
    "geheim": re.compile(r"geheim(?![a-z])"),
    "nfd": re.compile(r"nfd(?![a-z])"),
    "decl": re.compile(r"decl(?:assify)?\.?\s+on(?![a-z])"),
    "derived": re.compile(r"derived from(?![a-z])"),
    "classified": re.compile(r"classified by(?![a-z])"),
}
# Short levels before a control: two, because one with a fixed first sign is searched much faster.
_SHORT_BANNERS = (
    re.compile(
        r"/(?:(?<=[sc]/)|(?<=[sc] /))(?:/\s*[a-z]|\s*(?:nf|noforn|rel|sci|si|tk|hcs)(?![a-z]))"
    ),
    re.compile(r"-(?:(?<=[sc]-)|(?<=[sc] -))\s*(?:nf|noforn)(?![a-z])"),
)
# A question and its answer in short, in one line, as in "Security marking: TS".
_ANSWERED = tuple(
    re.compile(rf"{sign}\s*(?:ts|s|c|classified)(?!\w)") for sign in (":", "=", "-", " is ")
)
_LABELS = ("labels", "vague_labels", "one_line_labels")
_SHORT_LEVELS = {b"S", b"C", b"TS", b"CTS", b"CLASSIFIED"}
_SPELLED = tuple(  # letter by letter
    (frozenset(word.encode().split()), re.compile("[ .-]{1,3}".join(word.lower().split())))
    for word in ("S E C R", "C O N F I D")
)
_ONLY_LETTERS = bytes(code if chr(code) in ascii_letters else ord(" ") for code in range(256))
# The letters of other alphabets that look like those of the words below, and kinds of strokes.
_LOOK_ALIKE = {
    **dict(zip("АВЕКМНОРСТХЅІЈаеорсхѕіј", "ABEKMHOPCTXSIJaeopcxsij", strict=True)),
    **dict(zip("вкмнт", "bkmht", strict=True)),  # as the capitals above, which differ more
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("αβεζηικμνορτυχς", "abezhikmnoptyxσ", strict=True)),
    **dict(zip("∕⁄‐‑‒–—−“”„‘’‚", "//------\"\"\"'''", strict=True)),
}
_SIGMA = re.compile("[σς]")  # which is another one at the end of a word
_MANY_SIGNS = 200
_AT_ONCE = 65_536  # characters, which stay in the processor's cache
# What marks is short, so that a longer line is looked at in pieces. Two of them overlap by more
# than a marking has signs; what is nearest to a cut only says what a marking stands beside.
_LONGEST_LINE, _PIECE, _OVERLAP, _CONTEXT = 4_096, 2_048, 256, 64
_GOES_ON = "x"
_MOST_SEEN = 4_000  # lines, which have 16 MB at most
_ASCII = bytes(range(128))


def plain(text: str) -> str:
    """Return ``text`` without accents and invisible signs, look-alikes and dashes made plain."""
    if "_x00" in text:  # as xlsx writes signs that XML cannot hold
        text = _CODED.sub(lambda found: chr(int(found[1], 16)), text)
    if text.isascii():
        return text
    signs = ((sign, _plain_sign(sign)) for sign in set(_beyond_ascii(text)))
    made = {sign: is_plain for sign, is_plain in signs if is_plain != sign}
    if len(made) > _MANY_SIGNS:
        return text.translate({ord(sign): is_plain for sign, is_plain in made.items()})
    for sign, is_plain in made.items():
        text = text.replace(sign, is_plain)
    return text


def _beyond_ascii(text: str) -> str:
    return text.encode("utf-8", "replace").translate(None, _ASCII).decode("utf-8", "replace")


@functools.lru_cache(maxsize=65_536)
def _plain_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    apart = unicodedata.normalize("NFKD", sign)
    kept = (one for one in apart if unicodedata.category(one) not in {"Mn", "Cf"})
    return "".join(_LOOK_ALIKE.get(one, one) for one in kept)


def _short_lines(text: str) -> Iterator[str]:
    """Yield each line of a text once, a long one in pieces."""
    for line in dict.fromkeys(text.splitlines()):
        if len(line) <= _LONGEST_LINE:
            yield line
        else:
            yield from dict.fromkeys(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    for at in range(0, len(line) - _OVERLAP, _PIECE - _OVERLAP):
        piece = line[at : at + _PIECE]
        if at:
            piece = _GOES_ON + _context(piece[:_CONTEXT]) + piece[_CONTEXT:]
        if at + _PIECE < len(line):
            piece = piece[:-_CONTEXT] + _context(piece[-_CONTEXT:]) + _GOES_ON
        yield piece


def _context(text: str) -> str:
    """Return a text in which words stand as they stood, and nothing marks."""
    return text.lower().replace("/", ".").replace("noforn", ".")


def _some_at_once(lines: Iterable[str]) -> Iterator[list[str]]:
    some, size = [], 0
    for line in lines:
        some.append(line)
        size += len(line)
        if size >= _AT_ONCE:
            yield some
            some, size = [], 0
    yield some


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted({plain(word) for word in words}, key=len, reverse=True)
    escaped = (re.escape(word) for word in longest_first)
    return "|".join(word.replace(r"\ ", r"[\s-]*").replace(r"\-", r"[\s-]*") for word in escaped)


def _in_any_case(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in (word, word.lower(), word.capitalize())]


def _high_levels(declared: Mapping[str, Sequence[str]]) -> set[str]:
    return set(declared["levels"]) - set(declared["business_levels"])


def _words_before(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?:{'|'.join(words)})\s*:?[\s(]+$", re.IGNORECASE)


def _words_after(words: Iterable[str]) -> re.Pattern[str]:
    """Return what stands behind a level, of which more controls may be named."""
    return re.compile(rf"(?:/+[\w-]+)*\s+(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _marking_words(declared: Mapping[str, Sequence[str]], kinds: Iterable[str]) -> frozenset[str]:
    """Return words of which one stands in every marking that has none of the stems."""
    sought: set[str] = set()
    for words in kinds:
        for phrase in map(plain, declared[words]):
            if any(stem.search(phrase.lower()) for stem in _STEMS.values()):
                continue
            split = re.findall(r"[^\W\d_]+", phrase.upper())
            sought.add("".join(split))
            if not sought.intersection(split):
                sought.add(max(split, key=len))
    return frozenset(sought)


class Markings:
    """What is searched for in texts, made from ``declarations/markings.yaml``.

    Parameters
    ----------
    declared : mapping of str to list of str
    """

    def __init__(self, declared: Mapping[str, Sequence[str]]) -> None:
        self._declared = declared
        spelled = (word for said in ("phrases", "words") for word in declared[said])
        self._controls = {one.split()[0].encode() for one in declared["controls"]}
        self._look_up_by(
            _marking_words(declared, ("phrases", "words", "secret_words")),
            _marking_words(declared, ("phrases", "secret_words")),
            (word for word in spelled if not word.isascii()),
        )
        self._high_words = {level.split()[-1] for level in _high_levels(declared)}
        self._harmless = set(declared["harmless_in_names"])
        self._labels = dict.fromkeys(map(plain, declared["vague_labels"]), False) | dict.fromkeys(
            map(plain, declared["labels"]), True
        )
        asked = (word for said in _LABELS for word in declared[said])
        self._label_words = [word.lower() for word in words_of(asked)]
        joined = itertools.product(
            _in_any_case(declared["answer_levels"]),
            ("//", "/", " // ", " / ", "-", " - ", " "),
            _in_any_case(declared["answer_controls"]),
        )
        self.answers = frozenset((*_in_any_case(declared["answers"]), *map("".join, joined)))

    @functools.cached_property
    def lines(self) -> "MarkingLines":
        """The patterns of a closer look, which few files need: they are made when one does."""
        return MarkingLines(self._declared)

    def _look_up_by(
        self, sought: frozenset[str], any_case: frozenset[str], other: Iterable[str]
    ) -> None:
        others = (word for word in sought if not word.isascii())
        self._other_words = tuple((_beyond_ascii(word)[0], word) for word in others)
        forms = {word: word for word in sought if word.isascii()}
        for word in filter(str.isascii, any_case):
            forms |= dict.fromkeys((word.lower(), word.capitalize()), word)
        self.in_bytes = MarkingBytes(map(str.encode, forms), self._controls, other)
        # In a header or footer a code of one letter may stand before the word, as in &CGEHEIM.
        coded = itertools.product(("", *_HEADER_LETTERS), forms.items())
        self._sought = {
            (code + form).encode(): re.escape(word.lower()) for code, (form, word) in coded
        }

    def signs(self, text: str) -> set[str]:
        """Return patterns of what in a text is worth a closer look, mostly none.

        Most words of other languages count in upper case, which few texts have; so few words are
        looked up.

        Parameters
        ----------
        text : str
            Made plain.
        """
        if "&" in text:
            coded = "\n".join(_CODED_TEXT.findall(text))
            text = "\n".join((text, _HEADER_CODE.sub("", coded)))
        raw = text.encode("ascii", "replace")
        said = set(raw.translate(_ONLY_LETTERS).split())
        signs = {self._sought[word] for word in said & self._sought.keys()}
        lower = text.lower()
        each_once = b" ".join(said).decode("ascii").lower()  # much less to search than the text
        signs |= {
            whole.pattern
            for stem, whole in _STEMS.items()
            if stem in each_once and whole.search(lower)
        }
        if not text.isascii():
            beyond = _beyond_ascii(text)
            shown = beyond.upper()
            found = [word for sign, word in self._other_words if sign in shown]
            upper = text.upper() if found else ""
            signs |= {_SIGMA.sub("[σς]", word.lower()) for word in found if word in upper}
        signs.update(
            spelled.pattern
            for letters, spelled in _SPELLED
            if said >= letters and spelled.search(lower)
        )
        has_short = not _SHORT_LEVELS.isdisjoint(said)
        if has_short and said & self._controls:
            signs.update(short.pattern for short in _SHORT_BANNERS if short.search(lower))
        if has_short or "//" in text:
            if any(word in each_once for word in self._label_words):
                signs.update(one.pattern for one in _ANSWERED if one.search(lower))
            signs.update(start.pattern for start in _PORTION_STARTS if start.search(lower))
        return signs

    def suspects(self, text: str) -> list[str]:
        """Return the lines of a text that are worth a closer look, mostly none.

        Parameters
        ----------
        text : str
            Made plain, texts between NULs.
        """
        slices = (text[at : at + _AT_ONCE + _OVERLAP] for at in range(0, len(text), _AT_ONCE))
        if not any(map(self.signs, slices)):
            return []
        said = text.replace("\0", "\n")
        if "&" in said:  # headers and footers
            said += "\n" + _HEADER_CODES.sub("", _HEADER_PARTS.sub("\n", said))
        found: list[str] = []
        for lines in _some_at_once(_short_lines(said)):
            together = "\n".join(lines)
            if signs := self.signs(together):
                sign, lower = re.compile("|".join(signs)), together.lower().split("\n")
                found.extend(compress(lines, map(sign.search, lower)))
        return found

    def quiet_among(self, texts: Collection[str]) -> frozenset[str]:
        """Return those of some texts that mark nothing, whatever else a file says.

        Examples
        --------
        >>> load_markings().quiet_among(["a trade secret", "SECRET", "plain words"])
        frozenset({'plain words'})
        """
        if not self.suspects(plain("\0".join(texts))):
            return frozenset(texts)
        return frozenset(text for text in texts if not self.suspects(plain(text)))

    def marks_name(self, name: str) -> bool:
        """Whether the name of a file has a level in capitals as a word of its own.

        Examples
        --------
        >>> load_markings().marks_name("FCT_SECRET_v2"), load_markings().marks_name("TRADE SECRET")
        (True, False)
        """
        words = ["", *re.split(r"[\W_]+", plain(name)), ""]
        return any(
            word in self._high_words and not self._harmless & {before, after}
            for before, word, after in zip(words, words[1:], words[2:], strict=False)
        )

    def label(self, text: str) -> bool | None:
        """Whether a cell that asks for a marking means the file; None if it does not ask."""
        return self._labels.get(text.strip(_EDGES).lower())

    def is_level(self, text: str, *, or_short: bool = False) -> bool:
        """Whether a cell says nothing but a level, in any case, or a short answer for one."""
        if or_short and text.strip() in self.answers:
            return True
        return self.lines.levels.fullmatch(plain(text).strip(_EDGES)) is not None


class MarkingLines:
    """Which lines mark what they stand in, made from ``declarations/markings.yaml``.

    Parameters
    ----------
    declared : mapping of str to list of str
    """

    def __init__(self, declared: Mapping[str, Sequence[str]]) -> None:
        levels = _any_of(declared["levels"])
        high_levels = _high_levels(declared)
        high = _any_of(high_levels)
        business = _any_of(declared["business_levels"])
        controls = _any_of(declared["controls"])
        strict = _any_of(declared["strict_controls"])
        phrases, words = _any_of(declared["phrases"]), _any_of(declared["words"])
        secret = _any_of([*high_levels, *declared["phrases"], *declared["secret_words"]])
        self._phrase = Sought(
            re.compile(rf"(?<!\w)(?:{phrases})(?!\w)|[(\[]\s*(?:{high})\s*[)\]]"),
            words_of(map(plain, [*declared["phrases"], *high_levels])),
        )
        self._before = _words_before(declared["spoken_of_before"])
        self._after = _words_after(declared["spoken_of_after"])
        self._surely_before = _words_before(declared["surely_spoken_of_before"])
        self._surely_after = _words_after(declared["surely_spoken_of_after"])
        level_words = words_of(declared["levels"])
        self._in_line = line_patterns(high, business, controls, level_words)
        self._banners = banner_patterns(high, business, controls, strict, level_words)
        self._whole_any_case = re.compile(
            rf"(?:{secret})(?:\s*[/|-]\s*(?:{secret}|{levels}))*", re.IGNORECASE
        )
        endings = _any_of(declared["line_controls"])
        owners = "|".join(declared["owners"])
        self._whole_with_more = re.compile(
            rf"(?:{high}){SEPARATORS}(?:{endings})|(?:{owners})\s+(?:{high}|{words})"
        )
        any_word = f"{levels}|{phrases}|{words}"
        self._whole_upper = re.compile(rf"(?:{any_word})(?:\s*[/|-]\s*(?:RESTRICTED|{any_word}))*")
        self._answer_by(declared, high, business, controls)
        self.levels = re.compile(rf"(?:{levels}|{phrases}|{words})", re.IGNORECASE)

    def _answer_by(
        self, declared: Mapping[str, Sequence[str]], high: str, business: str, controls: str
    ) -> None:
        """Make the patterns of a question and its answer."""
        labels = declared["labels"]
        label = _any_of([*labels, *declared["vague_labels"]])
        short = rf"{SHORT}\s*/+\s*(?:{controls})(?:\s*/+\s*(?:{controls}))*"
        start, between = r"\W*(?:\(U\)\s*)?", r"(?:\s*[:=-]\s*|\s+is\s+)"
        sure = _any_of([*labels, *declared["one_line_labels"]])
        self._labeled = re.compile(
            rf"{start}(?:{label}){between}(?:{high}|{short}|TS(?:/+SCI)?)\W*"
            rf"|{start}(?:{sure}){between}(?:{SHORT}|CLASSIFIED)\W*"
            rf"|{start}(?:[a-z]+\s+)?classification\s*[:=-]\s*(?:{business})\W*",
            re.IGNORECASE,
        )
        self._labeled_upper = re.compile(rf"\W*(?:{label.upper()})\s*[:=-]\s*(?:{business})\W*")

    def marks(self, line: str) -> bool:
        """Whether a line marks what it stands in as classified.

        Examples
        --------
        >>> lines = load_markings().lines
        >>> lines.marks("SECRET//NOFORN"), lines.marks("a trade secret")
        (True, False)
        """
        line = _WHITE.sub(" ", plain(line)).strip()
        if self._line_marks(line):
            return True
        together = _SPACED.sub(lambda found: found[0].translate(_BETWEEN), line).replace("_", " ")
        return together != line and self._line_marks(together)

    def _line_marks(self, line: str) -> bool:
        bare = _NUMBERED.sub("", line).strip(_EDGES)
        if self._whole_any_case.fullmatch(bare) or self._labeled.fullmatch(line):
            return True
        if not _LOUD.search(line):
            return False
        if (
            self._whole_upper.fullmatch(bare)
            or self._whole_with_more.fullmatch(bare)
            or self._labeled_upper.fullmatch(line)
        ):
            return True
        lower = line.lower()
        phrase = [self._phrase] if self._phrase.may_stand_in(line, lower) else []
        in_line = (one.pattern for one in self._in_line if one.may_stand_in(line, lower))
        banners = (one.pattern for one in self._banners if one.may_stand_in(line, lower))
        return (
            any(pattern.search(line) for pattern in in_line)
            or any(
                not self._is_surely_spoken_of(line, found)
                for pattern in banners
                for found in pattern.finditer(line)
            )
            or any(
                not self._is_spoken_of(line, found)
                for one in phrase
                for found in one.pattern.finditer(line)
            )
        )

    def _is_surely_spoken_of(self, line: str, found: re.Match[str]) -> bool:
        """Whether a level with its control is talked about, as what a thing can do."""
        before, end = _before(line, found), found.end()
        if self._surely_before.search(before) or self._surely_after.match(line, end):
            return True
        return bool(self._before.search(before) and self._after.match(line, end))

    def _is_spoken_of(self, line: str, found: re.Match[str]) -> bool:
        """Whether a phrase is talked about; a line with the lowest level lists levels."""
        before = _before(line, found)
        is_before = self._before.search(before) or self._surely_before.search(before)
        if is_before or self._after.match(line, found.end()):
            return True
        return "UNCLASSIFIED" in line


def _before(line: str, found: re.Match[str]) -> str:
    return line[max(0, found.start() - _CONTEXT) : found.start()]


class MarkingScan:
    """One file, text by text, until one marks it.

    Parameters
    ----------
    markings : Markings
    """

    def __init__(self, markings: Markings) -> None:
        self._markings = markings
        self._seen: set[str] = set()
        self._has_weak_banner = self._has_portion = self._has_level = False
        self._authority = [False] * len(_AUTHORITY)

    def is_quiet(self, *texts: str) -> bool:
        """Whether texts hold nothing that is worth a closer look."""
        return not self._markings.signs("\n".join(map(plain, texts)))

    def is_marked_by(self, text: str) -> bool:
        """Whether the file is marked by what was scanned up to the end of ``text``.

        Parameters
        ----------
        text : str
            Texts between NULs; a text may have several lines.
        """
        suspects = [one for one in self._markings.suspects(plain(text)) if one not in self._seen]
        if not suspects:
            return False
        self._seen.update(suspects[: max(0, _MOST_SEEN - len(self._seen))])
        if any(map(self._markings.lines.marks, suspects)):
            return True
        together = "\n".join(suspects)
        self._has_level = self._has_level or any(map(self._markings.is_level, suspects))
        self._has_weak_banner = self._has_weak_banner or bool(_WEAK.search(together))
        self._has_portion = self._has_portion or bool(_PORTION.search(together))
        found = [bool(pattern.search(together)) for pattern in _AUTHORITY]
        self._authority = [a or b for a, b in zip(self._authority, found, strict=True)]
        return (self._has_weak_banner and self._has_portion) or (
            sum(self._authority) >= _AUTHORITY_LINES
        )

    def is_marked_by_rows(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Whether a cell that asks for the marking has a classified answer beside or below it.

        Examples
        --------
        >>> scan = MarkingScan(load_markings())
        >>> scan.is_marked_by("Confidential"), scan.is_marked_by_rows([["Marking", "Confidential"]])
        (False, True)
        """
        of_level, has_none = self._markings.is_level, self._markings.answers.isdisjoint
        if not self._has_level and all(map(has_none, rows)):
            return False
        columns: dict[int, bool] = {}
        for row in rows:
            texts = {at: cell for at, cell in enumerate(row) if type(cell) is str and cell}
            found = {at: self._markings.label(cell) for at, cell in texts.items()}
            labels = {at: of_file for at, of_file in found.items() if of_file is not None}
            asked = dict.fromkeys(texts, any(labels.values())) if labels else columns
            if any(of_level(texts[at], or_short=asked[at]) for at in asked.keys() & texts.keys()):
                return True
            columns |= labels
        return False


@loaded_once
def load_markings() -> Markings:
    """Return the packaged markings."""
    return Markings(declared_markings())


def declared_markings() -> Mapping[str, Sequence[str]]:
    """Return the words of ``declarations/markings.yaml``."""
    # Imported here: the process that reads files gets the words handed over.
    from fct.data.program import declared_yaml

    declared: Mapping[str, Sequence[str]] = declared_yaml("markings.yaml")
    return declared
