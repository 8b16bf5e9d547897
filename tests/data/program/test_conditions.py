"""The conditions of a selection: how they are written, and what is refused."""

from decimal import Decimal

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.conditions import Conditions, Partial, parse_conditions
from fct.data.program.cycle import parse_cycle

WHOLE = """\
fiscal_year: 2027
final_due: 2026-06-30
conditions:
  must_fund: [17, A-1]
  excluded: [B-2]
  hold_back_kusd: {2027: 100.1}
  components:
    army: {floor_kusd: {2027: 500}, ceiling_kusd: {2027: 900, 2028: 0}}
  partial: {refs: all, least_share: 0.5}
"""


def test_a_cycle_file_may_state_them() -> None:
    """Refs are text, money is the decimal that was written, a component as the form spells it."""
    conditions = parse_cycle(WHOLE, "mine.yaml").conditions

    assert conditions.must_fund == {"17", "A-1"}
    assert conditions.excluded == {"B-2"}
    assert conditions.hold_back_kusd == {2027: Decimal("100.1")}
    assert conditions.floors() == {("Army", 2027): Decimal(500)}
    assert conditions.ceilings() == {("Army", 2027): Decimal(900), ("Army", 2028): Decimal(0)}
    assert conditions.partial is not None
    assert (conditions.partial.refs, conditions.partial.least_share) == ("all", Decimal("0.5"))
    assert not conditions.is_empty


@pytest.mark.parametrize("lines", ["", "conditions:\n", "conditions:\n  must_fund:\n  partial:\n"])
def test_a_cycle_without_them_states_nothing(lines: str) -> None:
    """People leave the headings and delete the lines."""
    cycle = parse_cycle("fiscal_year: 2027\nfinal_due: 2026-06-30\n" + lines, "mine.yaml")

    assert cycle.conditions.is_empty
    assert cycle.conditions == Conditions()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"mustfund": ["A"]}, r"mine: “mustfund” is not a known key; remove it"),
        ({"components": {"Coast Guard": {}}}, r"no component is called Coast Guard; .*USSOCOM"),
        ({"components": {"Army": {"floor": {}}}}, r"“components\.Army\.floor” is not a known key"),
        ({"hold_back_kusd": {2027: -1}}, r"hold_back_kusd\.2027 is -1: .*greater than or equal"),
        ({"hold_back_kusd": {27: 1}}, r"hold_back_kusd\.27"),
        ({"must_fund": ["A", "B"], "excluded": ["B"]}, r"B stands in must_fund and in excluded"),
        ({"partial": {"least_share": 0.5}}, r"“partial\.refs” is missing; add it"),
        ({"partial": {"refs": "all", "least_share": 0}}, r"least_share is 0.*greater than 0"),
        ({"partial": {"refs": "all", "least_share": 1.1}}, r"less than or equal to 1"),
        ({"partial": {"refs": "all", "least_share": 0.5, "step_share": 0.001}}, r"step_share is"),
        (
            {"components": {"Army": {"floor_kusd": {2027: 5}, "ceiling_kusd": {2027: 4}}}},
            r"components\.Army: the floor of 2027 is 5, above its ceiling of 4; lower the floor",
        ),
    ],
)
def test_wrong_conditions_are_refused(content: object, words: str) -> None:
    """One sentence says which key, what was seen, and what is accepted."""
    with pytest.raises(UsageError, match=words):
        parse_conditions(content, "mine")


def test_a_part_grows_by_steps_from_the_least_share_to_the_whole() -> None:
    """From 0.85 in steps of 0.05, as declared, and in steps of 0.1, of which the last is short."""
    declared = Partial(refs=frozenset({"A"}), least_share=Decimal("0.85"))
    wide = declared.model_copy(update={"step_share": Decimal("0.1")})

    assert [str(share) for share in declared.shares] == ["0.85", "0.90", "0.95", "1"]
    assert [str(share) for share in wide.shares] == ["0.85", "0.95", "1"]


def test_only_those_named_may_be_given_a_part() -> None:
    """Others are given all or nothing; without ``partial`` all are."""
    some = Conditions(partial=Partial(refs=frozenset({"A"}), least_share=Decimal("0.95")))

    assert some.shares_of("A") == (Decimal("0.95"), Decimal(1))
    assert some.shares_of("B") == (Decimal(1),)
    assert Conditions().shares_of("A") == (Decimal(1),)


def test_plain_values_give_the_same_conditions_back() -> None:
    """As a scenario keeps them: in one order, whatever the order of a set in memory."""
    conditions = parse_cycle(WHOLE, "mine.yaml").conditions
    plain = conditions.as_plain()

    assert parse_conditions(plain, "mine") == conditions
    assert plain["must_fund"] == ["17", "A-1"]
    assert plain["hold_back_kusd"] == {"2027": "100.1"}
    assert Conditions().as_plain() == {}


def test_the_line_may_be_limited() -> None:
    """Blank lines state nothing; a plain form keeps what is stated."""
    text = WHOLE + "  line: {lowest_merit: 80, lowest_tier: 2, most_passed_over: 5}\n"
    line = parse_cycle(text, "mine.yaml").conditions.line

    assert (line.lowest_merit, line.lowest_tier, line.most_passed_over) == (80, 2, 5)
    assert parse_cycle(WHOLE + "  line:\n", "mine.yaml").conditions.line.is_empty
    plain = parse_cycle(text, "mine.yaml").conditions.as_plain()
    assert plain["line"] == {"lowest_merit": 80.0, "lowest_tier": 2, "most_passed_over": 5}
    assert parse_conditions(plain, "x").line == line


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{lowest_merit: 120}", "conditions.line.lowest_merit is 120"),
        ("{lowest_merit: yes}", "conditions.line.lowest_merit is True"),
        ("{lowest_tier: 4}", "conditions.line.lowest_tier is 4"),
        ("{lowest_tier: 1.5}", "conditions.line.lowest_tier is 1.5"),
        ("{most_passed_over: -1}", "conditions.line.most_passed_over is -1"),
        ("{lowest: 80}", "“conditions.line.lowest” is not a known key"),
    ],
)
def test_a_wrong_limit_is_refused_with_its_line(line: str, words: str) -> None:
    """It stands in the tenth line of the file."""
    with pytest.raises(UsageError) as refused:
        parse_cycle(WHOLE + f"  line: {line}\n", "mine.yaml")

    assert words in str(refused.value)
    assert str(refused.value).endswith(" See line 10.")
