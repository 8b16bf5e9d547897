"""The step that judges a cycle: from the proposals in the store to a run in the store."""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import pandas as pd

from fct.data.common import Actor, UsageError, loaded_once, utc_now
from fct.data.people import Action
from fct.data.program import (
    CRITERIA,
    Cycle,
    Rubric,
    declarations_sha256,
    declared_texts,
    load_form,
    rules_sha256,
    sha256_of_text,
)
from fct.data.proposals import build_table
from fct.data.subjects import RunRecord, Store, StoredProposal
from fct.data.tables import CycleRow
from fct.expectations.case import Case
from fct.scoring.defending import worth_of_run
from fct.scoring.judging import (
    MATURITY_PARTS,
    Exceptions,
    Judgement,
    Verdict,
    judge_results,
    stored_exceptions,
)
from fct.scoring.ranking import (
    OrderOfMerit,
    note_report,
    order_of_merit,
    proposal_reports,
    rank_report,
)

RUBRIC_TEXT = "rubric.yaml"  # under which a run keeps its rubric beside the declarations
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation came to.

    Attributes
    ----------
    run_id : str
    is_new : bool
        False where the same input had been judged before.
    """

    run_id: str
    is_new: bool


def evaluate(
    store: Store, fiscal_year: int, rubric: Rubric | None, actor: Actor, progress: Progress = print
) -> Evaluation:
    """Judge the last version of each proposal that came in time, and keep the run.

    Without a rubric the cycle's own counts.

    The same proposals, cycle, form, rules, stages, waivers, rubric and code are judged once: a
    second call returns the first run.
    """
    store.ask(Action.RUN_EVALUATE)
    started_at = utc_now()
    row, cycle = store.cycles.read(fiscal_year)
    rubric = rubric or cycle.loaded_rubric
    stored = store.versions.to_judge(fiscal_year, cycle.deadline)
    late = len(store.versions.late(fiscal_year, cycle.deadline))
    exceptions = stored_exceptions(store, cycle, {item.ref: item.version for item in stored})
    input_sha256 = _input_sha256(row, rubric, stored, exceptions)
    earlier = store.runs.on_input(fiscal_year, input_sha256)
    if earlier is not None:
        progress(f"nothing new since run {earlier.id}")
        return Evaluation(earlier.id, False)
    progress(f"judging {len(stored)} proposals as of {cycle.final_due}")
    judgement, evidence = _judge_officially(stored, cycle, rubric, exceptions)
    order = order_of_merit(judgement, cycle, rubric)
    counts, given = _counts(judgement, late), [waiver.id for waiver in exceptions.waivers]
    texts = {**declared_texts(), RUBRIC_TEXT: rubric.canonical}
    found = _Found(judgement, order, [proposal.id for proposal in stored], counts, given, texts)
    record = RunRecord(
        **_judged_by(row, cycle, rubric, input_sha256),
        **_result(found, evidence),
        started_at=started_at,
        finished_at=utc_now(),
    )
    run_id = store.runs.add(record, actor)
    _keep_worth(store, run_id)
    progress(f"kept run {run_id}: {len(order.ranks)} proposals ranked")
    return Evaluation(run_id, True)


def _keep_worth(store: Store, run_id: str) -> None:
    """Keep what is worth asking in a run; of too many nobody asks it answer by answer.

    It is no result of the run: what is not kept here is computed by whoever asks first.
    """
    with contextlib.suppress(UsageError):
        whole = store.whole()  # whoever evaluates need not see every proposal, or the order
        worth_of_run(whole, whole.runs.get(run_id))


class _Found(NamedTuple):
    """What an evaluation came to, before it is kept."""

    judgement: Judgement
    order: OrderOfMerit
    proposal_ids: list[int]
    counts: dict[str, int]
    waivers_given: list[str]
    declarations: dict[str, str]


def _judged_by(row: CycleRow, cycle: Cycle, rubric: Rubric, input_sha256: str) -> dict[str, Any]:
    return {
        "fiscal_year": row.fiscal_year,
        "cycle_version": row.version,
        "as_of": cycle.final_due,
        "input_sha256": input_sha256,
        "form_sha256": load_form().sha256,
        "rules_sha256": rules_sha256(),
        "rubric_sha256": rubric.sha256,
        "cycle_sha256": row.sha256,
        "code_version": code_version(),
    }


def _result(found: _Found, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    order, judgement = found.order, found.judgement
    reports = [rank_report(order), proposal_reports(judgement)]
    return {
        "result_sha256": sha256_of_json(reports),
        "budgets": order.budgets,
        "left": order.left,
        "best_set": list(order.best_set),
        "evidence": {
            "validation": evidence,
            "promised": order.promised,
            "rubric": order.rubric.as_plain(),
            "stages": {rule: str(stage) for rule, stage in judgement.stages.items()},
            "waivers": {ref: said for ref, said in order.waivers.items() if said},
            "waivers_given": found.waivers_given,
            "uncertified": sorted(judgement.uncertified),
            "declarations": {
                name: sha256_of_text(text) for name, text in found.declarations.items()
            },
        },
        "counts": found.counts,
        "declarations": found.declarations,
        **result_frames(judgement, order, found.proposal_ids),
    }


def _judge_officially(
    stored: Sequence[StoredProposal], cycle: Cycle, rubric: Rubric, exceptions: Exceptions
) -> tuple[Judgement, list[dict[str, Any]]]:
    from fct.expectations.suites import validate
    from fct.scoring.estimators import score_by_pipeline

    case = Case(build_table([item.proposal for item in stored]), cycle, rubric.terms)
    validation = validate(case)
    judgement = judge_results(case, validation.results, rubric, exceptions, score_by_pipeline)
    return judgement, validation.evidence


@loaded_once
def code_version() -> str:
    """Return the version of this program and a hash of the code that judges.

    A change of a rule's code gives a new run even where nobody raised the version.
    """
    folders = map(files, ("fct.data", "fct.expectations", "fct.scoring"))
    return f"{version('fct-evaluation')}+{hash_of_code(folders)[:12]}"


def hash_of_code(folders: Iterable[Traversable]) -> str:
    """Return the hash of the modules of packages, those of their wings too."""
    digest = hashlib.sha256()
    for folder in folders:
        for module in _modules(folder):
            digest.update(module.read_bytes())
    return digest.hexdigest()


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".py"):
            yield item
        elif item.is_dir() and (item / "__init__.py").is_file():
            yield from _modules(item)


def sha256_of_json(value: Any) -> str:
    """Return the hash of a JSON value in its canonical form."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _input_sha256(
    row: CycleRow, rubric: Rubric, stored: Sequence[StoredProposal], exceptions: Exceptions
) -> str:
    return sha256_of_json(
        {
            "cycle": row.sha256,
            "declarations": declarations_sha256(),
            "rubric": rubric.sha256,
            "code": code_version(),
            "stages": exceptions.stages,
            "waivers": [waiver.as_plain() for waiver in exceptions.waivers],
            **({"uncertified": sorted(exceptions.uncertified)} if exceptions.uncertified else {}),
            "proposals": [[item.ref, item.version, item.proposal.origin.sha256] for item in stored],
        }
    )


