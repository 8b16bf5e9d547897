"""Submitting: pick a file, see the check at once, then submit it and keep the receipt."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Place, el, fy, plural, show_attaching
from fct.dashboard.sponsor.check_view import show_report, show_returned
from fct.dashboard.sponsor.opening_view import show_opening
from fct.dashboard.sponsor.receipt_view import show_receipt, show_receipt_again
from fct.dashboard.sponsor.sponsor_views import (
    show_form_to_edit,
    show_forms,
    show_history,
    show_standing,
)
from fct.data import submitting
from fct.data.common import RefusalError, UsageError, utc_now
from fct.data.program import load_form
from fct.data.subjects import OUT_OF_CYCLE
from fct.data.submitting import Delivery, EntryPoint, refusal_words
from fct.data.tables import stored_cycle
from fct.scoring.judging import repairs_of
from fct.scoring.ranking import check_bytes

_AS_STAMPED = 0
_NOBODY = "not named"
_SUBMITTER = "submitted by"


def show_submit(place: Place) -> None:
    """Draw the page."""
    kit.title(
        "Submit",
        "From a blank form to a receipt: get the form, fill it in, pick it, and submit it.",
    )
    if not kit.has_store(place) or not kit.cycles(place):
        kit.say_empty(
            "There is no cycle to submit to yet",
            "Add the file that declares the fiscal year's dates with `fct cycle add FILE`.",
        )
        return
    show_opening(place)
    st.session_state[_SUBMITTER] = kit.ask_name(place, "submitter")
    send, evidence, again, forms, standing = st.tabs(
        [
            "Submit a file",
            "Attach evidence",
            "Print a receipt again",
            "Get the form",
            "My proposal",
        ],
        key="part",
        bind="query-params",
    )
    with send:
        _show_sending(place)
    with evidence:
        show_attaching(place, _submitter())
    with again:
        show_receipt_again(place)
    with forms:
        show_forms(place)
    with standing:
        show_standing(place, _submitter())
        show_history(place)


def _show_sending(place: Place) -> None:
    kit.notice(
        el("strong", "Nothing classified. "),
        "A file with a classification marking is refused, nothing of it is kept, and it has to be "
        "handled by your rules for a spill.",
        kind="sample",
    )
    above = st.container()  # what is asked of a file goes by what the file says
    picked = st.file_uploader(
        "Workbook (.xlsx, .xlsm, .xltx, .xltm, .ods, .ots), list (.csv) or several tables (.zip)",
        key=f"file {st.session_state.get('sent', 0)}",
    )
    with above, st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        component, year = _choices(place)
        report = None
        if picked is not None:
            report = _checked(place, picked.name, picked.getvalue(), year)
        delivery = _delivery(place, component, year, report)
    if (said := st.session_state.pop("said", None)) is not None:
        code, sentence = said
        kit.notice(
            kit.badge("refused", f"refused · {code}"),
            el("p", kit.sentence(refusal_words(code, sentence, EntryPoint.PAGE))),
            kind="error",
        )
    if picked is None or report is None:
        _show_last_receipt(place)
        return
    st.session_state.pop("receipt", None)  # it is about another file
    _show_checked(place, (picked.name, picked.getvalue()), report, delivery)


def _show_checked(
    place: Place,
    file: tuple[str, bytes],
    report: Mapping[str, Any],
    delivery: Delivery,
) -> None:
    """Show what the check says of a file, and the buttons that send it."""
    show_report(report)
    if report["refusal"] is not None:
        return
    show_returned(place, report, file[1])
    components = [proposal["component"] for proposal in report["proposals"]]
    refused = submitting.other_component(file[0], components, delivery.component)
    if refused is not None:
        said = refusal_words(refused.code, refused.message, EntryPoint.PAGE)
        kit.notice(kit.sentence(said), kind="error")
        return
    asked = st.session_state.get("asked")
    if asked is not None and asked[0] == report["sha256"]:
        _ask(place, file, delivery, asked)
        return
    _show_button(place, file, delivery, report)


def _ask(
    place: Place, file: tuple[str, bytes], delivery: Delivery, asked: tuple[str, str, list[str]]
) -> None:
    """Ask whether a file is a new version of the proposal that it looks like, or another one."""
    _, message, refs = asked
    kit.notice(kit.sentence(message), kind="error")
    for ref in refs:
        if st.button(f"It is a new version of {ref}", key=f"version of {ref}"):
            _submit(place, *file, replace(delivery, replaces=ref))
    if st.button("It is a further proposal", key="further"):
        _submit(place, *file, replace(delivery, is_new=True))


def _choices(place: Place) -> tuple[str | None, int | None]:
    """Ask for which component and for which cycle a file comes."""
    component = st.selectbox(
        "Component",
        ["", *load_form()["component"].choices],
        format_func=lambda one: one or "as the workbook says",
        width=240,
    )
    year = st.selectbox(
        "Cycle",
        [_AS_STAMPED, *(row.fiscal_year for row in kit.cycles(place))],
        format_func=lambda one: fy(one) if one else "as the file says",
        width=170,
    )
    return component or None, year or None


def _delivery(
    place: Place, component: str | None, year: int | None, report: Mapping[str, Any] | None
) -> Delivery:
    """Show what else is asked of one file, anew for the next, and return how it comes."""
    sent = st.session_state.get("sent", 0)
    known = _own_living(place, component, year, report)
    replaces = st.selectbox(
        "New version of",
        [None, *known],
        format_func=lambda ref: "a new proposal, or as stamped" if ref is None else known[ref],
        key=f"replaces {sent}",
        filter_mode="contains",
        width=320,
        help="The proposals of your component that are in the cycle: pick the file, or the "
        "component, first. Name one if the file has no stamp of it, such as a form "
        "that you filled in from a blank one.",
    )
    is_test = st.checkbox(
        "Only a test",
        key=f"test {sent}",
        help="Receipt and check; never judged or published.",
    )
    is_out_of_cycle = st.checkbox(
        "Out of cycle",
        key=f"out {sent}",
        help="After the deadline, the only way in: for a proposal that answers “out of cycle”. It "
        "is judged by itself and enters no run.",
    )
    return Delivery(
        actor=kit.writer(place, _submitter() or _NOBODY),
        received_at=utc_now(),
        fiscal_year=year,
        component=component,
        replaces=replaces,
        is_test=is_test,
        is_out_of_cycle=is_out_of_cycle,
    )


def _own_living(
    place: Place, component: str | None, year: int | None, report: Mapping[str, Any] | None
) -> dict[str, str]:
    """Return the titles of the proposals that a file may be a new version of, by ref.

    They are those of its component, chosen or named by the file, that are not withdrawn. Whose one
    is, is known as it is when the file is received.
    """
    of_file = {} if report is None or report["refusal"] else report
    named = {proposal["component"] for proposal in of_file.get("proposals", ())}
    components = {component} if component else named - {None}
    years = [row.fiscal_year for row in kit.cycles(place)]
    if year is not None:
        years = [year]
    elif of_file:
        years = [one for one in years if one == of_file["cycle"]["fiscal_year"]]
    store = kit.store_at(place)
    found: dict[str, str] = {}
    for one in years if components else ():
        owners = store.versions.owners(one)
        found |= {
            ref: said
            for ref, said in kit.named_refs(place, one).items()
            if owners.get(ref) in components
        }
    return found


def _checked(place: Place, name: str, content: bytes, fiscal_year: int | None) -> Mapping[str, Any]:
    """Return the check of a file; the same file is checked once in a session."""
    key = (hashlib.sha256(content).hexdigest(), name, fiscal_year)
    kept = st.session_state.get("checked")
    if kept is None or kept[0] != key:
        with st.spinner("Checking …"):
            report = check_bytes(name, content, kit.settings_of(place), fiscal_year)
        kept = st.session_state["checked"] = (key, report)
    report = kept[1]
    if report["refusal"] is not None and report["sha256"] is None:
        _forget_unread(place, report["refusal"])
    return report


def _forget_unread(place: Place, refused: Mapping[str, str]) -> None:
    """Forget a file that could not be read: it may be classified, and nobody could see."""
    if refused["code"] == "CLASSIFIED":
        kit.store_at(place).intake.refuse_classified(kit.writer(place, _submitter() or _NOBODY))
    _forget_file()
    st.session_state.pop("receipt", None)  # it is about another file
    st.session_state["said"] = (refused["code"], refused["message"])
    st.rerun()


def _submitter() -> str:
    return str(st.session_state.get(_SUBMITTER) or "")


def _forget_file() -> None:
    """Empty the uploader: a widget of another name holds no file."""
    st.session_state["sent"] = st.session_state.get("sent", 0) + 1
    st.session_state.pop("checked", None)
    st.session_state.pop("asked", None)


def _show_button(
    place: Place, file: tuple[str, bytes], delivery: Delivery, report: Mapping[str, Any]
) -> None:
    """Show the button that sends a file; where it is off, what it waits for."""
    timing = _timing(place, delivery, report)
    why = "Give your name above, then submit." if not _submitter() else timing.why_off
    if why:
        kit.paragraph(why, class_="hint")
    if timing.warning:
        kit.notice(timing.warning, kind="sample")
    if timing.note:
        kit.paragraph(timing.note, class_="hint")
    label = "Send as a test" if delivery.is_test else f"Submit{timing.word}"
    to_repair = sum(repairs_of(proposal) for proposal in report["proposals"])
    if to_repair and not delivery.is_test:
        label += f" with {plural(to_repair, 'answer')} to repair"
    if st.button(label, type="primary", disabled=bool(why), key="submit"):
        _submit(place, *file, delivery)


class _Timing(NamedTuple):
    """What the calendar says of a file that would be sent now.

    Attributes
    ----------
    why_off : str
        Why it cannot be sent; empty where it can.
    word : str
        Behind the button's word.
    warning : str
        Above the button.
    note : str
        Above the button, where all is well.
    """

    why_off: str = ""
    word: str = ""
    warning: str = ""
    note: str = ""


def _timing(place: Place, delivery: Delivery, report: Mapping[str, Any]) -> _Timing:
    year, store = report["cycle"]["fiscal_year"], kit.store_at(place)
    row = store.cycles.find(year)
    bound = [one for one in report["proposals"] if one["cycle_type"] != OUT_OF_CYCLE]
    if row is None or delivery.is_test:
        why = "" if row is not None else f"This store has no cycle of {fy(year)}: ask who runs it."
        return _Timing(why)
    cycle = stored_cycle(row)
    if not bound:
        return _Timing()
    if submitting.is_not_open(cycle, delivery.received_at):
        opens = f"The cycle of {fy(year)} opens on {cycle.opens}; until then send it as a test."
        return _Timing(opens)
    deadlines = [
        submitting.own_deadline(store, cycle, delivery.replaces or one["ref"], one["component"])
        for one in bound
    ]
    deadlines.sort(key=lambda one: one.moment)
    late = [one for one in deadlines if delivery.received_at > one.moment]
    if not late:
        first = deadlines[0]
        return _Timing(note=f"The deadline is {first.words}." if first.is_extended else "")
    whole = len(late) == len(report["proposals"])
    which = "it is" if whole else f"{len(late)} of {len(report['proposals'])} proposals are"
    warning = (
        f"The deadline, {late[-1].words}, has passed: what is sent is kept, and {which} not judged."
    )
    return _Timing(word=" late", warning=warning)


def _submit(place: Place, name: str, content: bytes, delivery: Delivery) -> None:
    try:
        receipt = submitting.submit_bytes(kit.store_at(place), name, content, delivery)
    except RefusalError as error:
        st.session_state["said"] = (error.code, error.message)
    except UsageError as error:
        kit.notice(kit.sentence(str(error)), kind="error")
        return
    else:
        if receipt.looks_like:
            message = str(receipt.refusal_message)
            st.session_state["asked"] = (receipt.file_sha256, message, receipt.looks_like)
            st.rerun()
        st.session_state["receipt"] = receipt
        kit.submissions.clear()
    _forget_file()
    st.rerun()


def _show_last_receipt(place: Place) -> None:
    last = st.session_state.get("receipt")
    if last is None:
        return
    report = show_receipt(place, last.id, key="last", is_repeat=last.is_repeat)
    if last.lacks_ref and report is not None:
        (ref,), (version,) = last.refs, last.versions
        how = submitting.how_to_change(report, EntryPoint.PAGE)
        kit.paragraph(f"Your file does not hold the ref {ref}. This form does.{how}")
        show_form_to_edit(place, last.fiscal_year, ref, version)
