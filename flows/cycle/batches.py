"""The proposals of a cycle, judged some thousands at a time: memory does not grow with them.

Of each batch stay the narrow frame that the order needs, the refs of each rule's evidence, and the
outcomes, a byte each; rows and reports wait outside of memory. The hash of the result is that of
all reports together, whatever the size of a batch.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from fct.data.common import RawProposal, Spool
from fct.data.program import CRITERIA, Cycle, Rubric, Stage
from fct.data.proposals import build_table
from fct.data.store import explained_errors
from fct.data.subjects import Store, VersionKey
from fct.data.tables import BatchRows, RunRows, batch_rows
from fct.expectations.case import Case, RuleResult
from fct.flows.cycle.spread import spread
from fct.scoring.judging import (
    MATURITY_PARTS,
    Exceptions,
    HouseOfAll,
    Judgement,
    Verdict,
    judge_results,
)
from fct.scoring.ranking import (
    OrderOfMerit,
    Standings,
    joined_standings,
    note_report,
    proposal_reports,
    rank_report,
    standings_of,
)

AT_A_TIME = 2_500  # proposals in memory at once, some 80 KiB each; no result depends on it

_OF_FINDING = ("rule", "outcome", "severity", "field", "sheet", "cell", "seen", "message")
_OUTCOME_CODES = {"holds": 1, "unknown": 0, "fails": -1}


class Judged(NamedTuple):
    """What judging all batches came to.

    Attributes
    ----------
    standings : Standings
    evidence : list of dict
        As :class:`fct.expectations.suites.Validation` has it, of all proposals.
    rows : RunRows
        What the run keeps of them; the order of merit is still to be added.
    reports : Spool
        The report on each as JSON, a list a batch.
    stages : mapping of str to Stage
        Of the rules that were not at ``block``, house rules among them.
    counts : dict of str to int
        How many there are, and how many of each verdict.
    """

    standings: Standings
    evidence: "Evidence"
    rows: RunRows
    reports: Spool
    stages: dict[str, Stage]
    counts: dict[str, int]


class Judging(NamedTuple):
    """By what proposals are judged.

    Attributes
    ----------
    cycle : Cycle
    rubric : Rubric
    exceptions : Exceptions
    """

    cycle: Cycle
    rubric: Rubric
    exceptions: Exceptions


def judge_in_batches(
    store: Store, keys: Sequence[VersionKey], by: Judging, at_a_time: int | None = None
) -> Judged:
    """Judge versions of proposals by the official entry point.

    Parameters
    ----------
    store : Store
    keys : sequence of VersionKey
        By ref.
    by : Judging
    at_a_time : int, optional
        ``AT_A_TIME`` by default.

    Returns
    -------
    Judged
        The same for every ``at_a_time``.
    """
    at_a_time = AT_A_TIME if at_a_time is None else at_a_time
    folder: Path = store.settings.home
    rows, reports, evidence = RunRows(folder), Spool(folder), list[dict[str, Any]]()
    standings, stages, verdicts = list[Standings](), dict[str, Stage](), Counter[str]()
    for found in spread(judge_batch, tasks_of(store, keys, by, at_a_time)):
        standings.append(found.standings)
        evidence = _joined_evidence(evidence, found.evidence)
        with explained_errors(store.settings):  # the disk may be full
            rows.add(found.rows)
            reports.add(found.reports)
        stages = found.stages
        verdicts.update(found.verdicts)
    counts = {"proposals": len(keys), **{str(one): verdicts[one] for one in Verdict}}
    return Judged(joined_standings(standings), evidence, rows, reports, stages, counts)


Evidence = list[dict[str, Any]]


class Task(NamedTuple):
    """A batch of proposals to be judged, with all that this takes.

    Attributes
    ----------
    keys : sequence of VersionKey
    proposals : list of RawProposal
    by : Judging
    house : mapping of str to RuleResult
        Results of the house rules, where these are a batch of several.
    """

    keys: Sequence[VersionKey]
    proposals: list[RawProposal]
    by: Judging
    house: Mapping[str, RuleResult]


class Found(NamedTuple):
    """What judging a batch came to, packed.

    Attributes
    ----------
    standings : Standings
    evidence : list of dict
    rows : BatchRows
    reports : bytes
        The report on each, as the JSON of a list.
    stages : dict of str to Stage
    verdicts : list of str
    """

    standings: Standings
    evidence: Evidence
    rows: BatchRows
    reports: bytes
    stages: dict[str, Stage]
    verdicts: list[str]


def tasks_of(
    store: Store, keys: Sequence[VersionKey], by: Judging, at_a_time: int = AT_A_TIME
) -> Iterator[Task]:
    """Give versions of proposals batch by batch; an empty one where there are none.

    Parameters
    ----------
    store : Store
    keys : sequence of VersionKey
        By ref.
    by : Judging
    at_a_time : int
    """
    house = _house_of_all(store, keys, by, at_a_time)
    # One batch also of no proposals: the order, the evidence and the hash of an empty cycle come
    # from it.
    for first in range(0, max(1, len(keys)), at_a_time):
        some = keys[first : first + at_a_time]
        proposals = [one.proposal for one in store.versions.with_keys(some)]
        # House rules may look from one proposal to another, so they were asked of all; a lone batch
        # asks them itself.
        of_house = {} if house is None else house.of(first, first + len(some))
        yield Task(some, proposals, by, of_house)


def judge_batch(task: Task) -> Found:
    """Judge a batch by the official entry point; the same in every process."""
    from fct.expectations.suites import validate

    case = case_of(task)
    checked = validate(case)
    judgement = judged_by(task, case, checked.results)
    return Found(
        standings_of(judgement, task.by.rubric),
        checked.evidence,
        batch_rows(*result_frames(judgement, [key.id for key in task.keys])),
        canonical_json(proposal_reports(judgement)),
        dict(judgement.stages),
        judgement.scores["verdict"].astype(str).tolist(),
    )


def case_of(task: Task) -> Case:
    """Return what the rules are given of a batch."""
    return Case(build_table(task.proposals), task.by.cycle, task.by.rubric.terms)


def judged_by(task: Task, case: Case, results: Mapping[str, RuleResult]) -> Judgement:
    """Return the judgement of a batch that follows from the results of the declared rules."""
    from fct.scoring.estimators import score_by_pipeline

    by = task.by
    every = {**results, **task.house}
    return judge_results(case, every, by.rubric, by.exceptions, score_by_pipeline)


def _house_of_all(
    store: Store, keys: Sequence[VersionKey], by: Judging, at_a_time: int
) -> HouseOfAll | None:
    """Return the results of house rules on all proposals, where these come in several batches."""
    # A cycle of one batch is judged whole, house rules and all.
    if not by.cycle.house_rules or len(keys) <= at_a_time:
        return None
    batches = (
        [one.proposal for one in store.versions.with_keys(keys[first : first + at_a_time])]
        for first in range(0, len(keys), at_a_time)
    )
    return HouseOfAll(batches, by.cycle, by.rubric.terms)


def _joined_evidence(before: Evidence, more: Evidence) -> Evidence:
    if not before:
        return more
    return [
        {
            **one,
            "success": one["success"] and other["success"],
            "fails": one["fails"] + other["fails"],
            "unknown": one["unknown"] + other["unknown"],
        }
        for one, other in zip(before, more, strict=True)
    ]


def canonical_json(value: Any) -> bytes:
    """Return a JSON value in its canonical form."""
    # Not `dump_json`: hashes of runs were made of this form, and orjson writes some numbers
    # otherwise.
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def result_sha256(order: OrderOfMerit, reports: Spool) -> str:
    """Return the hash of a result: the order and the list of all reports, in canonical form.

    Parameters
    ----------
    order : OrderOfMerit
    reports : Spool
        As :class:`Judged` has them.
    """
    digest = hashlib.sha256(b"[" + canonical_json(rank_report(order)) + b",[")
    comma = b""
    for piece in reports:
        # Each piece is a JSON list; without its brackets the pieces join to the list of all
        # reports, so that the hash is that of one batch.
        listed = piece[1:-1]
        if listed:
            digest.update(comma + listed)
            comma = b","
    digest.update(b"]]")
    return digest.hexdigest()


def result_frames(
    judgement: Judgement, proposal_ids: list[int]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return scores, findings and outcomes as a run keeps them."""
    findings = pd.DataFrame(
        [
            (proposal_ids[one.proposal], *(getattr(one, name) for name in _OF_FINDING))
            for one in judgement.findings
        ],
        columns=["proposal_id", *_OF_FINDING],
    )
    return (
        score_frame(judgement, proposal_ids),
        findings.assign(outcome=findings["outcome"].map(_OUTCOME_CODES)),
        judgement.outcomes.set_axis(proposal_ids, axis=0),
    )


