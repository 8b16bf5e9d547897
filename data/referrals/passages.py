"""Sentences that rest on passages of a text, and those that say that no text answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Declared(BaseModel):
    """A part of a declaration: frozen, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True)


class Passage(Declared):
    """A few words of a text that was read.

    Attributes
    ----------
    document : str
        Its short name in ``docs/sources.md``.
    lines : str
        Of the text as it was read, or its page.
    section, quote : str
    """

    document: str
    lines: str
    section: str
    quote: str

    @property
    def cited(self) -> str:
        """Where it stands: document, section and lines."""
        word = "lines " if "-" in self.lines else "line " if self.lines.isdecimal() else ""
        place = f"{word}{self.lines}"
        return f"{self.document}, {self.section}, {place}"


class Condition(Declared):
    """On which answer something hangs.

    Attributes
    ----------
    field : str
        Id of a field of the form.
    answers : tuple of str
    """

    field: str
    answers: tuple[str, ...] = ()


class Sentence(Declared):
    """One sentence of a card: in the source, or open.

    Attributes
    ----------
    says : str
        Empty where it is open.
    sources : tuple of str
        Keys of passages; none where it is open.
    open : str
        What no text says.
    only : Condition or None
        The answer for which it is meant, where another one asks for another sentence.
    """

    says: str = ""
    sources: tuple[str, ...] = Field(default=(), alias="from")
    open: str = ""
    only: Condition | None = None

    @model_validator(mode="after")
    def _stands_on_something(self) -> "Sentence":
        if bool(self.says) is bool(self.open) or bool(self.says) is not bool(self.sources):
            raise ValueError(f"a sentence has `says` with `from`, or `open`: {self.words}")
        return self

    @property
    def words(self) -> str:
        """The sentence, as people read it."""
        return f"Open: {self.open}" if self.open else self.says


def refuse_unknown_sources(
    where: str, passages: Mapping[str, Passage], named: Iterable[tuple[str, ...]]
) -> None:
    """Raise LookupError if a sentence rests on no passage, or on one that is not there."""
    if unknown := {key for keys in named for key in keys} - passages.keys():
        raise LookupError(f"{where}: no passage {sorted(unknown)}")


def cited(passages: Mapping[str, Passage], keys: Iterable[str]) -> list[str]:
    """Return where some passages stand, each once."""
    return list(dict.fromkeys(passages[key].cited for key in keys))


def place_words(passages: Mapping[str, Passage], keys: Iterable[str]) -> str:
    """Return where some passages stand in a few words: each document once, with its lines.

    Examples
    --------
    >>> one = {"document": "ISC ch. 13", "section": "Defense Trade", "quote": "..."}
    >>> lines = {"a": Passage(lines="667-668", **one), "b": Passage(lines="658-660", **one)}
    >>> place_words(lines, ["a", "b"])
    'ISC ch. 13, lines 658-660, 667-668'
    """
    lines: dict[str, list[str]] = {}
    for key in keys:
        of_document = lines.setdefault(passages[key].document, [])
        if passages[key].lines not in of_document:
            of_document.append(passages[key].lines)
    return "; ".join(f"{name}, {_lines_words(found)}" for name, found in lines.items())


def _lines_words(lines: list[str]) -> str:
    ordered = sorted(lines, key=lambda one: (len(one.partition("-")[0]), one))
    if lines[0].startswith("page"):
        return ", ".join(ordered)
    word = "line" if ordered == [ordered[0]] and "-" not in ordered[0] else "lines"
    return f"{word} {', '.join(ordered)}"


def sources_of(value: Any) -> Iterable[tuple[str, ...]]:
    """Return the keys of passages that a declaration names, wherever they stand in it."""
    if isinstance(value, BaseModel):
        if isinstance(keys := getattr(value, "sources", None), tuple):
            yield keys
        for name in type(value).model_fields:
            yield from sources_of(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from sources_of(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from sources_of(one)
