"""What differs between two versions of a proposal, and from what was approved the year before."""

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from fct.dashboard.kit import Cells, kept, look, places, row_head
from fct.dashboard.kit.look import fy, kusd, plural
from fct.dashboard.kit.markup import cell, el, head, table
from fct.dashboard.kit.places import Place
from fct.data.proposals import Change, Shift, difference, shifts
from fct.data.subjects import StoredProposal
from fct.data.submitting import Approved, approved_before


@kept.current(entries=64)
def _approved(place: Place, fiscal_year: int, ref: str) -> Approved | None:
    return approved_before(places.store_at(place), fiscal_year, ref)


def show_differences(place: Place, fiscal_year: int, versions: Sequence[StoredProposal]) -> None:
    """Show the difference between any two versions, or from what was approved before.

    Parameters
    ----------
    place : Place
    fiscal_year : int
    versions : sequence of StoredProposal
        Of one proposal, the newest first.
    """
    ref = versions[0].ref
    sides = {f"version {one.version}": one for one in versions}
    approved = _approved(place, fiscal_year, ref)
    if approved is not None:
        mark = f", {approved.mark}" if approved.mark else ""
        sides[f"approved in {fy(approved.fiscal_year)} ({approved.run_id}{mark})"] = approved.stored
    if len(sides) == 1:
        return
    look.section("What differs", "Field by field, by what an answer means.")
    names = list(sides)
    with st.container(horizontal=True, gap="small"):
        before = st.selectbox("From", names[::-1], key="d_from", width=320)
        after = st.selectbox("To", names, key="d_to", width=320)
    older, newer = sides[before].proposal, sides[after].proposal
    moved, changes = shifts(older, newer), difference(older, newer)
    if not changes:
        look.notice("Nothing differs: every answer means the same.")
        return
    if moved:
        rows = [_shift_row(one) for one in moved]
        sums = ("Cost and schedule", head("Was", "n"), head("Is", "n"))
        look.show(table("Cost and schedule that differ", sums, rows))
    look.paragraph(f"What differs: {plural(len(changes), 'answer')}.", class_="count")
    heads = ("Where", "Question", "What", "Was", "Is")
    look.show(table("Answers that differ", heads, [_row(one) for one in changes]))


def _shift_row(one: Shift) -> Cells:
    was, now = (_shown(value) for value in (one.was, one.now))
    return (row_head(one.what), cell(was, class_="n"), cell(now, class_="n"))


def _shown(value: object) -> str:
    if value is None:
        return look.DASH
    return kusd(value) if isinstance(value, Decimal) else str(value)


def _row(one: Change) -> Cells:
    row = f" ({one.row})" if one.row else ""
    return (
        el("code", f"{one.sheet} {one.cell}".strip()),
        cell(one.label, row),
        one.kind,
        one.was or look.DASH,
        one.now or look.DASH,
    )
