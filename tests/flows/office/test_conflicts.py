"""Commands on conflicts of interest."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from tests.conftest import ACTOR, IN_TIME
from tests.support.processes.commands import answer

Fct = Callable[..., Result]


@pytest.fixture
def office(fct: Fct, illustrative_store: Store, forms: dict[str, Path]) -> Fct:
    """An illustrative store with two proposals, an operator and a reviewer."""
    for ref in ("FY27-ARMY-01", "FY27-NAVY-01"):
        submit(illustrative_store, forms[ref], Delivery(ACTOR, IN_TIME, 2027))
    name = illustrative_store.versions.get(2027, "FY27-ARMY-01").proposal.answers["project_manager"]
    fct("person", "add", "olga", "--name", "O", "--role", "operator")
    fct("person", "add", "rita", "--name", str(name.value), "--role", "reviewer")
    return fct


def test_a_conflict_is_entered_listed_and_lifted(office: Fct) -> None:
    """What writes prints the object as the list prints it."""
    added = office(
        *("conflict", "add", "rita", "FY27-NAVY-01", "--reason", "Kin.", "--as", "rita", "--json")
    )
    listed = office("conflict", "list", "--as", "olga", "--json")
    lifted = office("conflict", "lift", "C001", "--reason", "Gone.", "--as", "olga", "--json")

    row = answer(added)
    assert answer(listed) == {"conflicts": [row]}
    assert list(row) == [
        *("id", "person", "ref", "vendor", "component", "reason", "by", "since", "lifted")
    ]
    assert answer(lifted) == row | {"lifted": answer(lifted)["lifted"]}
    assert answer(lifted)["lifted"] is not None


def test_a_proposed_conflict_is_confirmed(office: Fct) -> None:
    """The cell that says so stands beside it."""
    proposed = json.loads(office("conflict", "propose", "--as", "olga", "--json").stdout)
    (one,) = proposed["proposed"]
    confirmed = json.loads(
        office("conflict", "confirm", one["id"], "--as", "olga", "--json").stdout
    )

    assert {"id", "person", "ref", "why", "field", "sheet", "cell", "written"} <= one.keys()
    assert (one["person"], one["ref"], one["answer"]) == ("rita", "FY27-ARMY-01", None)
    assert confirmed["answer"] == "confirmed"
    assert confirmed["conflict"]["ref"] == "FY27-ARMY-01"


def test_in_words_a_list_is_a_table_or_a_sentence(office: Fct) -> None:
    """For people."""
    empty = office("conflict", "list", "--as", "olga")
    said = office(
        *("conflict", "add", "rita", "--vendor", "Nordlys AS", "--reason", "Kin.", "--as", "olga")
    )

    assert "There are no conflicts that you may see" in empty.stdout
    assert "C001: rita has a conflict of interest with vendor Nordlys AS." in said.stdout
