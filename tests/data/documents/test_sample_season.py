"""The sample season: real workbooks of made-up proposals, the same each time."""

import csv
from pathlib import Path

import pytest

from fct.data.common.errors import RefusalError
from fct.data.documents.sample_material import load_material, load_projects, sample_text
from fct.data.documents.sample_season import (
    REMARK,
    sample_proposals,
    write_refused_samples,
    write_sample_season,
)
from fct.data.documents.template_style import DEFAULT_FONT
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle
from fct.data.reading.client import read_book_safely
from fct.data.sheets.workbook import Workbook, workbook_from_book
from tests.oracle.plain_reader import read_book, read_workbook
from tests.support.files.workbooks import first_sheet
from tests.support.processes.samples import some_of
from tests.support.stores.seasons import sample_files


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of the sample season."""
    return sample_files(tmp_path_factory.mktemp("season"))


@pytest.fixture(scope="module")
def read(season: list[Path]) -> dict[str, Workbook]:
    """The same, read, by name."""
    return {
        path.name: workbook_from_book(read_book_safely(path.name, path.read_bytes()))
        for path in season
    }


def test_every_proposal_is_read_back(read: dict[str, Workbook]) -> None:
    """Forms, the list workbook and the CSV list together hold each ref once."""
    refs = [proposal.ref for workbook in read.values() for proposal in workbook.proposals]

    assert sorted(refs) == sorted(project.ref for project in load_projects())


def test_the_components_send_forms_a_list_workbook_and_a_csv_list(
    read: dict[str, Workbook],
) -> None:
    """Six components and one that is none; two of them keep a list."""
    lists = [name for name, workbook in read.items() if workbook.is_list]

    assert lists == ["FY27-SOCOM-list.zip", "FY27-USAF-list.xlsx"]
    assert len({name.split("-")[1] for name in read}) == 7


@pytest.mark.sampled
def test_every_workbook_says_that_it_is_illustrative(season: list[Path]) -> None:
    """On its first sheet and in its properties; the CSV list has a note beside it."""
    for path in some_of([path for path in season if path.suffix == ".xlsx"], 12):
        book = read_book(path)
        assert book.properties["fct_remark"] == REMARK
        assert REMARK in first_sheet(path)
    assert REMARK in (season[0].parent / "ILLUSTRATIVE.txt").read_text("utf-8")


def test_the_same_seed_gives_the_same_bytes(season: list[Path], tmp_path: Path) -> None:
    """A season can be made again to the byte, whatever the program wrote before it."""
    again = write_sample_season(tmp_path)

    assert [(path.name, path.read_bytes()) for path in again] == [
        (path.name, path.read_bytes()) for path in season
    ]
    assert DEFAULT_FONT.keys() == {"font_name", "font_size"}  # xlsxwriter adds to what it is given


def test_another_seed_gives_other_numbers() -> None:
    """People, dates and amounts follow the seed."""
    assert sample_proposals(1) != sample_proposals(2)


def test_public_titles_and_countries_stand_in_the_list_of_sources() -> None:
    """What was taken from a public list names that list."""
    public = list(csv.DictReader(sample_text("public_projects.csv").splitlines()))
    countries = {row["title"]: row["country"] for row in public}
    used = [project for project in load_projects() if project.title in countries]

    assert len(used) >= 20
    assert all(row["source"] for row in public)
    for project in used:
        named = countries[project.title]
        assert not named or project.country in named.split("; ")


def test_every_project_has_its_material() -> None:
    """Families, profiles and stories that are named exist, and none is left over."""
    projects = load_projects()

    assert {project.family for project in projects} == set(load_material("families.yaml"))
    assert {project.profile for project in projects} == set(load_material("profiles.yaml"))
    assert {project.story for project in projects} == set(load_material("stories.yaml"))


def test_titles_and_gaps_are_all_different() -> None:
    """No proposal is a copy of another."""
    projects = load_projects()

    assert len({project.title for project in projects}) == len(projects)
    assert len({project.gap for project in projects}) == len(projects)


def test_more_than_half_of_the_season_is_meant_to_be_ranked() -> None:
    """The season has every verdict, in the proportion of a good year."""
    stories = load_material("stories.yaml")
    verdicts = [stories[project.story]["verdict"] for project in load_projects()]

    assert set(verdicts) == {"rankable", "not recommended", "returned", "ineligible"}
    assert 0.55 <= verdicts.count("rankable") / len(verdicts) <= 0.60


def test_the_cycle_promises_money_to_continuing_projects_of_the_season() -> None:
    """A promise is for a continuing project, or for one that has no proposal this year."""
    cycle = parse_cycle(packaged_cycle_texts()[2027], "2027.yaml")
    types = {project.ref: project.project_type for project in load_projects()}

    assert {types.get(promise.ref, "continuing") for promise in cycle.promised} == {"continuing"}
    assert all(ref in types for group in cycle.duplicates for ref in group)


def test_the_refused_samples_are_refused_each_for_its_own_reason(tmp_path: Path) -> None:
    """An old xls, an empty file, another workbook, and a form of an earlier version."""
    codes = []
    for path in write_refused_samples(tmp_path):
        with pytest.raises(RefusalError, match=path.name) as caught:
            read_workbook(path)
        codes.append(caught.value.code)

    assert codes == ["OLD_XLS", "EMPTY_FILE", "NOT_A_FORM", "OLD_FORM"]
