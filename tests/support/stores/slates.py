"""Slates made by hand: a basis of a few proposals, decisions and steps."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fct.data.common.actor import Actor
from fct.data.decisions.outcomes import Outcome
from fct.data.decisions.records import Decision, KeptSlate, Slate, StandingRun, Step, StepKind
from fct.scoring.deciding.basis import Basis, Item
from fct.scoring.deciding.choices import Choice, decision_on
from fct.scoring.deciding.standing import Standing
from fct.scoring.deciding.steps import Act, step_on
from fct.scoring.ranking.funding_line import Mark

AT = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
LONG = "The user needs it a year before the others do."
RUN = StandingRun(run_id="FY2027-R001", since=1)
SLATE = Slate(
    id="FY2027-1", fiscal_year=2027, number=1, reason="", at=AT, actor=Actor("reviewer-1")
)


def kusd(**years: object) -> dict[int, Decimal]:
    """Return amounts by fiscal year, given as ``y2027="400.5"``."""
    return {int(name[1:]): Decimal(str(amount)) for name, amount in years.items()}


def item(ref: str, **others: Any) -> Item:
    """Return a proposal of a run; rankable and funded, asking 400 of 2027."""
    given: dict[str, Any] = {
        "ref": ref,
        "title": f"Project {ref}",
        "component": "Navy",
        "verdict": "rankable",
        "rank": 1,
        "mark": Mark.FUNDED,
        "request": kusd(y2027=400),
    }
    return Item(**(given | others))


def unranked(ref: str, verdict: str, **others: Any) -> Item:
    """Return a proposal that a run judged and did not rank."""
    return item(ref, **({"verdict": verdict, "rank": None, "mark": None} | others))


def season() -> list[Item]:
    """A continuing project, two above the line, one below, one returned, one ineligible."""
    return [
        item("C", rank=1, mark=Mark.CONTINUING, promise=kusd(y2027=300), request=kusd(y2027=350)),
        item("A", rank=2),
        item("B", rank=3, request=kusd(y2027=200, y2028=100)),
        item("L", rank=4, mark=Mark.BELOW, request=kusd(y2027=500)),
        unranked("R", "returned", request=kusd(y2027=50)),
        unranked("X", "ineligible", request=kusd(y2028=60)),
    ]


def basis(*items: Item, **others: Any) -> Basis:
    """Return the basis of some proposals; by default the season's, with 1000 of 2027."""
    given: dict[str, Any] = {
        "fiscal_year": 2027,
        "run_id": RUN.run_id,
        "items": {one.ref: one for one in items or season()},
        "budgets": kusd(y2027=1000, y2028=150),
        "promised": kusd(y2027=300),
    }
    return Basis(**(given | others))


def standing(of: Basis | None = None, **others: Any) -> Standing:
    """Return an untouched slate over a basis."""
    given: dict[str, Any] = {
        "slate": SLATE,
        "versions": (),
        "steps": (),
        "standing": RUN,
        "withdrawn": frozenset(),
    }
    return Standing(of or basis(), KeptSlate(**(given | others)))


def decided(
    on: Standing, ref: str, outcome: str, by: str = "reviewer-1", **others: Any
) -> Standing:
    """Return a slate with one more decision, which has to be allowed."""
    newest = on.kept.newest.get(ref)
    given: dict[str, Any] = {"reason": LONG, "if_version": newest.version if newest else 0}
    choice = Choice(ref=ref, outcome=Outcome(outcome), **(given | others))
    slate = on.kept.slate or SLATE
    made = decision_on(on, choice, slate.id, AT, Actor(by))
    return with_versions(on, [made])


def all_decided(on: Standing | None = None, by: str = "reviewer-1") -> Standing:
    """Return a slate in which each proposal has its advice."""
    on = on or standing()
    for ref in on.undecided:
        on = decided(on, ref, str(on.basis.items[ref].advice), by)
    return on


def with_versions(on: Standing, made: Sequence[Decision]) -> Standing:
    """Return a slate with more decisions."""
    return Standing(on.basis, replace(on.kept, versions=(*on.kept.versions, *made)))


def stepped(on: Standing, kind: StepKind, by: str, covers: Sequence[str] = ()) -> Standing:
    """Return a slate with one more step."""
    covers = on.to_approve if kind is StepKind.SUBMIT and not covers else covers
    return with_step(on, step_on(on, Act(kind, covers), Actor(by)))


def with_step(on: Standing, step: Step) -> Standing:
    """Return a slate with one more step, and what is in it read again."""
    return Standing(on.basis, replace(on.kept, steps=(*on.kept.steps, step)))


def but(on: Standing, of: Basis | None = None, **others: Any) -> Standing:
    """Return a slate of which something else is kept, or that hangs on another run."""
    return Standing(of or on.basis, replace(on.kept, **others))


def codes(errors: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the codes of refusals."""
    return [str(error["code"]) for error in errors]
