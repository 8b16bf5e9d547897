"""Trends over cycles: what was proposed, funded, tested and bought, and what scores predicted.

Everything is counted from published runs and from the track record, which projects feed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from fct.data.common import none_if_absent
from fct.data.people import Action
from fct.data.program import CRITERIA, load_rules
from fct.expectations.logic import HOLDS
from fct.scoring.judging import CriterionVerdict

if TYPE_CHECKING:
    from fct.data.subjects import Store, StoredTrackLine

_DECIMALS = 3
_HALF = 0.5


class By(StrEnum):
    """By what trends are informed apart."""

    COMPONENT = "component"
    CRITERION = "criterion"
    RULE = "rule"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A proposal of a published run, and what became of it.

    Attributes
    ----------
    fiscal_year : int
    ref : str
    component : str or None
    scores : mapping of str to float
        Each score that it had, by measure.
    criteria, rules : frozenset of str
        The criteria that it meets, and the rules that hold on it.
    line : StoredTrackLine or None
        Of the track record.
    """

    fiscal_year: int
    ref: str
    component: str | None
    scores: Mapping[str, float]
    criteria: frozenset[str]
    rules: frozenset[str]
    line: "StoredTrackLine | None"


def trends_report(store: "Store", by: By | None = None) -> dict[str, Any]:
    """Return the trends of a store as ``fct trends --json`` prints them.

    Parameters
    ----------
    store : Store
    by : By, optional
        Without it each cycle is one row, whose ``value`` is null. By criterion or rule a row counts
        the proposals that meet it.

    Raises
    ------
    DeniedError
        If the roles of who acts do not include it.
    """
    store.ask(Action.TRENDS_SEE)
    judged = list(_judged(store, with_rules=by is By.RULE))
    groups: defaultdict[tuple[int, str | None], list[Judged]] = defaultdict(list)
    for one in judged:
        for value in _values(one, by):
            groups[one.fiscal_year, value].append(one)
    # Declared values stand there without projects too: that none met a criterion says something.
    order = _declared(by) or sorted({value or "" for _, value in groups})
    rows = [
        _row(year, value or None, groups.get((year, value or None), ()))
        for year in sorted({one.fiscal_year for one in judged})
        for value in order
    ]
    return {
        "rows": [row for row in rows if row["proposed"] or by is not By.COMPONENT],
        "scores": list(_predicted(judged)),
        "apart": _apart(store, judged),
    }


def _values(one: Judged, by: By | None) -> Iterable[str | None]:
    match by:
        case By.COMPONENT:
            return [one.component]
        case By.CRITERION:
            return one.criteria
        case By.RULE:
            return one.rules
    return [None]


def _declared(by: By | None) -> tuple[str, ...]:
    """Return all values that trends have, in order; none where they are those that came up."""
    match by:
        case By.CRITERION:
            return CRITERIA
        case By.RULE:
            return tuple(load_rules())
    return ()


def _judged(store: "Store", *, with_rules: bool) -> Iterator[Judged]:
    lines = {(line.fiscal_year, line.ref): line for line in store.track_record.lines()}
    for row in store.cycles.all():
        run = store.runs.published(row.fiscal_year)
        if run is None:
            continue
        rules = _holding(store, run.id) if with_rules else {}
        for score in store.runs.scores(run.id).to_dict("records"):
            ref = str(score["ref"])
            yield Judged(
                fiscal_year=row.fiscal_year,
                ref=ref,
                component=none_if_absent(score["component"]),
                scores=_scores(score),
                criteria=_met(score["criteria"]),
                rules=rules.get(ref, frozenset()),
                line=lines.get((row.fiscal_year, ref)),
            )


def _holding(store: "Store", run_id: str) -> dict[str, frozenset[str]]:
    """Return the rules that hold on each proposal of a run, by ref."""
    outcomes = store.runs.outcomes(run_id)
    holds = outcomes[outcomes["outcome"] == HOLDS]
    return {str(ref): frozenset(of) for ref, of in holds.groupby("ref")["rule"]}