def _counts(judgement: Judgement, late: int) -> dict[str, int]:
    said = judgement.scores["verdict"].astype(str).tolist()
    by_verdict = {str(verdict): said.count(verdict) for verdict in Verdict}
    return {"proposals": len(judgement.table), **by_verdict, "late": late}


def result_frames(
    judgement: Judgement, order: OrderOfMerit, proposal_ids: list[int]
) -> dict[str, pd.DataFrame]:
    """Return the results of a run as it keeps them: outcomes, findings, scores and ranks."""
    ids = dict(zip(judgement.table.refs, proposal_ids, strict=True))
    outcomes = judgement.outcomes.set_axis(proposal_ids, axis=0)
    findings = pd.DataFrame(
        [
            (proposal_ids[one.proposal], *(getattr(one, name) for name in _OF_FINDING))
            for one in judgement.findings
        ],
        columns=["proposal_id", *_OF_FINDING],
    )
    ranks = order.ranks.assign(proposal_id=order.ranks["ref"].map(ids))
    return {
        "outcomes": outcomes,
        "findings": findings.assign(outcome=findings["outcome"].map(_OUTCOME_CODES)),
        "scores": _score_frame(judgement, proposal_ids),
        "ranks": ranks.assign(mark=ranks["mark"].astype(str)),
    }


_OF_FINDING = ("rule", "outcome", "severity", "field", "sheet", "cell", "seen", "message")
_OUTCOME_CODES = {"holds": 1, "unknown": 0, "fails": -1}


def _score_frame(judgement: Judgement, proposal_ids: list[int]) -> pd.DataFrame:
    scores = judgement.scores.reset_index(drop=True).assign(proposal_id=proposal_ids)
    verdicts = judgement.criteria.to_dict("records")
    strengths = judgement.strengths.to_dict("records")
    parts = scores.to_dict("records")
    scores["verdict"] = scores["verdict"].astype(str)
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
