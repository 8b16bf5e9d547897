"""Evidence beside a proposal's workbook: attaching it, and what is there by criterion."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from fct.dashboard.kit import controls, look, places, queries
from fct.dashboard.kit.entrance import writer
from fct.dashboard.kit.file_offers import Download
from fct.dashboard.kit.look import fy, plural
from fct.dashboard.kit.markup import el
from fct.dashboard.kit.places import Place
from fct.data.common import FctError, RefusalError, in_series, utc_now
from fct.data.gate import printed_name, safe_download_name
from fct.data.program import CRITERIA, load_limits
from fct.data.subjects import Attachment
from fct.data.submitting import (
    EntryPoint,
    Evidence,
    attach_bytes,
    attachment_declaration,
    attachment_endings,
    refusal_words,
    search_words,
)

WHOLE = "the proposal as a whole"
_KIB = 1024


def show_attaching(place: Place, submitter: str) -> None:
    """Show the form that attaches files to a proposal, and what is attached to it."""
    years = [row.fiscal_year for row in reversed(queries.cycles(place))]
    with st.container(key="attach", horizontal=True, gap="small", vertical_alignment="bottom"):
        year = st.selectbox("Cycle of the proposal", years, format_func=fy, width=170)
        known = queries.named_refs(place, year)
        if not known:
            look.notice(f"No proposal of {fy(year)} came in yet. Submit its workbook first.")
            return
        ref = controls.proposal("Proposal", known, key="attached_to")
        criterion = st.selectbox("Evidence for", [*CRITERIA, WHOLE], width=240)
    turn = st.session_state.get("attached", 0)
    picked = st.file_uploader(
        f"Files: {', '.join(attachment_endings())}",
        accept_multiple_files=True,
        max_upload_size=load_limits().attachment_mib,
        key=f"attachments {turn}",
    )
    is_declared = st.checkbox(attachment_declaration(), key=f"declared {turn}")
    controls.show_said()
    why = _why_off({"name": submitter, "proposal": ref, "files": picked})
    if why:
        look.paragraph(why, class_="hint")
    if st.button("Attach", disabled=bool(why), key="attach_now") and ref is not None:
        evidence = Evidence(
            fiscal_year=year,
            ref=ref,
            actor=writer(place, submitter),
            received_at=utc_now(),
            criterion="" if criterion == WHOLE else criterion,
            is_declared=is_declared,
        )
        for n, one in enumerate(picked, 1):
            words, kind = _attached(place, (n, len(picked)), (one.name, one.getvalue()), evidence)
            controls.say(look.sentence(words), kind)
        st.session_state["attached"] = st.session_state.get("attached", 0) + 1
        st.rerun()
    if ref is not None:
        show_attachments(place, year, ref, remover=submitter)


def _why_off(given: Mapping[str, object]) -> str:
    """Return what attaching waits for, or nothing."""
    asked = {"name": "give your name above", "proposal": "pick the proposal", "files": "pick files"}
    missing = [asked[what] for what, value in given.items() if not value]
    return f"To attach, {in_series(missing)}." if missing else ""


def _attached(
    place: Place, turn: tuple[int, int], file: tuple[str, bytes], evidence: Evidence
) -> tuple[str, str]:
    """Attach a file and return what to say of it, and how."""
    try:
        made = attach_bytes(places.store_at(place), *file, evidence)
    except RefusalError as error:
        which = f"File {turn[0]} of {turn[1]}: " if error.code == "CLASSIFIED" else ""
        return f"{which}{refusal_words(error.code, error.message, EntryPoint.PAGE)}", "error"
    except FctError as error:
        return str(error), "error"
    again = " It was attached before." if made.is_repeat else ""
    name = printed_name(made.file_name)
    return f"Attached {name} to {made.ref} as {made.id}.{again}", "info"


def show_attachments(place: Place, fiscal_year: int, ref: str, *, remover: str = "") -> None:
    """Show what is attached to a proposal, by criterion, each to be saved and never opened here.

    Parameters
    ----------
    place : Place
    fiscal_year : int
    ref : str
    remover : str
        Who may take one off; nobody where it is empty.
    """
    found = places.store_at(place).attachments.of_cycle(fiscal_year, ref)
    look.section("Attached evidence", f"{plural(len(found), 'file')}.")
    for criterion in (*CRITERIA, ""):
        own = [one for one in found if one.criterion == criterion]
        if own:
            look.show(el("h3", criterion or WHOLE))
            _show_files(place, own, remover)
    if not found:
        look.paragraph("Nothing is attached to this proposal.", class_="hint")


def _show_files(place: Place, attached: Sequence[Attachment], remover: str) -> None:
    store = places.store_at(place)
    for one in attached:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            look.paragraph(
                el("strong", printed_name(one.file_name)),
                f" {one.kind}, {_size(one.size_bytes)}, {one.id}, ",
                f"{one.received_at:%d %b %Y %H:%M} UTC by {printed_name(one.actor.name)} ",
                el("code", one.file_sha256[:16], title=one.file_sha256),
                f" {search_words(one.kind, one.actor.name)}",
            )
            Download(
                label=f"Save {one.id}",
                name=safe_download_name(one.file_name),
                of=one.ref,
                make=partial(store.attachments.content, one.id),
                key=f"save {one.id}",
            ).offer(place)
            if remover:
                _show_removal(place, one, remover)


def _size(size_bytes: int) -> str:
    return f"{size_bytes} bytes" if size_bytes < _KIB else f"{size_bytes / _KIB:,.0f} KiB"


def _show_removal(place: Place, one: Attachment, remover: str) -> None:
    with st.popover(f"Take off {one.id}"):
        reason = st.text_input("Why", key=f"why {one.id}")
        if st.button("Take it off", key=f"off {one.id}"):
            with controls.act():
                places.store_at(place).attachments.remove(one.id, reason, writer(place, remover))
