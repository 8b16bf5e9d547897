"""What a sponsor does beside submitting: gets a form, withdraws a proposal, brings it back."""

import datetime as dt
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from fct.dashboard import look, queries
from fct.dashboard.look import fy
from fct.dashboard.markup import el
from fct.dashboard.queries import Place
from fct.data.actor import Actor
from fct.data.carrying import carry_forward
from fct.data.errors import FctError
from fct.data.form import load_form
from fct.data.receipts import told_moment
from fct.data.store_standing import Standing
from fct.data.stored_cycles import stored_cycle
from fct.data.template import write_template
from fct.data.withdrawing import reopen, withdraw


def show_forms(place: Place) -> None:
    """Show the blank form of a cycle, and last year's proposals carried into it."""
    years = [row.fiscal_year for row in reversed(queries.cycles(place))]
    year = st.selectbox("Cycle to be funded", years, format_func=fy, key="form_year", width=190)
    look.section("Blank form", "One proposal a workbook; what each answer is for stands beside it.")
    st.download_button(
        f"Form of {fy(year)}, .xlsx",
        partial(_written, partial(write_template, form=load_form(), fiscal_year=year)),
        f"FCT-form-{fy(year)}.xlsx",
        on_click="ignore",
    )
    store = queries.store_at(place)
    earlier = {
        f"{ref} of {fy(row.fiscal_year)}": (row.fiscal_year, ref)
        for row in reversed(queries.cycles(place))
        if row.fiscal_year < year
        for ref in sorted(store.refs(row.fiscal_year))
    }
    if not earlier:
        return
    look.section("Carried forward", "Last year's answers in this year's form; look at each again.")
    chosen = st.selectbox("Proposal of an earlier cycle", list(earlier), width=320)
    from_year, ref = earlier[chosen]
    st.download_button(
        f"{ref} carried into {fy(year)}, .xlsx",
        partial(
            _written,
            partial(
                carry_forward,
                stored=store.proposal(from_year, ref),
                year_before=from_year,
                fiscal_year=year,
            ),
        ),
        f"FCT-form-{fy(year)}-carried.xlsx",
        on_click="ignore",
    )


def _written(write: Callable[[Path], object]) -> bytes:
    """Return the bytes of a workbook that is written to a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write(path)
        return path.read_bytes()


def show_standing(place: Place, submitter: str) -> None:
    """Show whether a proposal stands in its cycle, and take it out or bring it back."""
    years = [row.fiscal_year for row in reversed(queries.cycles(place))]
    store = queries.store_at(place)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        year = st.selectbox("Its cycle", years, format_func=fy, key="standing_year", width=170)
        refs = sorted(store.refs(year))
        if not refs:
            look.notice(f"No proposal of {fy(year)} came in yet.")
            return
        ref = st.selectbox("Which", refs, filter_mode="contains", key="standing_ref", width=240)
    _, cycle = stored_cycle(store, year)
    changes = store.standings(year, ref)
    for change in changes:
        look.show(_change(change))
    is_withdrawn = bool(changes) and changes[-1].is_withdrawn
    deadline = told_moment(cycle.deadline, cycle)
    word = f"withdrawn; it can be brought back until {deadline}" if is_withdrawn else "in the cycle"
    look.show(el("p", el("strong", ref), f" is {word}."))
    if not submitter:
        look.show(el("p", "Give your name above first.", class_="hint"))
    try:
        if is_withdrawn:
            if st.button("Bring it back", disabled=not submitter, key="reopen"):
                now = dt.datetime.now(dt.UTC)
                reopen(store, cycle, ref, actor=Actor(submitter), at=now)
                st.rerun()
            return
        reason = st.text_input("Why it is withdrawn", key="withdraw_why", width=480)
        if st.button("Withdraw", disabled=not submitter, key="withdraw"):
            withdraw(store, year, ref, reason=reason, actor=Actor(submitter))
            st.rerun()
    except FctError as error:
        look.notice(look.sentence(str(error)), kind="error")


def _change(change: Standing) -> object:
    return el(
        "p",
        f"{change.at:%d %b %Y %H:%M} UTC: {change.standing} by {change.actor.name}",
        f", “{change.reason}”" if change.reason else "",
        class_="hint",
    )
