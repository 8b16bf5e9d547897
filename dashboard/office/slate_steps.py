"""The steps of a slate: its state, exceptions and approvals, and the buttons of who may go on."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import DASH, View, el
from fct.data.people import Action
from fct.data.reviewing import open_refs
from fct.data.subjects import Store
from fct.scoring.deciding import advise, approve, publish, send_back, submit

_DRAFT, _PUBLISHED = "draft", "published"


_ADVISE, _SUBMIT = "Take the advice for all undecided", "Submit the slate"
_APPROVE, _PUBLISH = "Approve", "Publish"
_NOT_YET: Mapping[str, tuple[frozenset[str], str]] = {  # by state, what comes later, and why
    _DRAFT: (
        frozenset({_APPROVE, _PUBLISH}),
        "Approve and Send back come after the slate is submitted, Publish after it is approved.",
    ),
    "in approval": (frozenset({_PUBLISH}), "Publish comes after the slate is approved."),
    "approved": (frozenset({_APPROVE}), "The slate is approved; any authority publishes it."),
    _PUBLISHED: (
        frozenset({_ADVISE, _SUBMIT, _APPROVE, _PUBLISH}),
        "The slate is published: only a supplement changes what was decided.",
    ),
}


def show_steps(view: View, slate_id: str | None, state: str) -> None:
    """Show what may be done with a slate of a cycle, and why what may not be done yet.

    Parameters
    ----------
    view : View
    slate_id : str or None
    state : str
        Of the slate.
    """
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    with st.container(key="step_said"):  # else what follows is drawn twice while the page is
        kit.show_said()
    later, why = _NOT_YET.get(state, (frozenset[str](), ""))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for label, action, act in (
            (_ADVISE, Action.DECISION_DRAFT, advise),
            (_SUBMIT, Action.SLATE_SUBMIT, submit),
            (_APPROVE, Action.SLATE_APPROVE, approve),
            (_PUBLISH, Action.SLATE_PUBLISH, publish),
        ):
            if store.acting.scopes(action):
                _button(view, slate_id, label, act, is_off=label in later)
        if store.acting.scopes(Action.SLATE_APPROVE):
            with st.popover("Send back", disabled=state in {_DRAFT, _PUBLISHED}):
                reason = st.text_input("Why it is sent back", width=420)
                if st.button("Send the slate back", key="step back"):
                    _act(lambda: send_back(store, year, reason, [], slate_id))
            kit.show(el("p", why, class_="hint") if why else "")
    may_resolve = store.acting.scopes(Action.FLAG_WRITE) and store.acting.scopes(Action.REVIEW_SEE)
    if may_resolve and state != _PUBLISHED:
        _show_flags(view)


def _show_flags(view: View) -> None:
    """Say which open flags keep the slate from being published, with links to resolve them."""
    refs = open_refs(kit.store_at(view.place).flags.of_cycle(view.cycle.fiscal_year))
    if refs:
        links = [
            el("span", kit.page_link(ref, "panel", ref=ref, part="One proposal", **view.address))
            for ref in refs
        ]
        flag = "An open flag keeps" if len(refs) == 1 else "Open flags keep"
        words = f"{flag} the slate from being published. Resolve with a reason:"
        kit.notice(el("div", words, *links, class_="runline"), kind="sample")


def show_slate(report: Mapping[str, Any]) -> None:
    """Show the state of a slate, the steps that it took, and its exceptions."""
    kit.section("Slate", f"{report['slate'] or 'Not begun'}: {report['state']}.")
    _show_taken(report)
    _show_exceptions(report)


def _button(
    view: View,
    slate_id: str | None,
    label: str,
    act: Callable[[Store, int, str | None], dict[str, Any]],
    *,
    is_off: bool,
) -> None:
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    if st.button(label, key=f"step {label}", disabled=is_off):
        _act(lambda: act(store, year, slate_id))


def _act(act: Callable[[], dict[str, Any]]) -> None:
    report = act()  # a refusal is shown by the page
    others = report.get("waits_for_another") or []
    more = f" For another person: {', '.join(others)}." if others else ""
    kit.say(f"The slate is {report['state']}.{more}")
    st.rerun()


def _show_taken(report: Mapping[str, Any]) -> None:
    if report["advice_changed"]:
        refs = ", ".join(report["advice_changed"])
        kit.notice(f"Another run is published; the advice changed, so decide again: {refs}.")
    kit.paragraph(f"Steps of approval: {', then '.join(report['approval'])}.", class_="hint")
    if not report["steps"]:
        return
    rows = [
        (
            step["step"],
            step["by"],
            step["at"][:16].replace("T", " "),
            step["reason"] or DASH,
            "counts" if step["counts"] else "counts no more",
        )
        for step in report["steps"]
    ]
    heads = ("Step", "By", "At (UTC)", "Reason", "")
    kit.show(kit.table("Steps of the slate", heads, rows))


def _show_exceptions(report: Mapping[str, Any]) -> None:
    found = report["exceptions"]
    kit.section("Exceptions", f"Where decisions differ from the advice: {len(found)}.")
    if not found:
        return
    rows = [(one["ref"], one["kind"], one["reason"] or DASH, one["by"]) for one in found]
    heads = ("Proposal", "Exception", "Reason", "By")
    kit.show(kit.table("Exceptions of the slate", heads, rows))