def _met(criteria: Mapping[str, Any]) -> frozenset[str]:
    met = str(CriterionVerdict.MET)
    return frozenset(name for name, said in criteria.items() if str(said["verdict"]) == met)


def _scores(score: Mapping[Any, Any]) -> dict[str, float]:
    found = {name: none_if_absent(score[name]) for name in ("merit", "strength")}
    low, high = none_if_absent(score["maturity_low"]), none_if_absent(score["maturity_high"])
    if low is not None and high is not None:
        # The middle of what could be read, as pairs need one number.
        found["maturity"] = (low + high) / 2
    for name, said in score["criteria"].items():
        found[name] = none_if_absent(said.get("strength"))
    return {name: float(value) for name, value in found.items() if value is not None}


def _row(fiscal_year: int, value: str | None, judged: Iterable[Judged]) -> dict[str, Any]:
    of = list(judged)
    lines = [one.line for one in of if one.line is not None]
    bought = [line.kusd for line in lines if line.was_procured and line.kusd is not None]
    months = [line.months for line in lines if line.months is not None]
    return {
        "fiscal_year": fiscal_year,
        "value": value,
        "proposed": len(of),
        "funded": sum(line.was_selected is True for line in lines),
        "met": sum(line.tested_well is True for line in lines),
        "procured": sum(line.was_procured is True for line in lines),
        "kusd": float(sum(bought, Decimal(0))),
        "months": round(sum(months) / len(months), 1) if months else None,
    }


def _predicted(judged: Iterable[Judged]) -> Iterator[dict[str, Any]]:
    """Yield how often the higher score had the better outcome, of each cycle and of all."""
    of_year: defaultdict[int | None, list[Judged]] = defaultdict(list)
    for one in judged:
        of_year[one.fiscal_year].append(one)
        of_year[None].append(one)
    measures = ("merit", "strength", "maturity", *CRITERIA)
    for year in sorted(of_year, key=lambda one: (one is None, one or 0)):
        for measure in measures:
            yield {"fiscal_year": year, "measure": measure, **_concordance(of_year[year], measure)}


def _concordance(judged: Iterable[Judged], measure: str) -> dict[str, Any]:
    """Return the share of pairs that a score has in the order of their findings; ties are half.

    Of two tested projects, one of which met its requirement and one did not.
    """
    known = [
        (one.scores[measure], one.line.tested_well)
        for one in judged
        if one.line is not None and one.line.tested_well is not None and measure in one.scores
    ]
    met = [score for score, is_met in known if is_met]
    failed = [score for score, is_met in known if not is_met]
    # Each pair of one that met its goal and one that did not: the area under the curve (Hanley and
    # McNeil 1982).
    right = [_HALF if a == b else float(a > b) for a, b in product(met, failed)]
    figure = round(sum(right) / len(right), _DECIMALS) if right else None
    return {"figure": figure, "n": len(known)}


def _apart(store: "Store", judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """Return by cycle what the track record has of projects that no run judged."""
    known = {(one.fiscal_year, one.ref) for one in judged}
    rows: defaultdict[int, list[StoredTrackLine]] = defaultdict(list)
    for line in store.track_record.lines():
        if (line.fiscal_year, line.ref) not in known:
            rows[line.fiscal_year].append(line)
    return [
        {
            "fiscal_year": year,
            "projects": len(of),
            "met": sum(line.tested_well is True for line in of),
            "procured": sum(line.was_procured is True for line in of),
        }
        for year, of in sorted(rows.items())
    ]


def trends_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows of trends as a frame for a chart: one line a cycle and figure."""
    names = ("proposed", "funded", "met", "procured")
    return pd.DataFrame(
        [
            {"fiscal_year": str(row["fiscal_year"]), "figure": name, "projects": row[name]}
            for row in rows
            for name in names
        ]
    )
