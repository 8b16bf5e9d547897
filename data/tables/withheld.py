"""What stands in place of a hidden ref in words that others wrote (reviewing.md, detail 19)."""

import re
from collections.abc import Collection
from typing import Any

WITHHELD = "(withheld)"
WORDS = frozenset(
    {"reason", "note", "text", "question", "seen", "message", "title", "office", "file_name"}
)
"""The columns in which people write as they like."""

_TOKEN = re.compile(r"[\w-]+")
_SHORTEST = 4  # a shorter ref is withheld as it is written alone: in other letters it is a word
_FEW = 50


class Withholding:
    """Refs that are not to be read.

    Parameters
    ----------
    refs : collection of str
    """

    def __init__(self, refs: Collection[str]) -> None:
        self._refs = {_key(ref) for ref in refs}
        odd = [ref for ref in refs if _TOKEN.fullmatch(ref) is None]
        alternatives = "|".join(map(re.escape, sorted(odd, key=len, reverse=True)))
        self._odd = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if odd else None

    def __bool__(self) -> bool:
        return bool(self._refs)

    def name(self, ref: str) -> str:
        """Return a ref, or what stands in its place."""
        return WITHHELD if self.hides(ref) else ref

    def hides(self, ref: str) -> bool:
        """Whether a ref is not to be read."""
        return _key(ref) in self._refs

    def text(self, text: str) -> str:
        """Return a text with every hidden ref in it replaced."""
        if not self._refs or not self._may_hold(text):
            return text
        shown = text if self._odd is None else self._odd.sub(WITHHELD, text)
        return _TOKEN.sub(lambda found: self._token(found[0]), shown)

    def value(self, value: Any) -> Any:
        """Return a JSON value with every hidden ref in its texts replaced."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self._of_key(key): self.value(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(one) for one in value]
        return value

    def _of_key(self, key: Any) -> Any:
        return self.text(key) if isinstance(key, str) else key

    def _may_hold(self, text: str) -> bool:
        """Whether a closer look is needed; most texts of a season name no hidden ref."""
        if len(self._refs) > _FEW or self._odd is not None:
            return True
        folded = text.casefold()
        return any(ref.casefold() in folded for ref in self._refs)

    def _token(self, token: str) -> str:
        bare = token.strip("-")
        return token.replace(bare, WITHHELD) if _key(bare) in self._refs else token


def _key(ref: str) -> str:
    return ref if len(ref) < _SHORTEST else ref.casefold()


NOTHING_WITHHELD = Withholding(())
