"""Submitting: pick a file, see the check at once, then submit it and keep the receipt."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Markup, Place, el, fy, joined, plural, show_attaching
from fct.dashboard.sponsor.check_view import show_report, show_returned
from fct.dashboard.sponsor.sponsor_views import (
    show_form_to_edit,
    show_forms,
    show_history,
    show_standing,
)
from fct.data.common import Actor, FctError, RefusalError, UsageError
from fct.data.program import Marking, load_form, parse_cycle
from fct.data.submitting import (
    Delivery,
    EntryPoint,
    how_to_change,
    is_late,
    moment_words,
    other_component,
    plain_status,
    receipt_moment_words,
    standing_lines,
    submit_bytes,
)
from fct.scoring.judging import repairs_of
from fct.scoring.ranking import check_bytes, receipt_with_standing

_AS_STAMPED = 0
_NOBODY = "not named"


def show_submit(place: Place, marking: Marking) -> None:
    """Draw the page."""
    kit.title(
        "Submit",
        "Pick the workbook of one proposal, or a list of several. It is checked at once and kept "
        "only when you submit it.",
    )
    if not kit.has_store(place) or not kit.cycles(place):
        kit.say_empty(
            "There is no cycle to submit to yet",
            "Add the file that declares the fiscal year's dates with `fct cycle add FILE`.",
        )
        return
    _show_deadlines(place)
    st.text_input(
        "Your name", key="submitter", width=260, help="Recorded as you give it, not verified."
    )
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
        _show_sending(place, marking)
    with evidence:
        show_attaching(place, _submitter())
    with again:
        _show_receipt_again(place)
    with forms:
        show_forms(place)
    with standing:
        show_standing(place, _submitter())
        show_history(place)


def _show_deadlines(place: Place) -> None:
    now = dt.datetime.now(dt.UTC)
    items = []
    for row in kit.cycles(place):
        cycle = parse_cycle(row.yaml, f"cycle {row.fiscal_year}")
        passed = " (passed)" if now > cycle.deadline else ""
        due = moment_words(cycle.deadline, cycle)
        items.append(
            el(
                "span",
                el("span", f"{fy(row.fiscal_year)} due", class_="key"),
                el("span", f"{due}{passed}"),
                class_="item",
            )
        )
    kit.show(el("div", *items, class_="runline"))


def _show_sending(place: Place, marking: Marking) -> None:
    kit.notice(
        el("strong", "Nothing classified. "),
        "A file with a classification marking is refused, nothing of it is kept, and it has to be "
        "handled by your rules for a spill.",
        kind="sample",
    )
    above = st.container()  # what is asked of a file goes by what the file says
    picked = st.file_uploader(
        "Workbook (.xlsx, .ods), list (.csv) or several tables (.zip)",
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
            el("p", kit.sentence(sentence)),
            kind="error",
        )
    if picked is None or report is None:
        _show_last_receipt(place)
        return
    st.session_state.pop("receipt", None)  # it is about another file
    _show_checked(place, (picked.name, picked.getvalue()), report, delivery, marking)


def _show_checked(
    place: Place,
    file: tuple[str, bytes],
    report: Mapping[str, Any],
    delivery: Delivery,
    marking: Marking,
) -> None:
    """Show what the check says of a file, and the buttons that send it."""
    show_report(report)
    if report["refusal"] is not None:
        return
    show_returned(report, file[1], marking)
    components = [proposal["component"] for proposal in report["proposals"]]
    refused = other_component(file[0], components, delivery.component)
    if refused is not None:
        kit.notice(kit.sentence(refused.message), kind="error")
        return
    asked = st.session_state.get("asked")
    if asked is not None and asked[0] == report["sha256"]:
        _ask(place, file, delivery, asked)
        return
    to_repair = sum(repairs_of(proposal) for proposal in report["proposals"])
    _show_button(place, file, delivery, to_repair)


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
        "component, first. Name one if the file has no stamp of it, as a form that you filled in "
        "anew.",
    )
    is_test = st.checkbox(
        "Only a test",
        key=f"test {sent}",
        help="Receipt and check; never judged or published.",
    )
    return Delivery(
        actor=Actor(_submitter() or _NOBODY),
        received_at=dt.datetime.now(dt.UTC),
        fiscal_year=year,
        component=component,
        replaces=replaces,
        is_test=is_test,
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
        kit.store_at(place).intake.refuse_classified(Actor(_submitter() or _NOBODY))
    _forget_file()
    st.session_state.pop("receipt", None)  # it is about another file
    st.session_state["said"] = (refused["code"], refused["message"])
    st.rerun()


def _submitter() -> str:
    return str(st.session_state.get("submitter") or "").strip()


def _forget_file() -> None:
    """Empty the uploader: a widget of another name holds no file."""
    st.session_state["sent"] = st.session_state.get("sent", 0) + 1
    st.session_state.pop("checked", None)
    st.session_state.pop("asked", None)


def _show_button(place: Place, file: tuple[str, bytes], delivery: Delivery, to_repair: int) -> None:
    is_named = bool(_submitter())
    label = "Send as a test" if delivery.is_test else "Submit"
    if to_repair and not delivery.is_test:
        label = f"Submit with {plural(to_repair, 'answer')} to repair"
    if not is_named:
        kit.show(el("p", "Give your name above, then submit.", class_="hint"))
    if st.button(label, type="primary", disabled=not is_named, key="submit"):
        _submit(place, *file, delivery)


def _submit(place: Place, name: str, content: bytes, delivery: Delivery) -> None:
    try:
        receipt = submit_bytes(kit.store_at(place), name, content, delivery)
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
    report = _show_receipt(place, last.id, is_repeat=last.is_repeat)
    if last.lacks_ref and report is not None:
        (ref,), (version,) = last.refs, last.versions
        how = how_to_change(report, EntryPoint.PAGE)
        kit.show(el("p", f"Your file does not hold the ref {ref}. This form does.{how}"))
        show_form_to_edit(place, last.fiscal_year, ref, version)


def _show_receipt_again(place: Place) -> None:
    asked = st.text_input("Number of the receipt", placeholder="FY2027-S0001", width=240)
    if asked.strip():
        _show_receipt(place, asked.strip().upper())


def _show_receipt(
    place: Place, submission_id: str, *, is_repeat: bool = False
) -> Mapping[str, Any] | None:
    store = kit.store_at(place)
    try:
        submission = store.submissions.get(submission_id)
        row = store.cycles.find(submission.fiscal_year)
        cycle = parse_cycle(row.yaml if row else "", f"cycle {submission.fiscal_year}")
        report = receipt_with_standing(store, submission, cycle, EntryPoint.PAGE) | {
            "is_repeat": is_repeat
        }
    except FctError as error:
        kit.notice(kit.sentence(str(error)), kind="error")
        return None
    kit.show(receipt_markup(report))
    return report


def receipt_markup(receipt: Mapping[str, Any]) -> Markup:
    """Return a receipt as a block that prints."""
    refused = receipt["refusal"]
    kind = "Test: " if receipt["is_test"] else ""
    lines = {
        "Status": f"{kind}{plain_status(receipt)}{_place_of(receipt)}",
        "Why": joined(el("code", refused["code"]), " ", kit.sentence(refused["message"]))
        if refused
        else None,
        "Proposals": ", ".join(_ref_words(receipt, ref) for ref in receipt["refs"]) or None,
        "To read": joined(*(el("div", line) for line in standing_lines(receipt))) or None,
        "File": receipt["file"],
        "SHA-256": el("code", receipt["sha256"]),
        "Received": receipt_moment_words(receipt),
        "Deadline": receipt["final_due"],
        "Sent by": f"{receipt['actor']} ({_verified(receipt)})",
        "Cycle": fy(receipt["fiscal_year"]),
        "Form": f"version {receipt['form_version']}, rules {receipt['rules_sha256'][:12]}",
        "Next": kit.sentence(receipt["next"]),
    }
    again = (
        " This file was received before: this is its first receipt." if receipt["is_repeat"] else ""
    )
    return el(
        "div",
        el("h2", f"Receipt {receipt['id']}"),
        el("p", again, class_="hint") if again else "",
        el("dl", *(el("div", el("dt", k), el("dd", v)) for k, v in lines.items() if v)),
        class_="card receipt",
    )


def _place_of(receipt: Mapping[str, Any]) -> str:
    """Return in which store a late file lies: it may be the wrong one."""
    return f", kept in the store {receipt['store']}" if is_late(receipt) else ""


def _ref_words(receipt: Mapping[str, Any], ref: str) -> str:
    version = receipt["versions"].get(ref)
    return ref if version is None else f"{ref} (version {version})"


def _verified(receipt: Mapping[str, Any]) -> str:
    return "verified" if receipt["actor_verified"] else "as named, not verified"
