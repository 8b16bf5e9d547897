"""The file of a review to fill in: anchors and the machine's outcomes beside each level."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from fct.data.common import visible_text
from fct.data.program import CRITERIA, load_rules
from fct.data.reviewing.anchors import anchors_of
from fct.data.reviewing.content import Choice, Overrule, ReviewContent
from fct.data.reviewing.review_file import OUTCOMES
from fct.data.reviewing.terms import load_review_terms

_WIDTH = 100
_UNPRINTABLE = re.compile(r"[^ -~]")


class TemplateHead(NamedTuple):
    """Of what a file of a review is.

    Attributes
    ----------
    ref, title : str
    version : int
        Of the review that it starts from; 0 for none.
    machine_levels : mapping of str to int
        The machine's own level of each criterion; empty where it did not judge the proposal.
    open_rules : mapping of str to str
        Outcome of each rule that does not hold.
    """

    ref: str
    title: str
    version: int
    machine_levels: Mapping[str, int]
    open_rules: Mapping[str, str]


def review_template(head: TemplateHead, content: ReviewContent) -> str:
    """Return the file of a review as YAML: what was written so far, and comments that help.

    Parameters
    ----------
    head : TemplateHead
    content : ReviewContent
        Of the version that it starts from; empty for none.
    """
    shortest = load_review_terms().shortest_reason_characters
    lines = [
        *_comment(f"Review of {head.ref}, {head.title}.", ""),
        *_comment(
            f"Fill in and send with `fct review {head.ref} --file FILE --if-version "
            f"{head.version}`; with --draft it may have gaps. A level that is not the machine's "
            f"needs a reason of at least {shortest} characters, and so do recommendation and "
            "overrules.",
            "",
        ),
        "levels:",
    ]
    for criterion in CRITERIA:
        lines += _level_lines(criterion, head, content)
    given = content.recommendation
    lines += [
        "recommendation:",
        *_comment(f"choice: one of {', '.join(Choice)}", "  "),
        f"  choice: {_scalar(given.choice)}",
        f"  reason: {_scalar(given.reason)}",
        *_overrule_lines(content.overrules),
    ]
    return "\n".join(lines) + "\n"


def _level_lines(criterion: str, head: TemplateHead, content: ReviewContent) -> Iterator[str]:
    given = content.levels.get(criterion)
    yield f"  {criterion}:"
    for level, anchor in anchors_of(criterion).items():
        yield from _comment(f"{level}: {anchor}", "    ")
    own = head.machine_levels.get(criterion)
    yield from _comment("machine's level: " + ("none" if own is None else str(own)), "    ")
    for rule in load_rules().values():
        if rule.criterion == criterion and rule.id in head.open_rules:
            yield from _comment(f"{rule.id} {head.open_rules[rule.id]}: {rule.text}", "    ")
    yield f"    level: {_scalar(given and given.level)}"
    yield f"    reason: {_scalar(given and given.reason)}"


def _overrule_lines(overrules: Sequence[Overrule]) -> Iterator[str]:
    example = "- {rule: A4, outcome: holds, reason: The signatory was promoted; see page 2.}"
    yield "overrules:" if overrules else "overrules: []"
    yield from _comment(f"outcome: one of {', '.join(OUTCOMES)}; an entry is written as", "  ")
    yield from _comment(example, "  ")
    for one in overrules:
        values = ((name, getattr(one, name)) for name in ("rule", "outcome", "reason"))
        yield "  - {" + ", ".join(f"{name}: {_scalar(value)}" for name, value in values) + "}"


def _comment(text: str, indent: str) -> list[str]:
    seen = visible_text(text)  # YAML refuses control characters in a comment too
    return [f"{indent}# {line}" for line in wrap(seen, _WIDTH - len(indent) - 2)]


def _scalar(value: Any) -> str:
    """Return a value as YAML; text as JSON, which is YAML too and hides no sign."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return _UNPRINTABLE.sub(_escaped, json.dumps(str(value), ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    return sign if sign.isprintable() else f"\\U{ord(sign):08X}"
