"""The step that judges a run's stored inputs again, by what it was judged by."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from fct.data.common import FctError, dump_json, load_json
from fct.data.formats import code_version
from fct.data.people import Action
from fct.data.program import (
    Rubric,
    declared_by,
    declared_texts,
    load_form,
    parse_cycle,
    parse_rubric,
    rules_sha256,
    sha256_of_text,
)
from fct.data.subjects import Store, VersionKey
from fct.data.tables import WITHHELD, CycleRow, Run
from fct.expectations.judge_rules import judge_rules
from fct.flows.cycle.batches import (
    AT_A_TIME,
    Judging,
    case_of,
    judged_by,
    rank_frame,
    result_frames,
    tasks_of,
)
from fct.flows.cycle.evaluation import RUBRIC_TEXT
from fct.scoring.judging import Exceptions
from fct.scoring.ranking import (
    Standings,
    joined_standings,
    order_of_standings,
    standings_of,
)

_FORM, _RULES = "form.csv", "rules.csv"
_ORDER = ("ref", "rank", "tied_with", "request_kusd")
_POINTS = ("ref", "verdict", "tier", "maturity_low", "maturity_high", "strength", "merit")
_CANNOT_BE_JUDGED = (LookupError, ValueError, TypeError, AttributeError, FctError)


@dataclass(frozen=True, slots=True)
class _Results:
    """What of a run is held byte for byte, and the rank of each ref in the order of merit."""

    parts: Mapping[str, str]
    ranks: Mapping[str, int]


def reproduce(store: Store, run_id: str) -> dict[str, Any]:
    """Judge a run again from what the store keeps of it, and say what came out otherwise.

    It is judged by its own version of the cycle and by the form, rules, rubric and all other
    declarations that it kept; by those of today where it kept none, which then stand in
    ``differs``. Old code is not kept. No result of a run depends on reviews.

    Parameters
    ----------
    store : Store
    run_id : str

    Returns
    -------
    dict of str to object
        ``run, same, bytes, differs, first_moved``.

    Raises
    ------
    DeniedError
        If who acts may not, or there is no such run.
    """
    store.ask(Action.RUN_REPRODUCE)
    store.runs.get(run_id)  # as who acts sees it: else it is not there
    whole = store.whole()
    run = whole.runs.get(run_id)
    row = whole.cycles.of_run(run)
    keys = whole.versions.judged_keys(run_id)
    was, now = _as_kept(whole, run, keys), None
    # What an older run did not keep is today's; that it may differ is said by `_by_what`.
    with declared_by({**declared_texts(), **whole.runs.declarations(run)}):
        differs = [*_by_what(run, row), *_changed_files(whole, keys)]
        try:
            now = _judged_again(whole, run, row, keys)
        except _CANNOT_BE_JUDGED as error:  # of other declarations or damaged input
            # Old code is not kept: that today's cannot judge by the declarations of then is itself
            # a difference.
            differs.append({"what": "code", "was": "judged", "is": f"not judged: {error}"})
    same = {name: now is not None and now.parts[name] == text for name, text in was.parts.items()}
    moved = _first_moved(was.ranks, {} if now is None else now.ranks)
    hidden = store.sight().hidden_in(run.fiscal_year)
    return {
        "run": run_id,
        "same": all(same.values()),
        "bytes": same,
        "differs": differs,
        # It is judged with all proposals, and who asks need not see each of them.
        "first_moved": WITHHELD if moved in hidden else moved,
    }


def _own_rubric(run: Run, row: CycleRow) -> Rubric:
    """Return the rubric of a run: its text, else what its evidence has, else the cycle's own."""
    texts = declared_texts()
    if RUBRIC_TEXT in texts:
        return parse_rubric(texts[RUBRIC_TEXT], RUBRIC_TEXT)
    if "rubric" in run.evidence:
        return Rubric.model_validate(run.evidence["rubric"])
    return parse_cycle(row.yaml, f"cycle {run.fiscal_year}").loaded_rubric


def _by_what(run: Run, row: CycleRow) -> Iterator[dict[str, Any]]:
    """Give what the run would be judged by now and was not, within its own declarations."""
    found = [
        ("code", None, run.code_version, code_version()),
        ("form", _FORM, run.form_sha256, load_form().sha256),
        ("rules", _RULES, run.rules_sha256, rules_sha256()),
        ("rubric", RUBRIC_TEXT, run.rubric_sha256, _hash_of_rubric(run, row)),
        ("cycle", None, run.cycle_sha256, sha256_of_text(row.yaml)),
    ]
    texts = declared_texts()
    for name, was in run.evidence.get("declarations", {}).items():
        if name not in {_FORM, _RULES, RUBRIC_TEXT}:
            what = "form" if name.startswith("form") else "rules"
            found.append((what, name, was, sha256_of_text(texts[name]) if name in texts else None))
    for what, name, was, now in found:
        if was != now:
            named = {} if name is None else {"name": name}
            yield {"what": what, "was": was, "is": now, **named}


