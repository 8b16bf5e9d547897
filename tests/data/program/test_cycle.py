"""The cycle file: dates, budgets and exceptions of one fiscal year."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.countries import country_group
from fct.data.program.cycle import (
    first_day_of,
    load_cycle,
    packaged_cycle_texts,
    parse_cycle,
    sha256_of_text,
)

SHORT = "fiscal_year: 2027\nfinal_due: 2026-06-30\n"


def cycle_with(lines: str) -> object:
    """A cycle of two dates and more lines."""
    return parse_cycle(SHORT + lines, "mine.yaml")


def test_what_is_not_given_has_the_default() -> None:
    """A cycle file of two lines is whole."""
    cycle = parse_cycle(SHORT, "mine.yaml")

    assert (cycle.fiscal_year, cycle.final_due) == (2027, dt.date(2026, 6, 30))
    assert cycle.excluded_countries == country_group("excluded")
    assert (cycle.budgets, cycle.promised, cycle.duplicates) == ({}, (), ())
    assert cycle.late_as_of == cycle.final_due
    assert cycle.time_zone == "America/New_York"


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-30",
        "'2026-06-30'",
        "2026-06-30 23:59:00",
        "2026-06-30T23:59:00-04:00",
        "2026-06-30T02:00:00Z",
        "'2026-06-30T23:59'",
    ],
)
def test_a_time_of_day_is_cut_off_as_written(written: str) -> None:
    """final_due counts as its calendar date, whatever the zone (reading 31)."""
    text = f"fiscal_year: 2027\nfinal_due: {written}\n"

    assert parse_cycle(text, "mine.yaml").final_due == dt.date(2026, 6, 30)


def test_money_is_the_decimal_that_was_written() -> None:
    """4400.1 is 4400.1, not its binary neighbor (reading 57)."""
    cycle = parse_cycle(SHORT + "budgets: {2027: 4400.1, 2028: 3000}\n", "mine.yaml")

    assert cycle.budgets == {2027: Decimal("4400.1"), 2028: Decimal(3000)}


def test_money_is_what_a_spreadsheet_shows() -> None:
    """15 digits count in a cycle file as in a form (reading 5)."""
    cycle = parse_cycle(SHORT + "budgets: {2027: 569.1000000000001}\n", "mine.yaml")

    assert cycle.budgets == {2027: Decimal("569.1")}


def test_years_already_funded_are_named_by_ref() -> None:
    """Earlier years in which FCT paid; the number 17 is 17 (readings 70 and 84)."""
    cycle = parse_cycle(SHORT + "already_funded: {17: [2025, 2026], A-1: []}\n", "mine.yaml")

    assert cycle.already_funded == {"17": (2025, 2026), "A-1": ()}
    assert parse_cycle(SHORT + "already_funded:\n", "mine.yaml").already_funded == {}


@pytest.mark.parametrize("year", [2027, 2028])
def test_a_year_already_funded_comes_before_the_cycle_s(year: int) -> None:
    """FCT cannot have paid in a year to come (reading 84)."""
    with pytest.raises(
        UsageError, match=rf"already_funded names fiscal year {year} for A-1; .* before 2027 count"
    ):
        parse_cycle(SHORT + f"already_funded: {{A-1: [2026, {year}]}}\n", "mine.yaml")


def test_the_first_day_of_a_fiscal_year() -> None:
    """1 October of the year before (reading 80)."""
    assert first_day_of(2027) == dt.date(2026, 10, 1)


def test_promises_and_duplicates_name_refs_as_text() -> None:
    """The number 17 is 17 (reading 70)."""
    cycle = parse_cycle(
        SHORT + "promised: [{ref: 17, fiscal_year: 2027, kusd: 0.5}]\nduplicates: [[17, A-1]]\n",
        "mine.yaml",
    )

    (promise,) = cycle.promised

    assert (promise.ref, promise.fiscal_year, promise.kusd) == ("17", 2027, Decimal("0.5"))
    assert cycle.duplicates == (frozenset({"17", "A-1"}),)


def test_excluded_countries_replace_the_default_and_are_read_like_any() -> None:
    """By name or code; a list with CN alone leaves Hong Kong out (reading 27)."""
    cycle = parse_cycle(SHORT + "excluded_countries: [China, tur, Holland, NO]\n", "mine.yaml")

    assert cycle.excluded_countries == {"CN", "TR", "NL", "NO"}  # YAML reads NO as false


def test_an_empty_list_of_excluded_countries_excludes_none() -> None:
    """A list that is given replaces the default (reading 27)."""
    cycle = parse_cycle(SHORT + "excluded_countries: []\n", "mine.yaml")

    assert cycle.excluded_countries == frozenset()


@pytest.mark.parametrize("key", ["budgets", "promised", "duplicates"])
def test_a_key_without_a_value_is_as_if_not_given(key: str) -> None:
    """People leave the heading and delete the lines."""
    assert parse_cycle(f"{SHORT}{key}:\n", "mine.yaml") == parse_cycle(SHORT, "mine.yaml")


@pytest.mark.parametrize(
    ("written", "as_of"),
    [("2026-09-15", dt.date(2026, 9, 15)), ("2026-06-29", dt.date(2026, 6, 30))],
)
def test_out_of_cycle_proposals_may_have_a_later_date(written: str, as_of: dt.date) -> None:
    """One before final_due has no effect (reading 31)."""
    cycle = parse_cycle(SHORT + f"out_of_cycle_as_of: {written}\n", "mine.yaml")

    assert cycle.late_as_of == as_of


def test_the_deadline_is_the_end_of_the_day_in_its_zone() -> None:
    """Midnight in New York, where summer time is four hours behind; grace is added."""
    plain = parse_cycle(SHORT, "mine.yaml").deadline
    graced = parse_cycle(SHORT + "grace_minutes: 90\n", "mine.yaml").deadline

    assert plain.astimezone(dt.UTC) == dt.datetime(2026, 7, 1, 3, 59, 59, 999_999, tzinfo=dt.UTC)
    assert graced - plain == dt.timedelta(minutes=90)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("budget: {2027: 5}\n", r"“budget” is not a known key"),
        ("budgets: {27: 5}\n", r"budgets\.27"),
        ("budgets: {2027: lots}\n", r"budgets\.2027 is 'lots'"),
        ("excluded_countries: [Atlantis]\n", r"no country is called Atlantis; use ISO 3166"),
        ("excluded_countries:\n", r"a list of countries belongs here, such as \[CN, RU\]; \[\] "),
        ("time_zone: Mars/Olympus\n", r"no time zone is called Mars/Olympus"),
        ("grace_minutes: -1\n", r"grace_minutes is -1"),
        ("promised: [{ref: A, kusd: 5}]\n", r"“promised\.0\.fiscal_year” is missing; add it"),
        ("duplicates: [[A, B\n", r"mine\.yaml is not YAML"),
    ],
)
def test_a_wrong_cycle_file_is_refused(lines: str, words: str) -> None:
    """One sentence says which key, what was seen, and what is accepted."""
    with pytest.raises(UsageError, match=words):
        cycle_with(lines)


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list\n"])
def test_what_is_no_cycle_file_is_refused(text: str) -> None:
    """It says what a cycle file holds."""
    with pytest.raises(UsageError, match=r"mine\.yaml is not a cycle file: .*fiscal_year"):
        parse_cycle(text, "mine.yaml")


@pytest.mark.parametrize("key", ["fiscal_year", "final_due"])
def test_the_two_required_keys(key: str) -> None:
    """Without a year or a date there is no cycle."""
    text = "".join(line for line in SHORT.splitlines(True) if not line.startswith(key))

    with pytest.raises(UsageError, match=f"“{key}” is missing; add it"):
        parse_cycle(text, "mine.yaml")


def test_a_cycle_is_read_from_a_file(tmp_path: Path) -> None:
    """By its path."""
    path = tmp_path / "c.yaml"
    path.write_text(SHORT)

    assert load_cycle(path) == parse_cycle(SHORT, "c.yaml")


def test_a_cycle_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, a folder, or not UTF-8."""
    (tmp_path / "latin.yaml").write_bytes(b"fiscal_year: \xff")

    with pytest.raises(UsageError, match=r"no cycle file at .*gone\.yaml\. Check the path"):
        load_cycle(tmp_path / "gone.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        load_cycle(tmp_path)
    with pytest.raises(UsageError, match=r"latin\.yaml is not text"):
        load_cycle(tmp_path / "latin.yaml")


def test_the_packaged_cycles_are_sound() -> None:
    """Each is called by its fiscal year."""
    texts = packaged_cycle_texts()

    assert 2027 in texts
    for year, text in texts.items():
        assert parse_cycle(text, f"{year}.yaml").fiscal_year == year


def test_the_hash_of_a_cycle_is_that_of_its_text() -> None:
    """A run can prove by which file it judged."""
    assert sha256_of_text("a") != sha256_of_text("b")
    assert len(sha256_of_text(SHORT)) == 64


def test_a_grace_is_as_long_as_it_says_when_the_clocks_are_set_back() -> None:
    """Three hours from midnight of 31 October end at 02:00, an hour that comes twice."""
    text = "fiscal_year: 2027\nfinal_due: 2026-10-31\ngrace_minutes: 180\n"
    cycle = parse_cycle(text, "mine.yaml")

    assert cycle.deadline - cycle.due.astimezone(dt.UTC) == dt.timedelta(hours=3)
    assert cycle.deadline.isoformat() == "2026-11-01T01:59:59.999999-05:00"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("grace_minutes: 99999999999999", "grace_minutes is 99999999999999"),
        ("grace_minutes: 52560001", "less than or equal to 52560000"),
        ('budgets: {2028: "1e999999"}', "budgets.2028 is '1e999999'"),
        ("budgets: {2028: 10000001}", "less than or equal to 10000000"),
    ],
)
def test_a_number_that_nobody_means_is_refused(line: str, what: str) -> None:
    """Before it is kept: a cycle that cannot be read again could not be corrected either."""
    with pytest.raises(UsageError, match=re.escape(what)):
        parse_cycle(f"fiscal_year: 2027\nfinal_due: 2026-06-30\n{line}\n", "cycle.yaml")