def rank_frame(order: OrderOfMerit, keys: Sequence[VersionKey]) -> pd.DataFrame:
    """Return the order of merit as a run keeps it."""
    ids = {key.ref: key.id for key in keys}
    ranks = order.ranks.assign(proposal_id=order.ranks["ref"].map(ids))
    return ranks.assign(mark=ranks["mark"].astype(str))


def score_frame(judgement: Judgement, proposal_ids: list[int]) -> pd.DataFrame:
    """Return the scores of a judgement as a run keeps them."""
    scores = judgement.scores.reset_index(drop=True).assign(proposal_id=proposal_ids)
    verdicts = judgement.criteria.to_dict("records")
    strengths = judgement.strengths.to_dict("records")
    parts = scores.to_dict("records")
    scores["verdict"] = scores["verdict"].astype(str)
    # 0 stands for no tier in arrays of whole numbers; a run keeps none.
    scores["tier"] = pd.Series([tier or None for tier in scores["tier"]], dtype=object)
    scores["criteria"] = pd.Series(
        [
            {name: {"verdict": str(v[name]), "strength": s[name]} for name in CRITERIA}
            for v, s in zip(verdicts, strengths, strict=True)
        ],
        dtype=object,
    )
    scores["parts"] = pd.Series(
        [
            {part: {"low": p[f"{part}_low"], "high": p[f"{part}_high"]} for part in MATURITY_PARTS}
            for p in parts
        ],
        dtype=object,
    )
    scores["reading_notes"] = pd.Series(
        [[note_report(note) for note in notes] for notes in judgement.table.notes], dtype=object
    )
    return scores
