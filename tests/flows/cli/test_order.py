"""The commands that defend the order of merit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.errors import DeniedError, UsageError
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from tests.conftest import ACTOR, IN_TIME

Fct = Callable[..., Result]
OPEN = (
    "fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 2000, 2028: 1500}\n"
    "grace_minutes: 31536000\n"  # sixty years
)


def publish(store: Store) -> None:
    """Judge what is in the store and publish it."""
    done = evaluate(store, 2027, None, ACTOR, lambda _: None)
    store.runs.publish(done.run_id, ACTOR)


def order_of(fct: Fct) -> list[dict[str, Any]]:
    """The order of merit as the command prints it."""
    rows: list[dict[str, Any]] = json.loads(fct("rank", "--json").stdout)["order"]
    return rows


def test_why_shows_the_parts_the_line_and_the_cells(published: Store, fct: Fct) -> None:
    """For people, with the cell of each answer."""
    ref = order_of(fct)[-1]["ref"]
    said = fct("why", ref).stdout

    assert published.runs.published(2027) is not None
    assert "production status" in said
    assert "(Proposal C" in said
    assert "unded" in said


def test_why_answers_programs_too(published: Store, fct: Fct) -> None:
    """The same figures as the rank, split into eleven parts."""
    row = order_of(fct)[0]
    report = json.loads(fct("why", row["ref"], "--json").stdout)

    assert published.runs.published(2027) is not None
    assert report["merit"] == row["merit"]
    assert len(report["contributions"]) == 11


def test_two_are_compared(published: Store, fct: Fct) -> None:
    """The order of the names does not matter."""
    first, second = (row["ref"] for row in order_of(fct)[:2])
    report = json.loads(fct("why", second, first, "--json").stdout)

    assert published.runs.published(2027) is not None
    assert (report["above"], report["below"]) == (first, second)
    assert first in fct("why", second, first).stdout


@pytest.mark.usefixtures("published")
def test_a_wrong_call_is_shown(fct: Fct) -> None:
    """One sentence that names the ref."""
    for arguments, said in (
        (("FY27-NOBODY-1",), "There is no FY27-NOBODY-1 that you may see"),
        (("FY27-ARMY-01", "FY27-ARMY-01"), "compared with itself"),
        (("FY27-ARMY-01", "FY27-ARMY-02", "--sponsor"), "their own proposal only"),
    ):
        error = fct("why", *arguments).exception

        assert isinstance(error, UsageError | DeniedError), arguments
        assert said in str(error), arguments


def test_without_a_published_run_there_is_nothing_to_defend(submitted: Store, fct: Fct) -> None:
    """The sentence names what to run."""
    assert submitted.runs.published(2027) is None
    error = fct("why", "FY27-ARMY-01").exception

    assert isinstance(error, UsageError)
    assert "`fct evaluate --publish`" in str(error)


def test_a_judged_proposal_without_a_rank_is_shown_its_verdict_and_what_to_repair(
    of_examples: Fct,
) -> None:
    """It is never said that it was not judged: one of each verdict of the worked examples."""
    fct = of_examples
    judged = json.loads(fct("show", "--json").stdout)
    of_verdict = {one["verdict"]: one["ref"] for one in judged if one["verdict"] != "rankable"}

    assert set(of_verdict) == {"ineligible", "returned", "not recommended"}
    for verdict, ref in of_verdict.items():
        report = json.loads(fct("why", ref, "--json").stdout)
        said = fct("why", ref).stdout

        assert (report["rank"], report["verdict"]) == (None, verdict)
        assert report["findings"][0]["rule"] in said
        assert f"Not ranked: {verdict}." in said
        error = fct("why", ref, order_of(fct)[0]["ref"]).exception
        assert f"has no rank: it is {verdict}" in str(error)


def test_a_sponsor_sees_it_after_the_deadline_alone(
    fct: Fct, home: Path, forms: dict[str, Path]
) -> None:
    """While forms can be changed it would inform what to aim at."""
    with open_store(Settings(home)) as store:
        store.cycles.add(2027, OPEN, sha256_of_text(OPEN), ACTOR)
        for path in forms.values():
            submit(store, path, Delivery(ACTOR, IN_TIME, 2027))
        publish(store)
    ref = order_of(fct)[0]["ref"]
    error = fct("why", ref, "--sponsor").exception

    assert isinstance(error, UsageError)
    assert "Sponsors see this after the deadline, 2086-06-" in str(error)
    assert fct("why", ref).exit_code == 0


def test_a_sponsor_sees_his_own_after_the_deadline(published: Store, fct: Fct) -> None:
    """And no ref of another sponsor's."""
    assert published.runs.published(2027) is not None
    refs = [row["ref"] for row in order_of(fct)]
    for ref in refs:
        others = set(refs) - {ref}
        reported = fct("why", ref, "--sponsor", "--json").stdout
        assert json.loads(reported)["contributions"]
        assert not any(other in reported for other in others)
        assert fct("why", ref, "--sponsor").exit_code == 0


def test_three_selections_stand_side_by_side(published: Store, fct: Fct) -> None:
    """The order with skip is the published line; people get the same in words."""
    report = json.loads(fct("line", "--json").stdout)
    funded = [row["ref"] for row in order_of(fct) if row["mark"] == "funded"]

    assert published.runs.published(2027) is not None
    assert list(report["selections"]) == ["strict order", "order with skip", "best set"]
    assert list(report["selections"]["order with skip"]["shares"]) == funded
    assert "order with skip" in fct("line").stdout


def test_conditions_come_from_a_file(published: Store, fct: Fct, tmp_path: Path) -> None:
    """A floor that no budget reaches: the sentence says what to give up."""
    path = tmp_path / "conditions.yaml"
    path.write_text("components: {Army: {floor_kusd: {2027: 99999}}}\n")
    report = json.loads(fct("line", "--conditions", path, "--json").stdout)

    assert published.runs.published(2027) is not None
    assert report["infeasible"].startswith("No set of new starts keeps all conditions.")
    assert "best set: No set" in fct("line", "--conditions", path).stdout


def test_budgets_come_from_a_scenario(published: Store, fct: Fct) -> None:
    """With no money of 2027 nobody who asks for it is selected."""
    fct("whatif", "--budget", "2027=0", "--save", "Nothing")
    report = json.loads(fct("line", "--scenario", "Nothing", "--json").stdout)

    assert published.runs.published(2027) is not None
    assert report["budgets"]["2027"] == 0
    assert report["selections"]["best set"]["shares"] == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [("must_fnd: [A]\n", "“must_fnd” is not a known key"), ("must_fund: {\n", "is not YAML")],
)
def test_wrong_conditions_are_shown(
    published: Store, fct: Fct, tmp_path: Path, text: str, said: str
) -> None:
    """The file is named, and what is wrong in it."""
    path = tmp_path / "conditions.yaml"
    path.write_text(text)
    error = fct("line", "--conditions", path).exception

    assert published.runs.published(2027) is not None
    assert isinstance(error, UsageError)
    assert said in str(error)
    assert "conditions.yaml" in str(error)
