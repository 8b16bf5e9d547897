"""Rank: the rankable proposals in order of merit, every tie broken by a stated rule."""

from decimal import Decimal

import numpy as np
import pandas as pd

from fct.data.common import EXACT, normalise
from fct.data.proposals import ProposalTable
from fct.expectations.amounts import FCT_AMOUNTS, row_amounts
from fct.scoring.judging import Judgement, Verdict

MERIT_DECIMALS = 6
_NO_PRIORITY = float("inf")


def rank_proposals(judgement: Judgement) -> pd.DataFrame:
    """Rank the rankable proposals.

    Returns
    -------
    DataFrame of shape (n_rankable, 9)
        In order, best first: ``rank`` (1, 2, 3, ...), ``ref``, ``tier``, ``merit`` and
        ``maturity`` (its lowest; both rounded to 6 decimals), ``project_type``, ``title``,
        ``request_kusd`` (a dict of fiscal year to Decimal, only years above zero) and
        ``tied_with`` (refs equal in tier, merit and maturity).
    """
    proposal = judgement.table.proposal
    scores = judgement.scores
    priorities = proposal.value("component_priority")
    frame = pd.DataFrame(
        {
            "ref": judgement.table.refs.to_numpy(),
            "tier": scores["tier"].to_numpy(),
            "merit": [round(merit, MERIT_DECIMALS) for merit in scores["merit"].tolist()],
            "maturity": [round(low, MERIT_DECIMALS) for low in scores["maturity_low"].tolist()],
            "project_type": proposal.value("project_type"),
            "title": pd.Series(proposal.value("title"), dtype=object),
            "request_kusd": pd.Series(requests_kusd(judgement.table), dtype=object),
            "_priority": [_NO_PRIORITY if p is None else p for p in priorities],
            "_title": pd.Series(
                [normalise(title or "") for title in proposal.value("title")], dtype=object
            ),
        }
    )
    frame = frame[(scores["verdict"] == Verdict.RANKABLE).to_numpy()]
    keys = zip(
        frame["tier"],
        -frame["merit"],
        -frame["maturity"],
        frame["_priority"],
        frame["_title"],
        frame["ref"],
        range(len(frame)),
        strict=True,
    )
    frame = frame.iloc[[key[-1] for key in sorted(keys)]].drop(columns=["_priority", "_title"])
    frame.insert(0, "rank", np.arange(1, len(frame) + 1))
    frame["tied_with"] = _tied_with(frame)
    return frame.reset_index(drop=True)


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
