"""What makes two proposals look like one."""

import pytest

from fct.data.common.cells import BrokenCell, Cell, CellValue, RawProposal
from fct.data.proposals.alike import alike_key, component_of, note_alike, note_without
from tests.support.proposals.cases import ORIGIN


def proposal(ref: str = "A", **answers: CellValue) -> RawProposal:
    """Return a proposal with other answers."""
    given = {"title": "Sight", "item_name": "SMASH", "vendor": "Acme", "component": "Army"}
    cells = {
        name: Cell(value, row, 2) for row, (name, value) in enumerate((given | answers).items())
    }
    return RawProposal(ref, ORIGIN, cells, {})


def test_case_spaces_and_dashes_do_not_count() -> None:
    """As in the comparing of choices."""
    other = proposal(title=" SIGHT ", item_name="Smash", vendor="ACME")

    assert alike_key(other) == alike_key(proposal()) == ("sight", "smash", "acme")


@pytest.mark.parametrize("value", [None, " ", "TBD", BrokenCell("#REF!")])
def test_what_is_not_filled_is_like_nothing(value: CellValue) -> None:
    """Two proposals without a vendor are not one."""
    assert alike_key(proposal(vendor=value)) is None


def test_each_of_an_alike_group_names_the_others() -> None:
    """At its title; one of another component, and one of another vendor, are no part of it."""
    listed = [
        proposal("A"),
        proposal("B"),
        proposal("C", component="Navy"),
        proposal("D", vendor="Other"),
    ]
    note_alike(listed)

    assert [len(one.notes) for one in listed] == [1, 1, 0, 0]
    note = listed[0].notes[0]
    assert "are those of “B” in this list" in note.text
    assert (note.sheet, note.cell, note.field) == ("Proposal", "C1", "title")


def test_a_component_is_read_like_any_answer() -> None:
    """What cannot be read is none."""
    assert component_of(proposal(component=" army ")) == "Army"
    assert component_of(proposal(component="Coast Guard")) is None


def test_the_note_is_as_in_a_list_that_never_held_what_is_hidden() -> None:
    """Hidden ones are not named; where no other is left, there is no note; others stay."""
    listed = [proposal("A"), proposal("B"), proposal("C")]
    note_alike(listed)
    whole = listed[0].notes[0].text
    without = [proposal("A"), proposal("C")]
    note_alike(without)

    assert note_without(whole, lambda ref: ref == "B") == without[0].notes[0].text
    assert note_without(whole, lambda ref: ref in {"B", "C"}) is None
    assert note_without(whole, lambda _: False) == whole
    assert note_without("Another note.", lambda _: True) == "Another note."
