"""What a sponsor does beside submitting: gets a form, withdraws a proposal, brings it back."""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, Place, el, fy, row_head, show_differences, table
from fct.dashboard.sponsor.verdict_view import show_verdict
from fct.data.common import FctError, in_series, utc_now
from fct.data.documents import carry_forward, summary_of, write_form_to_edit, write_template
from fct.data.gate import printed_name, safe_download_name
from fct.data.program import Cycle, load_form
from fct.data.subjects import StoredProposal
from fct.data.submitting import own_deadline, reopen, withdraw
from fct.data.tables import Standing


def show_forms(place: Place) -> None:
    """Show the blank form of a cycle, and last year's proposals carried into it."""
    years = [row.fiscal_year for row in reversed(kit.cycles(place))]
    year = st.selectbox("Cycle to be funded", years, format_func=fy, key="form_year", width=190)
    kit.section("Blank form", "One proposal a workbook; what each answer is for stands beside it.")
    Download(
        label=f"Form of {fy(year)}, .xlsx",
        name=f"FCT-form-{fy(year)}.xlsx",
        of=f"blank form {year}",
        make=partial(written, partial(write_template, form=load_form(), fiscal_year=year)),
    ).offer(place)
    earlier = {
        f"{fy(row.fiscal_year)} · {said}": (row.fiscal_year, ref)
        for row in reversed(kit.cycles(place))
        if row.fiscal_year < year
        for ref, said in kit.named_refs(place, row.fiscal_year).items()
    }
    if not earlier:
        return
    kit.section(
        "Carried forward",
        "Last year's answers in this year's form; look at each again. The summary is marked as "
        "last year's, and signatures are not carried over: sign again.",
    )
    chosen = st.selectbox("Proposal of an earlier cycle", list(earlier), width=320)
    _offer_carried(place, year, *earlier[chosen])


def _offer_carried(place: Place, year: int, from_year: int, ref: str) -> None:
    store = kit.store_at(place)
    stored = store.versions.get(from_year, ref)

    def carried(to: BytesIO) -> None:
        summary = summary_of(store, stored)  # of a file that is read, which no look waits for
        carry_forward(to, stored=stored, year_before=from_year, fiscal_year=year, summary=summary)

    Download(
        label=f"{ref} carried into {fy(year)}, .xlsx",
        name=f"FCT-form-{fy(year)}-{safe_download_name(ref)}.xlsx",
        of=ref,
        make=partial(written, carried),
    ).offer(place)


def written(write: Callable[[BytesIO], object]) -> bytes:
    """Return the bytes of a workbook that a function writes."""
    made = BytesIO()
    write(made)
    return made.getvalue()


def show_standing(place: Place, submitter: str) -> None:
    """Show whether a proposal stands in its cycle, and take it out or bring it back."""
    years = [row.fiscal_year for row in reversed(kit.cycles(place))]
    store = kit.store_at(place)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        year = st.selectbox("Its cycle", years, format_func=fy, key="standing_year", width=170)
        known = kit.named_refs(place, year)
        if not known:
            kit.notice(f"No proposal of {fy(year)} came in yet.")
            return
        ref = kit.proposal("Which", known, key="standing_ref")
    if ref is None:
        return
    _, cycle = store.cycles.read(year)
    changes = store.standings.of_cycle(year, ref)
    for change in changes:
        kit.show(_change(change))
    is_withdrawn = bool(changes) and changes[-1].is_withdrawn
    deadline = own_deadline(store, cycle, ref)
    is_over = utc_now() > deadline.moment
    until = "" if is_over else f"; it can be brought back until {deadline.words}"
    word = f"withdrawn{until}" if is_withdrawn else "in the cycle"
    kit.paragraph(el("strong", ref), f" is {word}.")
    show_verdict(place, cycle, ref, is_withdrawn=is_withdrawn)
    try:
        if is_withdrawn:
            _show_reopening(place, cycle, ref, submitter)
        else:
            _show_withdrawing(place, year, ref, submitter)
    except FctError as error:
        kit.notice(kit.sentence(str(error)), kind="error")


def _show_reopening(place: Place, cycle: Cycle, ref: str, submitter: str) -> None:
    now = utc_now()
    why = "Give your name above, then bring it back." if not submitter else ""
    deadline = own_deadline(kit.store_at(place), cycle, ref)
    if now > deadline.moment:
        why = f"It cannot be brought back: the deadline was {deadline.words}."
    if why:
        kit.paragraph(why, class_="hint")
    if st.button("Bring it back", disabled=bool(why), key="reopen"):
        reopen(kit.store_at(place), cycle, ref, actor=kit.writer(place, submitter), at=now)
        st.rerun()


def _show_withdrawing(place: Place, year: int, ref: str, submitter: str) -> None:
    reason = st.text_input("Why it is withdrawn", key="withdraw_why", width=480)
    lacking = {"give your name above": bool(submitter), "say why": bool(reason.strip())}
    missing = [what for what, is_there in lacking.items() if not is_there]
    if missing:
        kit.paragraph(f"To withdraw it, {in_series(missing)}.", class_="hint")
    if st.button("Withdraw", disabled=bool(missing), key="withdraw"):
        withdraw(kit.store_at(place), year, ref, reason=reason, actor=kit.writer(place, submitter))
        st.rerun()


def show_history(place: Place) -> None:
    """Show the versions of the proposal that was chosen, and what differs between any two."""
    year, ref = st.session_state.get("standing_year"), st.session_state.get("standing_ref")
    if not isinstance(year, int) or not isinstance(ref, str):
        return
    store = kit.store_at(place)
    versions, zone = store.versions.all(year, ref)[::-1], store.cycles.read(year)[1].zone
    rows = [
        (
            row_head(str(one.version)),
            kit.moment(one.received_at, zone),
            one.submission_id,
            one.proposal.origin.file,
        )
        for one in versions
    ]
    kit.section("Versions", "The last one that came in time is judged.")
    names = ("Version", "Received", "Submission", "File")
    kit.show(table("Versions", names, rows))
    _show_files(place, year, versions)
    show_differences(place, year, versions)


def _show_files(place: Place, year: int, versions: Sequence[StoredProposal]) -> None:
    """Show the buttons that give back the file of each version, and the form to edit."""
    store = kit.store_at(place)
    with st.container(horizontal=True, gap="small"):
        for one in versions:
            came = store.submissions.get(one.submission_id)
            if not came.file_sha256:  # a part of the file is hidden
                continue
            Download(
                label=f"File of version {one.version}",
                name=safe_download_name(came.file_name),
                of=one.ref,
                make=partial(store.files.read, came.file_sha256),
                key=f"file of {one.ref} {one.version}",
            ).offer(place)
        newest = versions[0]
        show_form_to_edit(place, year, newest.ref, newest.version)


def show_form_to_edit(place: Place, year: int, ref: str, version: int) -> None:
    """Show the button that gives the form of a version with its ref in it."""
    store = kit.store_at(place)
    stored = store.versions.get(year, ref, version)

    def form(to: BytesIO) -> None:
        summary = summary_of(store, stored)
        write_form_to_edit(to, stored=stored, fiscal_year=year, summary=summary)

    Download(
        label=f"Form of {printed_name(ref)} to edit, .xlsx",
        name=safe_download_name(f"{ref}.xlsx"),
        of=ref,
        make=partial(written, form),
        key=f"to edit {ref}",
    ).offer(place)


def _change(change: Standing) -> object:
    return el(
        "p",
        f"{change.at:%d %b %Y %H:%M} UTC: {change.standing} by {change.actor.name}",
        f", “{change.reason}”" if change.reason else "",
        class_="hint",
    )
