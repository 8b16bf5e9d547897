"""House rules: an operator's own checks, a standard great-expectations suite file of a cycle.

They are ids H1, H2, ... in the order of the file, start at ``watch``, and move no verdict,
strength, merit or rank. What the file holds is kept with the cycle, so that a run is judged by its
own.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fct.data.common import UsageError, read_text
from fct.data.program.form import Field, load_form
from fct.data.program.rules import Rule, Severity, load_rules

HOUSE = "house"
_ID = re.compile(r"H[1-9][0-9]*")
_LINE = re.compile(r"^house_rules:[ \t]*(?P<name>[^\s{#][^{#\n]*?)[ \t]*(?:#.*)?$", re.MULTILINE)
_SEVERITIES = {"warning": Severity.WEAKNESS, "info": Severity.NOTE}
_COLUMNS = ("column", "column_A", "column_B", "column_list", "column_set")
ROW_WISE = frozenset(
    {
        "expect_column_pair_values_a_to_be_greater_than_b",
        "expect_column_pair_values_to_be_equal",
        "expect_column_pair_values_to_be_in_set",
        "expect_column_value_lengths_to_be_between",
        "expect_column_value_lengths_to_equal",
        "expect_column_value_z_scores_to_be_less_than",
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_dateutil_parseable",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_be_null",
        "expect_column_values_to_be_unique",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_match_regex_list",
        "expect_column_values_to_match_strftime_format",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_not_match_regex",
        "expect_column_values_to_not_match_regex_list",
        "expect_compound_columns_to_be_unique",
        "expect_multicolumn_sum_to_equal",
        "expect_multicolumn_values_to_be_equal",
        "expect_multicolumn_values_to_be_unique",
        "expect_select_column_values_to_be_unique_within_record",
    }
)
"""The built-in expectations that say of each row whether it is as expected."""


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One expectation of a suite.

    Attributes
    ----------
    rule : Rule
        As declared rules are: id, severity, sentence, source and fields.
    type : str
        Of the expectation.
    kwargs : mapping of str to object
    sheet : str
        On which its columns stand.
    """

    rule: Rule
    type: str
    kwargs: Mapping[str, Any]
    sheet: str


class HouseRules(tuple[HouseRule, ...]):
    """The house rules of a cycle, in the order of their file."""

    __slots__ = ()

    def ids(self) -> list[str]:
        """Return their ids."""
        return [one.rule.id for one in self]

    def as_plain(self) -> list[dict[str, Any]]:
        """Return them as JSON values."""
        return [
            {
                "rule": one.rule.id,
                "severity": str(one.rule.severity),
                "text": one.rule.text,
                "type": one.type,
                "kwargs": dict(one.kwargs),
            }
            for one in self
        ]


def is_house_rule(rule: str) -> bool:
    """Whether an id is that of a house rule."""
    return _ID.fullmatch(rule) is not None


def rule_named(rule: str) -> Rule:
    """Return a declared rule, or of a house rule what is known without its cycle.

    Raises
    ------
    KeyError
        If there is no such rule.
    """
    found = load_rules().get(rule)
    if found is not None:
        return found
    if not is_house_rule(rule):
        raise KeyError(rule)
    text = "the house rule of this number in the cycle holds"
    words = "A house rule of the cycle does not hold."
    return Rule(rule, HOUSE, Severity.WEAKNESS, text, "house rules of the cycle", (), words, "")


def read_house_rules(content: object) -> HouseRules:
    """Return the house rules that the content of a suite file makes.

    Raises
    ------
    ValueError
        If it is not a suite, or an expectation cannot be a house rule: the sentence says which.
    """
    if isinstance(content, HouseRules):
        return content
    if isinstance(content, str):
        raise ValueError(  # noqa: TRY004 - pydantic takes it as the value's fault
            f"house_rules names {content}, and only a cycle file with that suite file beside it is "
            "taken; add the cycle from its folder, or write the suite itself there"
        )
    listed = content.get("expectations") if isinstance(content, Mapping) else None
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        raise ValueError("house_rules holds no suite: a list “expectations” is missing or empty")
    return HouseRules(_house_rule(number, one) for number, one in enumerate(listed, 1))


def _house_rule(number: int, said: object) -> HouseRule:
    name = f"H{number} (expectation {number} of house_rules)"
    if not isinstance(said, Mapping):
        raise ValueError(f"{name} is not an expectation")  # noqa: TRY004 - as above
    kind = said.get("type", said.get("expectation_type"))
    if kind not in ROW_WISE:
        raise ValueError(
            f"{name}: {kind} cannot say which proposal it is about; take one of: "
            f"{', '.join(sorted(ROW_WISE))}"
        )
    kwargs = said.get("kwargs")
    if not isinstance(kwargs, Mapping):
        raise ValueError(f"{name}: kwargs are missing")  # noqa: TRY004 - as above
    severity = said.get("severity", "critical")
    if severity not in _SEVERITIES:
        raise ValueError(
            f"{name}: its severity is {severity}, and a house rule holds nobody up; write "
            "“severity”: “warning” or “info” (great-expectations takes critical where none stands)"
        )
    fields = [_field(name, column) for column in _columns_of(kwargs)]
    sheets = {field.sheet for field in fields}
    if len(sheets) != 1:
        raise ValueError(f"{name}: name columns of one sheet; seen: {sorted(sheets) or 'none'}")
    return HouseRule(
        _rule(number, _SEVERITIES[severity], said, [field.id for field in fields]),
        str(kind),
        dict(kwargs),
        sheets.pop(),
    )


def _rule(number: int, severity: Severity, said: Mapping[str, Any], fields: list[str]) -> Rule:
    given = said.get("meta")
    meta: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    written = said.get("description") or said.get("notes") or meta.get("sentence")
    notes = written[0] if isinstance(written, list) and written else written
    kind = str(said.get("type", said.get("expectation_type"))).replace("_", " ")
    sentence = str(notes or f"The answer is not as the house rule has it: {kind}.")
    return Rule(
        id=f"H{number}",
        criterion=HOUSE,
        severity=severity,
        text=sentence,
        source=str(meta.get("source") or "house rules of the cycle"),
        fields=tuple(fields),
        fails_message=sentence,
        repair="",
    )


def _columns_of(kwargs: Mapping[str, Any]) -> Iterator[str]:
    for name in _COLUMNS:
        value = kwargs.get(name)
        if isinstance(value, list | tuple | set):
            yield from map(str, value)
        elif value is not None:
            yield str(value)


def _field(name: str, column: str) -> Field:
    known = {field.id: field for field in load_form().fields}
    if column not in known:
        raise ValueError(f"{name}: the form has no field {column}; name fields by their ids")
    return known[column]


def with_house_rules(text: str, folder: Path) -> str:
    """Return the text of a cycle file with the suite that it names in place of its name.

    Parameters
    ----------
    text : str
    folder : Path
        In which the cycle file lies.

    Raises
    ------
    UsageError
        If the suite file is not there or is not JSON.
    """
    found = _LINE.search(text)
    if found is None:
        return text
    name = found["name"].strip("\"'")
    if Path(name).name != name:
        raise UsageError(f"house_rules names {name}; name a file in the folder of the cycle file.")
    try:
        suite = json.loads(read_text(folder / name, "house rules"))
    except ValueError as error:
        raise UsageError(f"{name} is not JSON: {error}. Save the suite file again.") from None
    line = f"house_rules: {json.dumps(suite, ensure_ascii=True, sort_keys=True)}"
    return text[: found.start()] + line + text[found.end() :]
