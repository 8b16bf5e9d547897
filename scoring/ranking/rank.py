"""Rank: the rankable proposals in order of merit, every tie broken by a stated rule."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.common import EXACT, normalize
from fct.data.program import MERIT_DECIMALS, Rubric
from fct.data.proposals import ProposalTable
from fct.expectations.amounts import FCT_AMOUNTS, row_amounts
from fct.expectations.logic import OUTCOME_NAMES
from fct.scoring.judging import (
    Exceptions,
    Judgement,
    Parts,
    joined_parts,
    parts_of_judgement,
)

REQUEST_FIELDS = ("funding_year", *FCT_AMOUNTS)


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """What of judged proposals the order of merit needs, in one batch or in many.

    Attributes
    ----------
    frame : DataFrame of shape (n, 11)
        One row a proposal, ranked or not, in the order in which they were judged: ``ref``,
        ``verdict``, ``is_ranked``, ``tier``, ``merit`` and ``maturity`` (its lowest; both rounded
        to 6 decimals), ``component_priority`` (NaN where blank), ``title``, ``component``,
        ``project_type`` and ``request_kusd`` (a dict of fiscal year to Decimal, only years above
        zero).
    parts : Parts
        Of each.
    waivers : mapping of str to list of dict
        By ref, as :func:`waiver_reports` gives them.
    exceptions : Exceptions
        That they were judged by; of the waivers those that counted.
    """

    frame: pd.DataFrame
    parts: Parts
    waivers: Mapping[str, list[dict[str, Any]]]
    exceptions: Exceptions


def standings_of(judgement: Judgement, rubric: Rubric) -> Standings:
    """Return what of a judgement the order of merit needs."""
    return Standings(
        _frame(judgement),
        parts_of_judgement(judgement, rubric),
        dict(zip(judgement.table.refs, waiver_reports(judgement), strict=True)),
        Exceptions(judgement.stages, list(judgement.waived.values()), judgement.uncertified),
    )


def only_ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of standings that are ranked, without what said so."""
    return frame[frame["is_ranked"]].drop(columns=["verdict", "is_ranked"])


def _frame(judgement: Judgement) -> pd.DataFrame:
    table, scores = judgement.table, judgement.scores
    proposal = table.proposal
    return pd.DataFrame(
        {
            "ref": pd.Series(table.refs.tolist(), dtype=object),
            "verdict": pd.Series(scores["verdict"].tolist(), dtype=object),
            "is_ranked": judgement.is_ranked,
            "tier": scores["tier"].to_numpy(),
            "merit": _rounded(scores["merit"]),
            "maturity": _rounded(scores["maturity_low"]),
            "component_priority": pd.Series(proposal.value("component_priority"), dtype=float),
            "title": pd.Series(proposal.value("title"), dtype=object),
            "component": pd.Series(proposal.value("component"), dtype=object),
            "project_type": pd.Series(proposal.value("project_type"), dtype=object),
            "request_kusd": pd.Series(requests_kusd(table), dtype=object),
        }
    )


def _rounded(points: pd.Series) -> npt.NDArray[np.float64]:
    # Python's rounding: numpy's multiplies first and may err in the last place, which decides a
    # tie.
    return np.array([round(one, MERIT_DECIMALS) for one in points.tolist()], dtype=np.float64)


def joined_standings(batches: Sequence[Standings]) -> Standings:
    """Return the standings of batches as those of all proposals, in their order.

    Parameters
    ----------
    batches : sequence of Standings
        At least one, all judged by the same rubric and stages.
    """
    first, *others = batches
    if not others:
        return first
    uncertified = frozenset(ref for one in batches for ref in one.exceptions.uncertified)
    return Standings(
        pd.concat([one.frame for one in batches], ignore_index=True),
        joined_parts([one.parts for one in batches]),
        {ref: said for one in batches for ref, said in one.waivers.items()},
        Exceptions(
            first.exceptions.stages,
            [waiver for one in batches for waiver in one.exceptions.waivers],
            uncertified,
        ),
    )


