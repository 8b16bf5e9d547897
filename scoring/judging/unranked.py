"""Why a judged proposal has no rank: its verdict, what decided it, and what to repair."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from fct.data.common import none_if_absent
from fct.data.program import Stage, counted_severity, rule_named
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.referred import cards_of
from fct.scoring.judging.verdicts import Verdict

if TYPE_CHECKING:
    from fct.data.subjects import Store
    from fct.data.tables import Run

DECIDED_BY: Mapping[str, tuple[tuple[str, int], ...]] = {
    Verdict.INELIGIBLE: (("gate", -1),),
    Verdict.RETURNED: (("gate", 0), ("form", -1), ("criterion", 0)),
    Verdict.NOT_RECOMMENDED: (("criterion", -1),),
}
"""Severity and outcome of the findings that decide each verdict, those that decide first first."""

_OTHER_WORK = "It belongs to another program:"
_SAID: Mapping[str, str] = {
    Verdict.INELIGIBLE: "It is not FCT work as it stands:",
    Verdict.RETURNED: "Its sponsor can repair it; to be ranked, repair:",
    Verdict.NOT_RECOMMENDED: "A criterion is not met:",
}
NOT_CERTIFIED = "not certified"
UNCERTIFIED_SAID = (
    "Its component did not certify by the deadline that it stands behind it, which this cycle asks "
    "for."
)


def unranked_report(store: "Store", run: "Run", ref: str) -> dict[str, Any] | None:
    """Return why a run did not rank a proposal; None if it did not judge it, or ranked it.

    Returns
    -------
    dict of str to object, or None
        ``findings`` are those that decide the verdict; ``rank`` and ``mark`` are null.
    """
    own = store.runs.scores(run.id, ref).to_dict("records")
    if not own:
        return None
    (score,) = own
    verdict = str(score["verdict"])
    is_uncertified = ref in run.evidence.get("uncertified", ())
    if verdict == Verdict.RANKABLE and not is_uncertified:
        return None
    reason, said = (
        (NOT_CERTIFIED, UNCERTIFIED_SAID)
        if verdict == Verdict.RANKABLE
        else (verdict, _SAID[verdict])
    )
    findings = store.runs.findings(run.id, ref)
    if is_of_other_work(findings):
        said = _OTHER_WORK
    return {
        "ref": ref,
        "title": none_if_absent(score["title"]),
        "verdict": verdict,
        "rank": None,
        "mark": None,
        "referral": none_if_absent(score["referral"]),
        "said": f"Not ranked: {reason}. {said}",
        "findings": [
            {name: none_if_absent(row[name]) for name in ("rule", "sheet", "cell", "message")}
            for row in deciding(verdict, findings.to_dict("records"), run.evidence)
        ],
        "card": card_of_run(store, run, score),
    }


def said_findings(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the findings of an unranked report that people read: of other work that it is that."""
    findings: list[Mapping[str, Any]] = report["findings"]
    other = [one for one in findings if one["rule"] == "G6"]
    return other or findings


def is_of_other_work(findings: pd.DataFrame) -> bool:
    """Whether the stored findings of one proposal say that it belongs to another program."""
    return bool(((findings["rule"] == "G6") & (findings["outcome"] == -1)).any())


def card_of_run(store: "Store", run: "Run", score: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Return the card beside the version that a run judged; None where none applies.

    Parameters
    ----------
    store : Store
    run : Run
    score : mapping
        The row of the proposal in the scores of the run.
    """
    if score["verdict"] != Verdict.INELIGIBLE:
        return None
    judged = store.versions.get(run.fiscal_year, str(score["ref"]), int(score["version"]))
    from fct.data.tables import stored_cycle
    from fct.scoring.judging.judgement import judge  # few have a card

    cycle = stored_cycle(store.cycles.of_run(run))
    return cards_of(judge([judged.proposal], cycle))[0]


def deciding(
    verdict: str, findings: Iterable[Mapping[Any, Any]], evidence: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the findings of one proposal that decide its verdict, those that decide first first.

    Parameters
    ----------
    verdict : str
    findings : iterable of mapping
        Rows of :meth:`fct.data.subjects.runs.Runs.findings`, of that proposal alone.
    evidence : mapping
        Of the run: a rule that was waived, or that did not block, decides nothing.
    """
    exceptions = Exceptions.of_run(evidence)
    waived = {(waiver.ref, waiver.rule) for waiver in exceptions.waivers}
    rows = [
        {str(name): value for name, value in row.items()}
        for row in findings
        # Waived, or at a stage that does not block: it was shown and decided nothing.
        if (row["ref"], row["rule"]) not in waived and _blocks(row["rule"], exceptions)
    ]
    return [
        row
        for severity, outcome in DECIDED_BY.get(verdict, ())
        for row in rows
        if (row["severity"], row["outcome"]) == (severity, outcome)
    ]


def _blocks(rule: str, exceptions: Exceptions) -> bool:
    declared = rule_named(rule)
    stage = exceptions.stages.get(rule, Stage.BLOCK)
    return counted_severity(declared, stage) is declared.severity
