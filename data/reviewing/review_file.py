"""The file of a review: YAML read into what it says, each mistake named by its path."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fct.data.common import UsageError, clean_text, in_series, parse_yaml, squeeze
from fct.data.program import CRITERIA, Severity, load_rules
from fct.data.reviewing.completeness import Lack
from fct.data.reviewing.content import (
    Choice,
    LevelGiven,
    Overrule,
    Recommended,
    ReviewContent,
    overrule_path,
)
from fct.data.reviewing.terms import load_review_terms

OUTCOMES = ("holds", "fails", "unknown")
_OVERRULED = {Severity.CRITERION, Severity.WEAKNESS}
_KEYS = ("levels", "recommendation", "overrules")
_SEEN = 80  # characters of what was seen


def parse_review(
    text: str, name: str, lacks: Callable[[ReviewContent], Sequence[Lack]] | None = None
) -> ReviewContent:
    """Return what the file of a review says, however complete it is.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for the sentences.
    lacks : callable, optional
        Gives what a review lacks that is to go in, to be said together with what is wrong.

    Raises
    ------
    UsageError
        If it is not YAML, or something in it is wrong: every place by its path, and with it what
        is missing.
    """
    written = parse_yaml(text, name)
    reader = _Reader()
    content = reader.content({} if written is None else written)
    if reader.wrong:
        paths = [lack.path for lack in reader.wrong]
        missing = [] if lacks is None else lacks(content)
        also = [one for one in missing if not any(_is_of(one.path, path) for path in paths)]
        said = " ".join(map(str, [*reader.wrong, *also]))
        raise UsageError(f"{name}: {said} Nothing was written.")
    return content


def _is_of(path: str, wrong: str) -> bool:
    """Whether a place is one of which it is said already that it, or all around it, is wrong."""
    return path == wrong or path.startswith(f"{wrong}.") or wrong == "the file"


class _Reader:
    """Reads parts of a review and notes what is wrong; null is read as left out."""

    def __init__(self) -> None:
        self.wrong: list[Lack] = []

    def content(self, written: object) -> ReviewContent:
        """Return what is written, as far as it can be read."""
        parts = self._mapping(written, "the file", _KEYS)
        levels = self._mapping(parts.get("levels"), "levels", CRITERIA)
        given = {name: self._level(levels[name], name) for name in CRITERIA if name in levels}
        return ReviewContent(
            levels={name: level for name, level in given.items() if level != LevelGiven()},
            recommendation=self._recommendation(parts.get("recommendation")),
            overrules=self._overrules(parts.get("overrules")),
        )

    def _level(self, written: object, criterion: str) -> LevelGiven:
        path, terms = f"levels.{criterion}", load_review_terms()
        parts = self._mapping(written, path, ("level", "reason"))
        level = parts.get("level")
        # By the very type: YAML reads a bare yes as True, which is an int too.
        if level is not None and (type(level) is not int or level not in terms.levels):
            said = f"; a whole number from 1 to {terms.highest_level} is accepted"
            self._note(f"{path}.level", f"is {_shown(level)}{said}")
            level = None
        return LevelGiven(level=level, reason=self._reason(parts, path))

    def _recommendation(self, written: object) -> Recommended:
        path = "recommendation"
        parts = self._mapping(written, path, ("choice", "reason"))
        choice = self._one_of(parts.get("choice"), f"{path}.choice", tuple(Choice))
        return Recommended(
            choice=None if choice is None else Choice(choice), reason=self._reason(parts, path)
        )

    def _overrules(self, written: object) -> tuple[Overrule, ...]:
        if written is None:
            return ()
        if not isinstance(written, list):
            said = "a list of entries with rule, outcome and reason is accepted"
            self._note("overrules", f"is {_shown(written)}; {said}")
            return ()
        found = [self._overrule(one, place) for place, one in enumerate(written)]
        rules = [one.rule for one in found if one.rule]
        for rule in sorted({rule for rule in rules if rules.count(rule) > 1}):
            self._note(overrule_path(0, rule), "stands more than once; keep one entry a rule")
        return tuple(found)

    def _overrule(self, written: object, place: int) -> Overrule:
        parts = self._mapping(written, overrule_path(place, None), ("rule", "outcome", "reason"))
        rule = self._rule(parts.get("rule"), f"{overrule_path(place, None)}.rule")
        path = overrule_path(place, rule)
        outcome = self._one_of(parts.get("outcome"), f"{path}.outcome", OUTCOMES)
        return Overrule(rule=rule, outcome=outcome, reason=self._reason(parts, path))

    def _rule(self, written: object, path: str) -> str | None:
        if written is None:
            return None
        rules = load_rules()
        if not isinstance(written, str) or written not in rules:
            self._note(path, f"is {_shown(written)}, which is not a rule; `fct rules` lists them")
            return None
        if (severity := rules[written].severity) not in _OVERRULED:
            self._note(
                path,
                f"is {written}, a rule of severity {severity}; only rules of severity criterion "
                "and weakness can be overruled: a form rule is waived, and a gate is overruled by "
                "the decision alone, with its reason",
            )
        return written

    def _one_of(self, written: object, path: str, accepted: tuple[str, ...]) -> str | None:
        if written is None or (isinstance(written, str) and written in accepted):
            return written
        self._note(path, f"is {_shown(written)}; accepted are {in_series(accepted)}")
        return None

    def _reason(self, parts: Mapping[str, Any], path: str) -> str | None:
        written, longest = parts.get("reason"), load_review_terms().longest_reason_characters
        if written is None:
            return None
        if not isinstance(written, str):
            self._note(f"{path}.reason", f"is {_shown(written)}; a text is accepted")
            return None
        if len(written) > longest:
            said = f"has {len(written):,} characters; at most {longest:,} are accepted"
            self._note(f"{path}.reason", said)
        return clean_text(written.strip()) or None

    def _mapping(self, written: object, path: str, accepted: tuple[str, ...]) -> Mapping[Any, Any]:
        """Return a mapping of accepted keys; what is left out is empty, what is wrong is noted."""
        if written is None:
            return {}
        if not isinstance(written, dict):
            self._note(path, f"is {_shown(written)}; accepted are keys: {in_series(accepted)}")
            return {}
        whole = _with_commas(written, accepted)
        for key in (key for key in whole if key not in accepted):
            where = str(key) if path == "the file" else f"{path}.{key}"
            self._note(where[:_SEEN], f"is not a known key; accepted are {in_series(accepted)}")
        return whole

    def _note(self, path: str, said: str) -> None:
        self.wrong.append(Lack(path, said))


def _with_commas(written: Mapping[Any, Any], accepted: tuple[str, ...]) -> dict[Any, Any]:
    """Return a mapping with a reason that holds commas put together again.

    In ``{choice: fund, reason: Mature, cheap, and wanted.}`` YAML ends the reason at its first
    comma and makes a key without a value of each further piece.
    """
    whole: dict[Any, Any] = {}
    last: Any = None
    for key, value in written.items():
        is_piece = isinstance(key, str) and key not in accepted and value is None
        if is_piece and last == "reason" and isinstance(whole[last], str):
            whole[last] += f", {key}"
        else:
            whole[key], last = value, key
    return whole


def _shown(value: object) -> str:
    words = squeeze(str(value))
    return f"“{words[:_SEEN]}{'…' if len(words) > _SEEN else ''}”"
