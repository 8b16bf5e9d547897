"""Rank: the rankable proposals in order of merit, every tie broken by a stated rule."""

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from fct.data.common import EXACT, normalise
from fct.data.proposals import ProposalTable
from fct.expectations.amounts import FCT_AMOUNTS, row_amounts
from fct.expectations.logic import OUTCOME_NAMES
from fct.scoring.judging import Judgement

MERIT_DECIMALS = 6


def rank_proposals(judgement: Judgement) -> pd.DataFrame:
    """Rank the rankable proposals, where the cycle asks for it the certified ones of them.

    Returns
    -------
    DataFrame of shape (n_ranked, 11)
        In order, best first: ``rank`` (1, 2, 3, ...), ``ref``, ``tier``, ``merit`` and
        ``maturity`` (its lowest; both rounded to 6 decimals), ``component_priority`` (NaN where
        blank), ``title``, ``component``, ``project_type``, ``request_kusd`` (a dict of fiscal year
        to Decimal, only years above zero) and ``tied_with`` (refs equal in tier, merit and
        maturity).
    """
    proposal = judgement.table.proposal
    scores = judgement.scores
    priorities = proposal.value("component_priority")
    frame = pd.DataFrame(
        {
            "ref": pd.Series(judgement.table.refs.tolist(), dtype=object),
            "tier": scores["tier"].to_numpy(),
            "merit": [round(merit, MERIT_DECIMALS) for merit in scores["merit"].tolist()],
            "maturity": [round(low, MERIT_DECIMALS) for low in scores["maturity_low"].tolist()],
            "component_priority": pd.Series(priorities, dtype=float),
            "title": pd.Series(proposal.value("title"), dtype=object),
            "component": pd.Series(proposal.value("component"), dtype=object),
            "project_type": pd.Series(proposal.value("project_type"), dtype=object),
            "request_kusd": pd.Series(requests_kusd(judgement.table), dtype=object),
        }
    )
    return in_order(frame[judgement.is_ranked])


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return proposals best first, with ``rank`` and ``tied_with`` (reading 54).

    Parameters
    ----------
    frame : DataFrame
        ``ref``, ``tier``, ``merit``, ``maturity`` (both rounded), ``component_priority`` and
        ``title``, in any order; an earlier ``rank`` and ``tied_with`` are written over.
    """
    last = map(last_tie, frame["component_priority"], frame["title"], frame["ref"])
    rows = range(len(frame))
    keys = zip(frame["tier"], -frame["merit"], -frame["maturity"], last, rows, strict=True)
    ordered = frame.iloc[[key[-1] for key in sorted(keys)]].reset_index(drop=True)
    ordered = ordered.drop(columns=["rank", "tied_with"], errors="ignore")
    ordered.insert(0, "rank", np.arange(1, len(ordered) + 1))
    ordered["tied_with"] = pd.Series(_tied_with(ordered), dtype=object)
    return ordered


def last_tie(priority: float, title: str | None, ref: str) -> tuple[float, str, str]:
    """Return by what equals in tier, merit and maturity are ordered (reading 54)."""
    return math.inf if math.isnan(priority) else priority, normalise(title or ""), ref


def _tied_with(frame: pd.DataFrame) -> list[list[str]]:
    keys = list(zip(frame["tier"], frame["merit"], frame["maturity"], strict=True))
    groups: dict[tuple[int, float, float], list[str]] = {}
    for key, ref in zip(keys, frame["ref"], strict=True):
        groups.setdefault(key, []).append(ref)
    return [
        [other for other in groups[key] if other != ref]
        for key, ref in zip(keys, frame["ref"], strict=True)
    ]


def requests_kusd(table: ProposalTable) -> list[dict[int, Decimal]]:
    """Return the FCT request of each proposal by fiscal year, only years above zero."""
    funding = table.sheets["Funding"]
    money = row_amounts(funding, FCT_AMOUNTS)
    requests: list[dict[int, Decimal]] = [{} for _ in range(len(table))]
    for owner, year, amount in zip(
        funding.owner, funding.value("funding_year"), money.known, strict=True
    ):
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
