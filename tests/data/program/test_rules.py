"""The declaration of the rules."""

from collections import Counter

from fct.data.program.form import load_form
from fct.data.program.rules import CRITERIA, Severity, load_rules, rules_sha256

RULES = load_rules()
IDS = (
    *("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "A1", "A2", "A3", "A4"),
    *("R1", "R2", "R3", "R4", "M1", "M2", "M3", "M4", "M5", "M6", "M7"),
    *("S1", "S2", "S3", "S4", "S5", "S6", "S7", "I1", "I2", "I3", "I4", "I5"),
    *("X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9", "X10", "X11"),
    *("N1", "N2", "N3", "N4", "N5"),
)


def test_every_rule_of_the_contract_is_declared() -> None:
    """In the order of the contract; a rule that is added later may stand between."""
    assert tuple(rule for rule in RULES if rule in IDS) == IDS


def test_the_five_criteria_and_two_more_groups() -> None:
    """Weights of strength depend on how many rules of each severity the contract gives them."""
    counts = Counter((RULES[rule].criterion, RULES[rule].severity) for rule in IDS)

    assert {criterion for criterion, _ in counts} == {*CRITERIA, "eligibility", "form"}
    assert counts["user advocacy", Severity.CRITERION] == 3
    assert counts["valid requirement", Severity.CRITERION] == 3
    assert counts["market investigation", Severity.CRITERION] == 5
    assert counts["funded strategy", Severity.CRITERION] == 5
    assert counts["intent to procure", Severity.CRITERION] == 3
    assert [counts[name, Severity.WEAKNESS] for name in CRITERIA] == [1, 1, 2, 2, 2]
    assert counts["eligibility", Severity.GATE] == 8
    assert counts["form", Severity.FORM] == 8
    assert counts["form", Severity.WEAKNESS] == 3
    assert counts["eligibility", Severity.NOTE] == 5


def test_a_rule_says_where_it_comes_from_and_what_to_do() -> None:
    """Source, fields that the form has, what a sponsor reads, and the repair."""
    form_fields = {field.id for field in load_form().fields}
    for rule in RULES.values():
        assert rule.source, rule.id
        assert rule.text, rule.id
        assert set(rule.fields) <= form_fields, rule.id
        assert rule.fields, rule.id
        assert rule.repair.endswith("."), rule.id
        assert rule.fails_message.endswith(".") or rule.id in {"X1", "X2"}, rule.id


def test_rules_over_every_answer_name_every_field() -> None:
    """X1 and X2 look at all answers, X5 at all amounts (readings 41 and 45)."""
    fields = load_form().fields

    assert list(RULES["X1"].fields) == list(RULES["X2"].fields) == [field.id for field in fields]
    assert list(RULES["X5"].fields) == [field.id for field in fields if field.is_amount]


def test_the_hash_follows_the_declaration() -> None:
    """A run can prove by which rules it judged."""
    assert len(rules_sha256()) == 64
