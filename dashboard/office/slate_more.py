"""Beside the table of the meeting: which slate, what many decisions would do, and the package."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, View, cell, head, kusd, row_head
from fct.data.decisions import DECIDED_BY_PEOPLE, KeptSlate, Outcome, SlateState
from fct.data.people import Action
from fct.scoring import deciding
from fct.scoring.deciding import basis_now, preview

_WITHOUT_AMOUNTS = [one for one in DECIDED_BY_PEOPLE if one is not Outcome.PART]
_MONEY = ("budget", "held", "promised", "decided", "left")


def choose_slate(view: View) -> str | None:
    """Ask which slate of the cycle is shown, where there are several; None for the first one."""
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    known = (
        [] if deciding.is_apart(store, year) else [one.id for one in store.slates.of_cycle(year)]
    )
    if len(known) <= 1:
        return None
    return st.selectbox("Slate", known, index=len(known) - 1, key="slate", width=220)


def show_supplement(view: View, report: Mapping[str, Any]) -> None:
    """Show the form that makes a supplement, once the slate is published."""
    store = kit.store_at(view.place)
    if report["state"] != SlateState.PUBLISHED or not store.acting.scopes(Action.DECISION_DRAFT):
        return
    kit.section(
        "Supplement",
        "A published slate no longer changes. What comes after it is decided in a slate of its "
        "own, from the money that is left.",
    )
    with st.form("supplement"):
        reason = st.text_input("Why another slate is needed", width=520)
        if st.form_submit_button("Make a supplement"):
            with kit.act():
                deciding.new_supplement(store, view.cycle.fiscal_year, reason)
                st.session_state.pop("slate", None)


@st.fragment
def show_preview(view: View, slate_id: str | None, report: Mapping[str, Any]) -> None:
    """Ask for many outcomes at once, and show what they would do; nothing is done."""
    refs = [row["ref"] for row in report["decisions"]]
    folded = st.expander("What many decisions at once would do")
    with folded, kit.one_run(), kept_bases(view.place):
        with st.container(horizontal=True, gap="small"):
            asked = {
                outcome: st.multiselect(
                    str(outcome).capitalize(), refs, key=f"preview {outcome}", width=300
                )
                for outcome in _WITHOUT_AMOUNTS
            }
        choices = {ref: outcome for outcome, some in asked.items() for ref in some}
        if len(choices) < sum(map(len, asked.values())):
            kit.notice("A proposal is named under two outcomes; the later one is taken.")
        if choices:
            given = [deciding.Choice(ref=ref, outcome=outcome) for ref, outcome in choices.items()]
            store, year = kit.store_at(view.place), view.cycle.fiscal_year
            _show_previewed(preview(store, year, given, slate_id))


def _show_previewed(found: Mapping[str, Any]) -> None:
    rows = [
        (row_head(year), *(cell(kusd(one[n]), class_="n") for n in _MONEY))
        for year, one in found["money"].items()
    ]
    heads = ["Fiscal year", *(head(f"{name.capitalize()} ($K)", "n") for name in _MONEY)]
    kit.show(kit.table("Money then", heads, rows))
    said = [
        *(("would be refused", one["ref"], one["message"]) for one in found["refused"]),
        *(("exception", one["ref"], one["kind"]) for one in found["exceptions"]),
    ]
    if said:
        kit.show(kit.table("Refusals and exceptions then", ("", "Proposal", "What"), said))


def show_package(view: View, slate_id: str | None, report: Mapping[str, Any]) -> None:
    """Show the button that gives the package of a slate, as far as who acts may write it."""
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    if not store.acting.scopes(Action.PACKAGE_WRITE):
        return
    is_draft = report["state"] != SlateState.PUBLISHED
    draft = ", DRAFT" if is_draft else ""
    kit.section(
        "Package",
        "Before publication it holds the decision package and the review pack, marked DRAFT."
        if is_draft
        else "Decision package, notices, notification, releasable list and review pack.",
    )
    Download(
        label=f"Package of {kit.fy(year)}{draft}, .zip",
        name=f"FCT-package-{kit.fy(year)}{'-DRAFT' if is_draft else ''}.zip",
        of=str(report["slate"] or f"slate of {year}"),
        make=partial(deciding.package_zip, store, year, slate_id),
        media_type="application/zip",
        key="package",
    ).offer(view.place)


def slate_now(view: View, slate_id: str | None) -> Mapping[str, Any]:
    """Return the slate that is shown, made anew when anything in the store has changed."""
    return _slate(view.place, view.cycle.fiscal_year, slate_id)


@kit.current()
def _slate(place: kit.Place, fiscal_year: int, slate_id: str | None) -> dict[str, Any]:
    return deciding.slate_shown(kit.store_at(place), fiscal_year, slate_id)


def kept_bases(place: kit.Place) -> AbstractContextManager[None]:
    """Let slates hang on what is kept of their run: no decision changes it."""
    return deciding.bases_by(lambda _, fiscal_year, kept: _basis(place, fiscal_year, kept))


@kit.came_in(is_shared=True)
def _basis(place: kit.Place, fiscal_year: int, kept: KeptSlate) -> deciding.Basis:
    return basis_now(kit.store_at(place), fiscal_year, kept)
