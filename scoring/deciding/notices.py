"""What a sponsor is sent of a decision: findings of the machine, and the decision's own words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fct.data.common import none_if_absent
from fct.data.decisions import Kusd, Outcome
from fct.data.papers import CriterionReason, Notice
from fct.data.program import CRITERIA, rule_named
from fct.scoring.deciding.basis import Item
from fct.scoring.deciding.package_sections import money_words
from fct.scoring.deciding.package_source import PackageSource
from fct.scoring.judging import (
    DECIDED_BY,
    NOT_CERTIFIED,
    UNCERTIFIED_SAID,
    Verdict,
    deciding,
)

if TYPE_CHECKING:
    import pandas as pd

    from fct.scoring.defending import Change

_SAID: Mapping[Outcome, str] = {
    Outcome.FUND: "The project is funded as requested.",
    Outcome.PART: "The project is funded in part, with the amounts below.",
    Outcome.RESERVE: "The project is held in reserve. It gets money if some becomes free.",
    Outcome.RETURN: "The proposal is returned, so that it can be repaired.",
    Outcome.NOT_SELECTED: "The project is not selected in this cycle.",
}
_NEXT: Mapping[Outcome, str] = {
    Outcome.FUND: (
        "Prepare the test with the amounts above, and meet the conditions, if any are named. The "
        "FCT office sends the funding document of each fiscal year."
    ),
    Outcome.PART: (
        "Say to the FCT office whether the project can be done with the amounts above, and what "
        "changes in its scope. Meet the conditions, if any are named."
    ),
    Outcome.RESERVE: (
        "There is nothing to do now. Keep the proposal current: the FCT office asks before it "
        "gives money to a project in reserve."
    ),
    Outcome.RETURN: (
        "Repair what is listed below, and send the proposal again to the next cycle, or as the "
        "FCT office asks."
    ),
    Outcome.NOT_SELECTED: "The proposal may be sent again to a later cycle.",
}
_AS_PROMISED = "The project is funded with what was promised to it."
_LISTED = "What stands against it is listed below."
_TO_CERTIFY = "Have it certified by the component's FCT office before the deadline then."


def notices_of(source: PackageSource) -> Iterator[tuple[str, Notice]]:
    """Yield what the sponsor of each decided proposal is sent, with its ref.

    It holds no reviewer's words and no reviewer's name, and nothing of other proposals.
    """
    standing = source.standing
    refs = [ref for ref in standing.decisions if ref not in standing.withdrawn]
    scores, findings = _RowsByRef(source.scores), _RowsByRef(source.findings)
    smallest = _smallest_changes(source, refs)
    for ref in refs:
        # What came out of cycle was judged by itself, so that the run says nothing of it.
        said = _Said(scores.of(ref), findings.of(ref), smallest.get(ref, ()))
        yield ref, _notice(source, ref, said)


class _Said(NamedTuple):
    """What the run says of one proposal."""

    scores: Sequence[Mapping[str, Any]]
    findings: Sequence[Mapping[str, Any]]
    smallest: Sequence[str]


class _RowsByRef:
    """The rows of a frame by their refs; a frame for each of thousands is slow and large."""

    def __init__(self, frame: "pd.DataFrame") -> None:
        self._columns = {str(name): frame[name].tolist() for name in frame}
        self._at = frame.groupby("ref", sort=False).indices

    def of(self, ref: str) -> list[dict[str, Any]]:
        """Return the rows of one ref, in their order."""
        return [
            {name: column[row] for name, column in self._columns.items()}
            for row in self._at.get(ref, ())
        ]


def _notice(source: PackageSource, ref: str, said: _Said) -> Notice:
    standing = source.standing
    decision = standing.decisions[ref]
    is_returned = decision.outcome is Outcome.RETURN
    is_uncertified = source.order.not_ranked.get(ref) == NOT_CERTIFIED
    criteria, decided_by = _said_by_machine(source, said)
    has_listed = bool(decided_by) or any(one.findings for one in criteria)
    given = standing.chosen[ref].kusd if decision.outcome.is_funded else {}
    return Notice(
        outcome=str(decision.outcome).capitalize(),
        outcome_said=_outcome_said(standing.basis.items[ref], decision.outcome, given),
        next_action=_next_action(
            decision.outcome, is_uncertified=is_uncertified, has_listed=has_listed
        ),
        amounts=[(f"FY{year}", f"{amount:,f}") for year, amount in given.items() if amount],
        reason=decision.reason,
        conditions=tuple(decision.conditions),
        deciding_title=_deciding_title(is_returned=is_returned, is_uncertified=is_uncertified),
        deciding=[("", UNCERTIFIED_SAID)] if is_uncertified else decided_by,
        criteria=criteria,
        smallest=said.smallest,
    )


def _outcome_said(item: Item, outcome: Outcome, given: Kusd) -> str:
    """Return the outcome in a sentence, with what the order of merit says for it."""
    amounts = {year: kusd for year, kusd in given.items() if kusd}
    if outcome is Outcome.FUND and amounts != item.request:
        return _AS_PROMISED  # a decision to fund gives the request, or the promise
    if outcome is Outcome.NOT_SELECTED and item.rank is not None and outcome is item.advice:
        return (
            f"{_SAID[outcome]} At its rank, {item.rank}, what was left of the budget did not cover "
            "what it asks."
        )
    return _SAID[outcome]


def _deciding_title(*, is_returned: bool, is_uncertified: bool) -> str:
    if is_uncertified:
        return "Why it was not ranked"
    return "What to repair" if is_returned else "What decided the verdict"


def _said_by_machine(
    source: PackageSource, said: _Said
) -> tuple[list[CriterionReason], list[tuple[str, str]]]:
    """Return what the run says of each criterion, and what decided its verdict."""
    evidence, rows = source.run.evidence, said.findings
    criteria = [
        _criterion(name, score["criteria"], rows) for score in said.scores for name in CRITERIA
    ]
    decided_by = [one for score in said.scores for one in _deciding(score, said.findings, evidence)]
    return criteria, list(dict.fromkeys(decided_by))  # one answer may keep two rules unknown


def _next_action(outcome: Outcome, *, is_uncertified: bool, has_listed: bool) -> str:
    """Return what the sponsor does next; of what was not selected, what there is to read of it."""
    said = _NEXT[outcome]
    if outcome is not Outcome.NOT_SELECTED:
        return said
    if is_uncertified:
        return f"{said} {_TO_CERTIFY}"
    return f"{said} {_LISTED}" if has_listed else said


def notice_facts(source: PackageSource, ref: str) -> list[tuple[str, str]]:
    """Return what stands at the head of a notice."""
    item = source.standing.basis.items[ref]
    facts = [
        ("Proposal", f"{ref}: {item.title}" if item.title else ref),
        ("Component", item.component or "not named"),
        ("Fiscal year", str(source.standing.basis.fiscal_year)),
        ("Requested", money_words(item.request)),
        ("Slate", source.slate_id),
        ("Decided", f"{source.made.astimezone(source.zone):%d %B %Y}"),
        ("Verdict", item.verdict),
    ]
    if item.rank is not None:
        facts.append(("Rank", str(item.rank)))
    return [*facts, ("Made from", source.provenance.words())]


def _deciding(
    score: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], evidence: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return what decided the verdict of a proposal that is not rankable; else nothing."""
    verdict = str(score["verdict"])
    if verdict not in DECIDED_BY:
        return []
    return [_placed(row) for row in deciding(Verdict(verdict), findings, evidence)]


