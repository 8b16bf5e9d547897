"""The public record of past FCT projects."""

from fct.data.program.past_projects import Standing, load_past_projects


def test_every_project_has_a_number_of_its_own_and_a_source() -> None:
    """33 rows, numbered from 1: answers name them by number for good."""
    projects = load_past_projects()

    assert [project.number for project in projects] == list(range(1, 34))
    assert [project.number for project in projects if not project.source or not project.title] == []


def test_a_project_is_read_as_its_row_stands() -> None:
    """Row 7, and row 17, whose year no source shows."""
    vehicle, clearing = load_past_projects()[6], load_past_projects()[16]

    assert (vehicle.key, vehicle.title) == ("past 7", "Mine-protected clearance vehicle")
    assert (vehicle.fiscal_year, vehicle.country) == (2003, "South Africa")
    assert (vehicle.standing, vehicle.outcome) == (Standing.TESTED, "accepted for use (2003)")
    assert "StrategyPage" in vehicle.source
    assert (clearing.fiscal_year, clearing.standing) == (None, Standing.TESTED)


def test_what_no_source_calls_tested_is_only_named() -> None:
    """The round for the F-35 has no outcome, FCT funds were only asked for the 40 mm cartridge."""
    named = [one.number for one in load_past_projects() if one.standing is Standing.NAMED]

    assert named == [24, 25, 33]
