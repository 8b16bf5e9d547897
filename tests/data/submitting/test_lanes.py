"""By which way a file comes, and what is refused there."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.program.cycle import sha256_of_text
from fct.data.program.form import Form, load_form, load_nomination_form
from fct.data.projects.nominations import DECLINED, INVITED
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.data.tables.core import Lane
from tests.support.files.workbooks import filled, write_template
from tests.support.stores.homes import blank_store

ACTOR = Actor("Jane")
OPEN = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
CYCLE = """
fiscal_year: 2027
calendar: {summary_due: 2026-03-15, final_due: 2026-06-30}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store whose cycle asks for nominations first."""
    with open_store(Settings(blank_store(tmp_path / "home"))) as opened:
        opened.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), ACTOR)
        yield opened


def written(path: Path, form: Form, ref: str | None = None, **answers: Any) -> Path:
    """Write a valid proposal in a form, with changes by field id."""
    whole = filled(**answers)
    known = {field.id for field in form.fields}
    given: Any = {
        "answers": {name: value for name, value in whole["answers"].items() if name in known},
        "rows": {sheet: whole["rows"][sheet] for sheet in form.table_sheets},
    }
    write_template(path, form=form, fiscal_year=2027, ref=ref, filled=given)
    return path


def sent(store: Store, path: Path, at: dt.datetime = OPEN, **how: Any) -> tuple[str, str | None]:
    """By which way a file came, and why it was refused."""
    receipt = submit(store, path, Delivery(ACTOR, at, **how))
    return str(receipt.lane), receipt.refusal_code


def test_a_full_proposal_comes_on_invitation(store: Store, tmp_path: Path) -> None:
    """A new start without one is refused; under the ref of an invited nomination it is taken."""
    nomination = written(tmp_path / "n.xlsx", load_nomination_form())
    full = written(tmp_path / "f.xlsx", load_form(), "FY27-0001")

    assert sent(store, nomination) == ("nomination", None)
    assert sent(store, full) == ("in cycle", "NOT_INVITED")
    store.nominations.answer(2027, "FY27-0001", DECLINED, "Not now")
    assert store.nominations.states(2027) == {"FY27-0001": "declined"}
    assert sent(store, full) == ("in cycle", "NOT_INVITED")
    store.nominations.answer(2027, "FY27-0001", INVITED, "")
    assert sent(store, full) == ("in cycle", None)
    judged = store.versions.to_judge(2027, store.cycles.read(2027)[1].deadline)
    assert [(one.ref, one.version) for one in judged] == [("FY27-0001", 2)]


@pytest.mark.parametrize(
    "answers", [{"project_type": "continuing"}, {"cycle_type": "out of cycle"}]
)
def test_continuing_and_out_of_cycle_need_no_invitation(
    store: Store, tmp_path: Path, answers: dict[str, str]
) -> None:
    """They send the full proposal at once."""
    assert sent(store, written(tmp_path / "f.xlsx", load_form(), **answers)) == ("in cycle", None)


def test_a_nomination_is_not_ranked(store: Store, tmp_path: Path) -> None:
    """No run judges it, and it is not late either."""
    sent(store, written(tmp_path / "n.xlsx", load_nomination_form()))
    deadline = store.cycles.read(2027)[1].deadline

    assert store.versions.to_judge(2027, deadline) == []
    assert store.versions.late(2027, deadline) == []
    assert [one.ref for one in store.versions.nominations(2027)] == ["FY27-0001"]


def test_another_cycle_takes_no_nomination(store: Store, tmp_path: Path) -> None:
    """Without `summary_due` the full proposal is the only form."""
    text = "fiscal_year: 2028\nfinal_due: 2027-06-30\n"
    store.cycles.add(2028, text, sha256_of_text(text), ACTOR)
    path = tmp_path / "n.xlsx"
    write_template(path, form=load_nomination_form(), fiscal_year=2028, filled={})

    assert sent(store, path)[1] == "NO_NOMINATIONS"


def test_the_lane_takes_what_says_that_it_is_out_of_cycle(store: Store, tmp_path: Path) -> None:
    """Before the deadline it goes with the rest, after it by itself, until the next deadline."""
    urgent = {"cycle_type": "out of cycle"}
    first = written(tmp_path / "a.xlsx", load_form(), title="First item", **urgent)
    second = written(tmp_path / "b.xlsx", load_form(), title="Second item", **urgent)
    other = written(tmp_path / "c.xlsx", load_form(), project_type="continuing")

    assert sent(store, first, is_out_of_cycle=True) == ("in cycle", None)
    assert sent(store, second, LATE, is_out_of_cycle=True) == (str(Lane.OUT_OF_CYCLE), None)
    assert sent(store, other, LATE, is_out_of_cycle=True)[1] == "NOT_OUT_OF_CYCLE"
    text = "fiscal_year: 2028\nfinal_due: 2026-07-15\n"
    store.cycles.add(2028, text, sha256_of_text(text), ACTOR)
    third = written(tmp_path / "d.xlsx", load_form(), title="Third item", **urgent)
    assert sent(store, third, LATE, is_out_of_cycle=True)[1] == "CYCLE_IS_OVER"