def in_order(frame: pd.DataFrame, most_tied: int | None = None) -> pd.DataFrame:
    """Return proposals best first, with ``rank`` and ``tied_with`` (reading 54).

    Parameters
    ----------
    frame : DataFrame
        ``ref``, ``tier``, ``merit``, ``maturity`` (both rounded), ``component_priority`` and
        ``title``, in any order; an earlier ``rank`` and ``tied_with`` are written over.
    most_tied : int, optional
        How many others are named of those that a proposal is tied with; all by default.
    """
    last = map(last_tie, frame["component_priority"], frame["title"], frame["ref"])
    rows = range(len(frame))
    # In Python, because pandas and databases sort text by rules of their own; titles go by code
    # point (reading 54). The row at the end keeps the sort from comparing anything further.
    keys = zip(frame["tier"], -frame["merit"], -frame["maturity"], last, rows, strict=True)
    ordered = frame.iloc[[key[-1] for key in sorted(keys)]].reset_index(drop=True)
    ordered = ordered.drop(columns=["rank", "tied_with"], errors="ignore")
    ordered.insert(0, "rank", np.arange(1, len(ordered) + 1))
    ordered["tied_with"] = pd.Series(_tied_with(ordered, most_tied), dtype=object)
    return ordered


def last_tie(priority: float, title: str | None, ref: str) -> tuple[float, str, str]:
    """Return by what equals in tier, merit and maturity are ordered (reading 54)."""
    return math.inf if math.isnan(priority) else priority, normalize(title or ""), ref


def _tied_with(frame: pd.DataFrame, most: int | None) -> list[list[str]]:
    keys = list(zip(frame["tier"], frame["merit"], frame["maturity"], strict=True))
    groups: dict[tuple[int, float, float], list[str]] = {}
    for key, ref in zip(keys, frame["ref"], strict=True):
        groups.setdefault(key, []).append(ref)
    named = None if most is None else most + 1  # the proposal itself may be among them
    return [
        [other for other in groups[key][:named] if other != ref][:most]
        for key, ref in zip(keys, frame["ref"], strict=True)
    ]


def requests_kusd(table: ProposalTable) -> list[dict[int, Decimal]]:
    """Return the FCT request of each proposal by fiscal year, only years above zero.

    Parameters
    ----------
    table : ProposalTable
        Of :data:`REQUEST_FIELDS` at least.
    """
    funding = table.sheets["Funding"]
    money = row_amounts(funding, FCT_AMOUNTS)
    requests: list[dict[int, Decimal]] = [{} for _ in range(len(table))]
    for owner, year, amount in zip(
        funding.owner, funding.value("funding_year"), money.known, strict=True
    ):
        # An amount whose year cannot be read asks nothing of any budget.
        if year is not None:
            request = requests[owner]
            request[year] = EXACT.add(request.get(year, Decimal(0)), amount)
    return [
        {year: amount for year, amount in sorted(request.items()) if amount > 0}
        for request in requests
    ]


def waiver_reports(judgement: Judgement) -> list[list[dict[str, Any]]]:
    """Return the waivers that counted for each proposal, in the order of the table and the rules.

    Each has the outcome of its rule beside it: a waiver changes verdicts, not facts.
    """
    places = {rule: place for place, rule in enumerate(judgement.outcomes)}
    reports: list[list[dict[str, Any]]] = [[] for _ in range(len(judgement.table))]
    for (proposal, rule), waiver in sorted(
        judgement.waived.items(), key=lambda item: (item[0][0], places[item[0][1]])
    ):
        outcome = int(judgement.outcomes[rule].iloc[proposal])
        reports[proposal].append(waiver.as_plain() | {"outcome": OUTCOME_NAMES[outcome]})
    return reports
