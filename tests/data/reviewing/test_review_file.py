"""The file of a review: what is read, and each mistake by its path."""

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.rules import Severity, load_rules
from fct.data.reviewing.completeness import lacks_of
from fct.data.reviewing.content import Choice, ReviewContent
from fct.data.reviewing.review_file import parse_review
from tests.support.stores.reviews import complete_review, review_yaml

OF_THE_CONTRACT = """
levels:                       # the five criteria of rules.csv, each once
  user advocacy: {level: 4, reason: Signed letter of the right level; dated in May.}
  valid requirement: {level: 5}
  # market investigation, funded strategy, intent to procure alike
recommendation: {choice: fund, reason: Mature, cheap, and the user waits for it.}
overrules:                    # may be empty
  - {rule: A4, outcome: holds, reason: The signatory was promoted; see the second letter.}
"""


def test_the_example_of_the_contract_is_read_as_it_is_meant() -> None:
    """A reason may hold commas, which end a text in braces for YAML."""
    content = parse_review(OF_THE_CONTRACT, "review.yaml")

    assert content.level("user advocacy") == 4
    assert content.levels["valid requirement"].reason is None
    assert content.recommendation.choice is Choice.FUND
    assert content.recommendation.reason == "Mature, cheap, and the user waits for it."
    assert content.overrules[0].rule == "A4"


def test_a_complete_file_is_read_whole() -> None:
    """Levels, recommendation and overrules come back."""
    entry = "[{rule: M6, outcome: unknown, reason: 'It says so in the letter, page 2.'}]"

    assert parse_review(review_yaml((1, 2, 3, 4, 5), entry), "r.yaml") == complete_review(
        (1, 2, 3, 4, 5), {"M6": "unknown"}
    )


@pytest.mark.parametrize(
    "text", ["", "# nothing", "levels:", "{}", "overrules:", "levels: {user advocacy: }"]
)
def test_what_is_left_out_is_read_as_empty(text: str) -> None:
    """Whether that is enough is asked where the review goes in."""
    assert parse_review(text, "r.yaml") == ReviewContent()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", r"the file is “\[\]”; accepted are keys: levels, recommendation and overrules"),
        ("level: 1", "level is not a known key; accepted are levels, recommendation and overrules"),
        ("levels: 5", "levels is “5”; accepted are keys: user advocacy"),
        ("levels: {User Advocacy: {level: 1}}", r"levels\.User Advocacy is not a known key"),
        ("levels: {user advocacy: 5}", r"levels\.user advocacy is “5”; accepted are keys: level"),
        (
            "levels: {user advocacy: {level: 6}}",
            r"levels\.user advocacy\.level is “6”; a whole number from 1 to 5 is accepted",
        ),
        ("levels: {user advocacy: {level: 0}}", r"levels\.user advocacy\.level is “0”"),
        ("levels: {user advocacy: {level: 4.0}}", r"levels\.user advocacy\.level is “4\.0”"),
        ("levels: {user advocacy: {level: true}}", r"levels\.user advocacy\.level is “True”"),
        ("levels: {user advocacy: {level: '4'}}", r"levels\.user advocacy\.level is “4”"),
        (
            "levels: {user advocacy: {reason: 12}}",
            r"levels\.user advocacy\.reason is “12”; a text is accepted",
        ),
        ("levels: {user advocacy: {lvl: 1}}", r"levels\.user advocacy\.lvl is not a known key"),
        (
            "recommendation: {choice: yes}",
            r"recommendation\.choice is “True”; accepted are fund, fund in part, do not fund and",
        ),
        ("recommendation: fund", "recommendation is “fund”; accepted are keys: choice and reason"),
        ("overrules: {rule: A4}", "overrules is .*; a list of entries with rule, outcome"),
        ("overrules: [A4]", r"overrules\.1 is “A4”; accepted are keys: rule, outcome and reason"),
        ("overrules: [{rule: Z9}]", r"overrules\.1\.rule is “Z9”, which is not a rule"),
        ("overrules: [{rule: [A4]}]", r"overrules\.1\.rule is “\['A4'\]”, which is not a rule"),
        (
            "overrules: [{rule: A4, outcome: hold}]",
            r"overrules\.A4\.outcome is “hold”; accepted are holds, fails and unknown",
        ),
        ("overrules: [{rule: A4}, {rule: A4}]", r"overrules\.A4 stands more than once"),
        (
            f"recommendation: {{reason: '{'x' * 10_001}'}}",
            r"recommendation\.reason has 10,001 characters; at most 10,000 are accepted",
        ),
        ("a: b: c", "r.yaml is not YAML: line 1"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(text: str, said: str) -> None:
    """Where, what was seen, what is accepted."""
    with pytest.raises(UsageError, match=said):
        parse_review(text, "r.yaml")


def test_every_mistake_is_named_at_once() -> None:
    """Nobody sends a file twice for two mistakes."""
    with pytest.raises(UsageError, match=r"advocacy\.level.*requirement\.level.*choice"):
        parse_review(
            "levels: {user advocacy: {level: 9}, valid requirement: {level: x}}\n"
            "recommendation: {choice: maybe}",
            "r.yaml",
        )


def test_what_is_missing_is_named_with_what_is_wrong() -> None:
    """In one answer, each place once: what is wrong is not missing as well."""
    text = "levels: {user advocacy: {level: 9}}\nrecommendation: 7"
    with pytest.raises(UsageError, match="Nothing was written") as seen:
        parse_review(text, "r.yaml", lambda content: lacks_of(content, {}))

    said = str(seen.value)
    assert said.count("levels.user advocacy.level") == 1
    assert "levels.valid requirement.level is missing" in said
    assert said.count("recommendation") == 1


def test_only_criterion_and_weakness_rules_are_overruled() -> None:
    """Form rules go by waiver, a gate by the decision itself; a note decides nothing."""
    for rule, declared in load_rules().items():
        text = f"overrules: [{{rule: {rule}, outcome: holds}}]"
        if declared.severity in {Severity.CRITERION, Severity.WEAKNESS}:
            assert parse_review(text, "r.yaml").overrules[0].rule == rule
            continue
        with pytest.raises(UsageError, match=rf"overrules\.1\.rule is {rule}, a rule of severity"):
            parse_review(text, "r.yaml")