def _hash_of_rubric(run: Run, row: CycleRow) -> str | None:
    try:
        return _own_rubric(run, row).sha256
    except (ValueError, FctError):
        return None


def _changed_files(store: Store, keys: Sequence[VersionKey]) -> Iterator[dict[str, Any]]:
    """Give the files of judged proposals whose bytes are not those that were sent."""
    for sha256 in sorted({key.file_sha256 for key in keys}):
        found = _hash_of_file(store, sha256)
        if found != sha256:
            yield {"what": "file", "was": sha256, "is": found}


def _hash_of_file(store: Store, sha256: str) -> str | None:
    try:
        return store.files.found_hash(sha256)
    except ValueError:  # a name that was changed
        return None


def _judged_again(store: Store, run: Run, row: CycleRow, keys: Sequence[VersionKey]) -> _Results:
    rubric, cycle = _own_rubric(run, row), parse_cycle(row.yaml, f"cycle {run.fiscal_year}")
    by = Judging(cycle, rubric, Exceptions.of_run(run.evidence))
    found, standings = _Digests(), list[Standings]()
    for task in tasks_of(store, keys, by):
        case = case_of(task)
        # By the quick entry point: a test holds it equal to great-expectations, and evidence is not
        # compared.
        judgement = judged_by(task, case, judge_rules(case))
        refs = [key.ref for key in task.keys]
        scores, _, outcomes = result_frames(judgement, [key.id for key in task.keys])
        found.add(
            scores.assign(ref=refs),
            (
                (ref, rule, outcome)
                for ref, values in zip(refs, outcomes.to_numpy().tolist(), strict=True)
                for rule, outcome in zip(map(str, outcomes.columns), values, strict=True)
            ),
        )
        standings.append(standings_of(judgement, rubric))
    order = order_of_standings(joined_standings(standings), cycle, rubric)
    money = {"left": order.left, "best_set": list(order.best_set)}
    return found.results(rank_frame(order, keys), money)


def _as_kept(store: Store, run: Run, keys: Sequence[VersionKey]) -> _Results:
    found = _Digests()
    for first in range(0, max(1, len(keys)), AT_A_TIME):
        some = keys[first : first + AT_A_TIME]
        kept = store.runs.outcomes_of(run.id, some)
        outcomes = zip(kept["ref"], kept["rule"], map(int, kept["outcome"]), strict=True)
        found.add(store.runs.scores_of(run.id, some), outcomes)
    money = {"left": run.left, "best_set": run.best_set}
    return found.results(store.runs.ranks(run.id), money)


class _Digests:
    """What of a run is held byte for byte, as hashes: batch by batch, the proposals by ref."""

    def __init__(self) -> None:
        self._points, self._outcomes = hashlib.sha256(), hashlib.sha256()

    def add(self, scores: pd.DataFrame, outcomes: Iterable[tuple[str, str, int]]) -> None:
        """Add a batch, of the same proposals on both sides."""
        self._points.update(dump_json(_rows(scores, _POINTS, "ref")).encode())
        self._outcomes.update(dump_json(sorted(outcomes)).encode())

    def results(self, ranks: pd.DataFrame, money: Mapping[str, Any]) -> _Results:
        """Return all of it, with the order of merit and the money."""
        in_order = ranks.sort_values("rank", kind="stable")
        order = dump_json(_rows(ranks, _ORDER, "rank"))
        marks = [_rows(ranks, ("ref", "mark"), "rank"), load_json(dump_json(money))]
        return _Results(
            {
                "order": f"{self._points.hexdigest()} {order}",
                "outcomes": self._outcomes.hexdigest(),
                "marks": dump_json(marks),
            },
            {str(ref): int(rank) for ref, rank in in_order[["ref", "rank"]].to_numpy().tolist()},
        )


def _rows(frame: pd.DataFrame, names: Sequence[str], by: str) -> list[list[Any]]:
    ordered = frame.sort_values(by, kind="stable")[list(names)].astype(object)
    return [[_plain(value) for value in row] for row in ordered.to_numpy().tolist()]


def _plain(value: Any) -> Any:
    """Return a value as both a judgement and a row of the store have it."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Mapping | list | tuple):
        return load_json(dump_json(value))
    number = float(value)
    # repr is the shortest text that reads as the same double, so that equal texts are equal numbers
    # to the last bit.
    return None if math.isnan(number) else repr(number)


def _first_moved(was: Mapping[str, int], now: Mapping[str, int]) -> str | None:
    """Return the first ref, in the order that was kept, whose rank is another one or is gone."""
    moved = [ref for ref, rank in was.items() if now.get(ref) != rank]
    return next(iter([*moved, *(ref for ref in now if ref not in was)]), None)
