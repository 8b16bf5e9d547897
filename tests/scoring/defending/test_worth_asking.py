"""What is worth checking and asking first: equal to judging everything again from scratch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.form import load_form
from fct.data.program.robustness_terms import RobustnessTerms, load_robustness_terms
from fct.data.program.rubric import default_rubric
from fct.expectations.logic import HOLDS
from fct.scoring.defending.one_answer import (
    JudgedSeason,
    open_answers,
    possible_answers,
    standing_key,
)
from fct.scoring.defending.rank_robustness import robustness
from fct.scoring.defending.worth_asking import sample_terms, worth_of
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.ranking import order as order_module
from fct.scoring.ranking.order import OrderOfMerit
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE, valid_proposal
from tests.support.proposals.worth import (
    few_samples,
    funded_sets,
    judged_again,
    mark_of,
    share_of,
    without_rule,
    worth_season,
)

SEASONS, LONG = (3, 9), 200  # with limits of the line
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Most:
    """How many rows of a season are judged again; which, its seed decides.

    Attributes
    ----------
    moved, kept : int
        Rows that change a mark, and that do not.
    unranked : int
        Rows that leave the order; most rules do, one like the other.
    questions : int
        Open answers.
    """

    moved: int
    kept: int
    unranked: int
    questions: int

    def of(self, seed: int, rows: Rows) -> list[Mapping[str, Any]]:
        """Choose among the rows of ``verify-first``."""
        ranked = [row for row in rows if row["then"] is not None]
        chosen, rng = [], Random(seed)
        for most, kind in (
            (self.unranked, [row for row in rows if row["then"] is None]),
            (self.moved, [row for row in ranked if row["then"] != row["now"]]),
            (self.kept, [row for row in ranked if row["then"] == row["now"]]),
        ):
            chosen += rng.sample(kind, min(most, len(kind)))
        return chosen


FEW = Most(4, 2, 1, 1)
SOME = Most(sample(3, whole=999), sample(2, whole=999), sample(1, whole=3), sample(3, whole=999))


def hold_against_brute_force(seed: int, most: Most) -> None:
    """Hold the rows of a season against everything judged again."""
    order = worth_season(seed)
    found = worth_of(order, few_samples())
    for row in most.of(seed, found.answers):
        hold_answer(order, row)
    shares = {one.ref: one.funded_share for one in robustness(order, few_samples()).proposals}
    assert all(row["funded_share_now"] == shares[row["ref"]] for row in found.answers)
    listed = {(row["ref"], row["field"]): row for row in found.questions}
    season = JudgedSeason(
        [order.proposals[ref] for ref in sorted(order.proposals)],
        order.cycle,
        order.rubric,
        order.exceptions,
    )
    asked = list(open_answers(season))
    assert {(season.proposals[one.place].ref, one.field) for one in asked} == set(listed)
    for one in Random(seed).sample(asked, min(most.questions, len(asked))):
        ref = season.proposals[one.place].ref
        changes = possible_answers(season, one)
        changed = season.with_changes(changes)
        keys = [standing_key(changed, row) for row in range(len(changes))]
        ends = [keys.index(min(keys)), keys.index(max(keys))]
        sets = [
            funded_sets(judged_again(order, ref, one.field, changes[end].value)) for end in ends
        ]
        flips = sum(a != b for a, b in zip(*sets, strict=True)) / len(sets[0])
        assert listed[ref, one.field]["flips"] == flips, (seed, ref, one.field)


def hold_answer(order: OrderOfMerit, row: Mapping[str, Any]) -> None:
    """Hold one row of ``verify-first`` against everything judged again."""
    ref = row["ref"]
    again = (
        without_rule(order, ref, row["rule"])
        if row["rule"]
        else judged_again(order, ref, row["field"], value_of(row))
    )
    assert row["now"] == mark_of(order, ref)
    assert row["then"] == mark_of(again, ref), row
    assert row["funded_share_then"] == share_of(again, ref), row


def value_of(row: Mapping[str, Any]) -> Any:
    """What a cell of the lower answer holds: a number where the answer is one."""
    is_number = load_form()[row["field"]].type.value == "integer"
    return int(row["lower"]) if is_number else row["lower"]


@pytest.mark.sampled
@pytest.mark.parametrize("seed", SEASONS)
def test_each_row_is_what_judging_everything_again_gives(seed: int) -> None:
    """Marks and funded shares, and the sets that an open answer flips, are exact."""
    hold_against_brute_force(seed, SOME)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(LONG))
def test_each_row_is_what_judging_everything_again_gives_on_many_seasons(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on two hundred seasons, of each what its seed chooses among its rows."""
    monkeypatch.setattr(order_module, "with_best_set", lambda order: order)  # nobody asks for it
    hold_against_brute_force(seed, FEW)


def test_what_change_a_mark_comes_first_then_what_moves_most() -> None:
    """Rows stand by whether a mark changes, then by how much funded share moves."""
    rows = worth_of(worth_season(0), few_samples()).answers
    turns = [
        (
            row["now"] == row["then"],
            -round(abs(row["funded_share_now"] - row["funded_share_then"]), 6),
        )
        for row in rows
    ]
    assert turns == sorted(turns)


def test_the_samples_are_those_of_sure() -> None:
    """Without terms of the caller, seed and number of samples are those of ``fct sure``."""
    assert sample_terms(worth_season(0)).terms == load_robustness_terms()


def test_an_amount_that_the_first_purchase_waits_for_is_open() -> None:
    """A later purchase has money, so S2 holds; S3 and S4 wait for the earlier one (reading 22)."""
    proposal = valid_proposal(procurement_year=[2029, 2030], procurement_kusd=[None, 3000])
    season = JudgedSeason([proposal], CYCLE, default_rubric(), Exceptions())

    assert season.present.outcomes.iloc[0]["S2"] == HOLDS
    assert [(one.field, one.criterion) for one in open_answers(season)] == [
        ("procurement_kusd", "funded strategy")
    ]


def test_more_than_are_compared_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A season beyond the declared size is refused with the size that is accepted."""
    few: RobustnessTerms = load_robustness_terms().but(most_compared=2)
    monkeypatch.setattr("fct.scoring.defending.worth_asking.load_robustness_terms", lambda: few)
    with pytest.raises(UsageError, match=r"are ranked; single answers are changed of at most 2\."):
        sample_terms(worth_season(0))