def _criterion(
    name: str, said: Mapping[str, Any], rows: Sequence[Mapping[Any, Any]]
) -> CriterionReason:
    own = [_placed(row) for row in rows if rule_named(row["rule"]).criterion == name]
    return CriterionReason(criterion=name, verdict=str(said[name]["verdict"]), findings=own)


def _placed(row: Mapping[Any, Any]) -> tuple[str, str]:
    sheet, cell = none_if_absent(row["sheet"]) or "", none_if_absent(row["cell"]) or ""
    return f"{sheet} {cell}".strip(), str(row["message"])


def _smallest_changes(source: PackageSource, refs: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the smallest change that would have crossed the line, of what did not get over it."""
    from fct.scoring.defending import smallest_changes_of

    decisions = source.standing.decisions
    without = [ref for ref in refs if not decisions[ref].outcome.is_funded]
    return {ref: (_words(change),) for ref, change in smallest_changes_of(source.order, without)}


def _words(change: "Change | None") -> str:
    from fct.scoring.defending import step_words

    if change is None:
        return (
            "No single documented change, and no two together, would have carried it over the line."
        )
    words = "; ".join(step_words(step) for step in change.steps)
    fact = "another fact about the item" if change.is_fact else "the smallest documented change"
    return f"By {fact}: {words}. That adds {change.adds:.2f} points of merit."
