"""A store with runs of three past cycles and one that is now, whose past can be learned from."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import Cell, Origin, RawProposal
from fct.data.program.calibration_terms import load_calibration_terms
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.rubric import default_rubric
from fct.data.program.rules import CRITERIA
from fct.data.reading.track_record import TrackLine
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store
from fct.scoring.judging.maturity import MATURITY_PARTS
from fct.scoring.learning import from_store
from tests.support.proposals.pasts import drawn_shares

ACTOR = Actor("tester")
AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
YEARS, COUNT = (2024, 2025, 2026, 2027), 16


def learn_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let trials and draws be a tenth of the declared ones, where a test asks for no figure."""
    few = load_calibration_terms().model_copy(update={"permutations": 19, "draws": 40})
    monkeypatch.setattr(from_store, "load_calibration_terms", lambda: few)


def _run_of(year: int, ids: list[int], shares: np.ndarray) -> RunRecord:
    """A run in which each proposal reached the shares given; all are rankable, in one tier."""
    rubric = default_rubric()
    points = np.array([getattr(rubric.maturity, part).points for part in MATURITY_PARTS])
    scores: dict[str, Any] = dict.fromkeys(("strength", "referral", "maturity_low"))
    scores |= {
        "proposal_id": ids,
        "verdict": "rankable",
        "tier": 1,
        "maturity_high": None,
        "merit": 50.0,
        "reading_notes": [[]] * len(ids),
        "parts": [
            {part: {"low": low, "high": low} for part, low in zip(MATURITY_PARTS, row, strict=True)}
            for row in (shares[:, : len(points)] * points).tolist()
        ],
        "criteria": [
            {
                name: {"verdict": "met", "strength": of}
                for name, of in zip(CRITERIA, row, strict=True)
            }
            for row in shares[:, len(points) :].tolist()
        ],
    }
    ranks = {"proposal_id": ids, "rank": range(1, len(ids) + 1), "mark": "funded"}
    hashes = ("input", "form", "rules", "rubric", "cycle", "result")
    return RunRecord(
        fiscal_year=year,
        cycle_version=1,
        as_of=dt.date(year - 1, 6, 30),
        **{f"{name}_sha256": f"{name} {year}" for name in hashes},
        code_version="0",
        budgets={},
        left={},
        best_set=[],
        evidence={"rubric": rubric.as_plain(), "promised": {}, "validation": []},
        counts={},
        started_at=AT,
        finished_at=AT,
        outcomes=pd.DataFrame(index=ids),
        findings=pd.DataFrame(),
        scores=pd.DataFrame(scores),
        ranks=pd.DataFrame(ranks | {"tied_with": [[]] * len(ids), "request_kusd": [{}] * len(ids)}),
    )


def _add_year(store: Store, year: int, shares: np.ndarray) -> None:
    text = packaged_cycle_texts()[2027]
    text = text.replace("fiscal_year: 2027", f"fiscal_year: {year}")
    store.cycles.add(year, text, sha256_of_text(text), ACTOR)
    origin = Origin("list.xlsx", "0" * 64, {"Proposal": "Proposal"})
    proposals = [
        RawProposal(f"P{number:02}", origin, {"title": Cell(f"Project {number}", 1, 2)}, {})
        for number in range(len(shares))
    ]
    new = NewSubmission(
        fiscal_year=year,
        file_name="list.xlsx",
        content=str(year).encode(),
        actor=ACTOR,
        received_at=AT,
        proposals=proposals,
    )
    store.submissions.add(new)
    ids = [store.versions.get(year, proposal.ref).id for proposal in proposals]
    store.runs.publish(store.runs.add(_run_of(year, ids, shares), ACTOR), ACTOR)


def put_runs(store: Store) -> list[tuple[str, str, str, str, str]]:
    """Publish a run of each cycle, and return what became of the past ones' proposals.

    Each line is year, ref, and whether it was selected, tested well and was procured. Half of each
    cycle was selected and succeeded: those that reached more of the first two parts. The other half
    was selected and failed, but for the last four, which were not selected.
    """
    draw = np.random.default_rng(0)
    lines = []
    for year in YEARS:
        shares = drawn_shares(draw, COUNT)
        _add_year(store, year, shares)
        order = np.argsort(-shares[:, :2].sum(axis=1), kind="stable").tolist()
        for place, number in enumerate(order):
            well = "yes" if place < COUNT // 2 else "no"
            outcome = ("yes", well, well) if place < COUNT - 4 else ("no", "", "")
            if year < YEARS[-1]:
                lines.append((str(year), f"P{number:02}", *outcome))
    return lines


def track_lines(rows: Iterable[tuple[str, ...]], source: str = "Report") -> list[TrackLine]:
    """Return the lines of :func:`put_runs` as a track record has them."""
    is_yes = {"yes": True, "no": False, "": None}
    return [
        TrackLine(
            fiscal_year=int(year),
            ref=ref,
            was_selected=is_yes[selected],
            tested_well=is_yes[tested],
            was_procured=is_yes[procured],
            source=source,
        )
        for year, ref, selected, tested, procured in rows
    ]
