"""A receipt on the page: shown, printed and saved."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, Markup, Place, el, fy, joined
from fct.data.common import FctError, visible_text
from fct.data.gate import safe_download_name
from fct.data.program import Marking, parse_cycle
from fct.data.submitting import (
    EntryPoint,
    card_of_receipt,
    is_late,
    plain_status,
    receipt_lines,
    receipt_moment_words,
    standing_lines,
)
from fct.scoring.ranking import receipt_with_standing

_MOST_TITLES = 12  # of a list's proposals; the others are named by their refs
_PROGRAM = "Foreign Comparative Testing (FCT) program"
_PRINT_HTML = '<button type="button">Print the receipt</button>'
_PRINT_CSS = """
button { padding: 0.4rem 0.9rem; border: 1px solid var(--st-border-color); border-radius: 6px;
  background: transparent; color: var(--st-text-color); font: inherit;
  font-size: 0.875rem; cursor: pointer; }
button:hover, button:focus-visible { border-color: var(--st-primary-color);
  color: var(--st-primary-color); }
"""
# Only the receipt is printed; the browser's window for printing stops the script until it closes.
_PRINT_JS = """
export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const print = () => {
    document.body.classList.add("prints-receipt");
    window.print();
    document.body.classList.remove("prints-receipt");
  };
  button.addEventListener("click", print);
  return () => button.removeEventListener("click", print);
}
"""


def show_receipt_again(place: Place) -> None:
    """Ask for the number of a receipt and show it."""
    asked = st.text_input("Number of the receipt", placeholder="FY2027-S0001", width=240)
    if asked.strip():
        show_receipt(place, asked.strip().upper(), key="again")


def show_receipt(
    place: Place, submission_id: str, *, key: str, is_repeat: bool = False
) -> Mapping[str, Any] | None:
    """Show a receipt with its buttons, and return it; None where no receipt has that number."""
    store = kit.store_at(place)
    try:
        submission = store.submissions.get(submission_id)
        row = store.cycles.find(submission.fiscal_year)
        cycle = parse_cycle(row.yaml if row else "", f"cycle {submission.fiscal_year}")
        report = receipt_with_standing(store, submission, cycle, EntryPoint.PAGE) | {
            "is_repeat": is_repeat
        }
        held = store.versions.of_submission(submission.fiscal_year, submission_id)
    except FctError as error:
        kit.notice(kit.sentence(str(error)), kind="error")
        return None
    titles = {one.ref: kit.answer_title(one) for one in held[:_MOST_TITLES]}
    kit.show(receipt_markup(report, titles))
    with st.container(horizontal=True, gap="small"):
        st.components.v2.component("fct_print", html=_PRINT_HTML, css=_PRINT_CSS, js=_PRINT_JS)(
            key=f"print {key}", width="content", height="content"
        )
        Download(
            label="Save the receipt, .txt",
            name=safe_download_name(f"FCT receipt {submission_id}.txt"),
            of=submission_id,
            make=lambda: receipt_text(report, titles, kit.marking_of(place)),
            media_type="text/plain",
            key=f"save receipt {key}",
        ).offer(place)
    return report


def receipt_text(receipt: Mapping[str, Any], titles: Mapping[str, str], marking: Marking) -> str:
    """Return a receipt as a text to keep, between the lines of the marking."""
    head = f"Receipt {receipt['id']}, {_PROGRAM}, fiscal year {receipt['fiscal_year']}"
    named = [f"title of {ref}: {title}" for ref, title in titles.items() if title]
    lines = [marking.banner, "", head, "", *receipt_lines(receipt), *named, "", marking.banner]
    return "\r\n".join(visible_text(line) for line in lines) + "\r\n"


def receipt_markup(receipt: Mapping[str, Any], titles: Mapping[str, str]) -> Markup:
    """Return a receipt as a block that prints.

    Parameters
    ----------
    receipt : mapping
    titles : mapping of str to str
        Of its proposals, by ref.
    """
    refused = receipt["refusal"]
    kind = "Test: " if receipt["is_test"] else ""
    proposals = [_ref_words(receipt, ref, titles.get(ref, "")) for ref in receipt["refs"]]
    lines = {
        "Not FCT work": joined(*(el("div", line) for line in card_of_receipt(receipt))) or None,
        "Status": f"{kind}{plain_status(receipt)}{_place_of(receipt)}",
        "Why": joined(el("code", refused["code"]), " ", kit.sentence(refused["message"]))
        if refused
        else None,
        "Proposals": _listed(proposals, titles),
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
        el("p", f"{_PROGRAM}, fiscal year {receipt['fiscal_year']}", class_="hint"),
        el("h2", f"Receipt {receipt['id']}"),
        el("p", again, class_="hint") if again else "",
        el("dl", *(el("div", el("dt", k), el("dd", v)) for k, v in lines.items() if v)),
        class_="card receipt",
    )


def _listed(proposals: list[str], titles: Mapping[str, str]) -> object:
    if any(titles.values()):
        return joined(*(el("div", one) for one in proposals))
    return ", ".join(proposals) or None


def _place_of(receipt: Mapping[str, Any]) -> str:
    """Return in which store a late file lies: it may be the wrong one."""
    return f", kept in the store {receipt['store']}" if is_late(receipt) else ""


def _ref_words(receipt: Mapping[str, Any], ref: str, title: str) -> str:
    version = receipt["versions"].get(ref)
    of_version = "" if version is None else f" (version {version})"
    return f"{ref}{of_version}{f': {title}' if title else ''}"


def _verified(receipt: Mapping[str, Any]) -> str:
    return "verified" if receipt["actor_verified"] else "as named, not verified"
