"""The step that judges a cycle: from the proposals in the store to a run in the store."""

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fct.data.common import Actor, UsageError, plural, utc_now
from fct.data.formats import code_version
from fct.data.people import Action
from fct.data.program import (
    Cycle,
    Rubric,
    declarations_sha256,
    declared_texts,
    load_form,
    rules_sha256,
    sha256_of_text,
)
from fct.data.subjects import BatchedRun, Store, VersionKey
from fct.data.tables import CycleRow
from fct.flows.cycle.batches import (
    Judged,
    Judging,
    canonical_json,
    judge_in_batches,
    rank_frame,
    result_sha256,
)
from fct.scoring.defending import worth_of_run
from fct.scoring.judging import Exceptions, stored_exceptions
from fct.scoring.ranking import OrderOfMerit, order_of_standings

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
    keys = store.versions.keys_to_judge(fiscal_year, cycle.deadline)
    exceptions = stored_exceptions(store, cycle, {key.ref: key.version for key in keys})
    input_sha256 = _input_sha256(row, rubric, keys, exceptions)
    # The same input gives the same run: it is found by the hash of all that it depends on, and
    # nothing is judged.
    earlier = store.runs.on_input(fiscal_year, input_sha256)
    if earlier is not None:
        progress(f"nothing new since run {earlier.id}")
        return Evaluation(earlier.id, False)
    # Counted and not judged: late versions are no part of the input.
    late = len(store.versions.late_refs(fiscal_year, cycle.deadline))
    progress(f"judging {plural(len(keys), 'proposal')} as of {cycle.final_due}")
    judged = judge_in_batches(store, keys, Judging(cycle, rubric, exceptions))
    order = order_of_standings(judged.standings, cycle, rubric)
    judged.rows.add_ranks(rank_frame(order, keys))
    given = [waiver.id for waiver in exceptions.waivers]
    record = BatchedRun(
        **_judged_by(row, cycle, rubric, input_sha256),
        **_result(judged, order, {**declared_texts(), RUBRIC_TEXT: rubric.canonical}, given),
        counts={**judged.counts, "late": late},
        started_at=started_at,
        finished_at=utc_now(),
    )
    run_id = store.runs.add(record, actor)
    if order.left_out is None:
        _keep_worth(store, run_id)
    else:
        progress(order.left_out.said)
    progress(f"kept run {run_id}: {plural(len(order.ranks), 'proposal')} ranked")
    return Evaluation(run_id, True)


def _keep_worth(store: Store, run_id: str) -> None:
    """Keep what is worth asking in a run; of too many nobody asks it answer by answer.

    It is no result of the run: what is not kept here is computed by whoever asks first.
    """
    with contextlib.suppress(UsageError):
        whole = store.whole()  # whoever evaluates need not see every proposal, or the order
        worth_of_run(whole, whole.runs.get(run_id))


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


def _result(
    judged: Judged, order: OrderOfMerit, declarations: Mapping[str, str], given: Sequence[str]
) -> dict[str, Any]:
    """Return what stands in a run of its result; ``given`` are the ids of the waivers."""
    uncertified = judged.standings.exceptions.uncertified
    evidence = {
        "validation": judged.evidence,
        "promised": order.promised,
        "rubric": order.rubric.as_plain(),
        "stages": {rule: str(stage) for rule, stage in judged.stages.items()},
        "waivers": {ref: said for ref, said in order.waivers.items() if said},
        "waivers_given": list(given),
        "uncertified": sorted(uncertified),
        "declarations": {name: sha256_of_text(text) for name, text in declarations.items()},
    }
    if order.left_out is not None:
        evidence["left_out"] = order.left_out.as_plain()
    return {
        "result_sha256": result_sha256(order, judged.reports),
        "budgets": order.budgets,
        "left": order.left,
        "best_set": list(order.best_set),
        "evidence": evidence,
        "declarations": declarations,
        "rows": judged.rows,
    }


def _input_sha256(
    row: CycleRow, rubric: Rubric, keys: Sequence[VersionKey], exceptions: Exceptions
) -> str:
    text = canonical_json(
        {
            "cycle": row.sha256,
            "declarations": declarations_sha256(),
            "rubric": rubric.sha256,
            "code": code_version(),
            "stages": exceptions.stages,
            "waivers": [waiver.as_plain() for waiver in exceptions.waivers],
            # Left out where nobody is: the hashes of runs from before certification stay what they
            # were.
            **({"uncertified": sorted(exceptions.uncertified)} if exceptions.uncertified else {}),
            # By the hash of the file: the version alone says nothing of what came.
            "proposals": [[key.ref, key.version, key.file_sha256] for key in keys],
        }
    )
    return hashlib.sha256(text).hexdigest()
