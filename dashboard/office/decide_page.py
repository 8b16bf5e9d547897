"""The meeting: the order with the decision in each row, and the money left as rows are decided."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View
from fct.dashboard.office.slate_more import (
    choose_slate,
    kept_bases,
    show_package,
    show_preview,
    show_supplement,
    slate_now,
)
from fct.dashboard.office.slate_steps import show_slate, show_steps
from fct.data.common import FctError
from fct.data.decisions import DECIDED_BY_PEOPLE, Outcome, read_kusd, read_outcome
from fct.data.people import Action
from fct.scoring.deciding import Choice, decide

_SAID = "decide_said"
_SHOWN = (
    "rank",
    "ref",
    "title",
    "mark",
    "verdict",
    "advice",
    "outcome",
    "kusd",
    "reason",
    "conditions",
    "by",
    "version",
    "exception",
)


def show_decide(view: View) -> None:
    """Draw the page."""
    kit.title(
        "Decide",
        "The order of merit with the decision in each row. Advice is the machine's; people decide.",
        slim=True,
    )
    slate_id = choose_slate(view)
    with kept_bases(view.place):
        _show_slate(view, slate_id)


def _show_slate(view: View, slate_id: str | None) -> None:
    show_steps(view, slate_id, slate_now(view, slate_id)["state"])
    kit.paragraph(
        "Arrow keys move between rows. In a row: a takes the advice, f fund, p fund in part, "
        "r reserve, b return, n not selected; Enter keeps, Escape leaves a field.",
        class_="hint",
    )
    _show_table(view, slate_id)
    report = slate_now(view, slate_id)
    show_preview(view, slate_id, report)
    show_package(view, slate_id, report)
    show_supplement(view, report)


@st.fragment
def _show_table(view: View, slate_id: str | None) -> None:
    """Show the table; a decision runs this part of the page alone."""
    with kit.one_run(), kept_bases(view.place):
        store, report = kit.store_at(view.place), slate_now(view, slate_id)
    state = report["state"]
    if state == "published":
        kit.notice("This slate is published and no longer changes.")
    may = bool(store.acting.scopes(Action.DECISION_DRAFT)) and state != "published"
    data = {
        "decisions": [{name: row[name] for name in _SHOWN} for row in report["decisions"]],
        "money": report["money"],
        "outcomes": [str(one) for one in DECIDED_BY_PEOPLE],
        "may": may,
        "said": st.session_state.get(_SAID),
        "of": f"{view.run.id} {report['slate']} {store.acting.id}",
        "address": kit.page_address("proposal", view.address),
    }
    component = st.components.v2.component(
        "fct_decide", js=(kit.STATIC / "decide.js").read_text("utf-8"), isolate_styles=False
    )

    def keep() -> None:
        decided = st.session_state["decide table"].decided
        if decided:
            with kit.one_run(), kept_bases(view.place):
                st.session_state[_SAID] = _decided(view, slate_id, dict(decided))

    component(key="decide table", data=data, on_decided_change=keep)
    agreed, undecided = report["agreement"], len(report["undecided"])
    words = "" if agreed is None else f" People and machine agree on {100 * agreed:.1f}% so far."
    kit.paragraph(f"{undecided} undecided.{words}", class_="count")
    show_slate(report)


def _decided(view: View, slate_id: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Decide what a row says, and return what is said of it."""
    ref, turn = str(given["ref"]), given.get("turn")
    try:
        outcome = read_outcome(str(given["outcome"]))
        kusd = {year: text for year, text in dict(given["kusd"]).items() if str(text).strip()}
        parts = [f"{year}={text}" for year, text in kusd.items()]
        choice = Choice(
            ref=ref,
            outcome=outcome,
            kusd=read_kusd(parts) if outcome is Outcome.PART else {},
            reason=str(given.get("reason") or ""),
            conditions=_conditions(given),
            if_version=int(given["version"]),
        )
        made = decide(kit.store_at(view.place), view.cycle.fiscal_year, choice, slate_id)
    except FctError as error:
        return {"ref": ref, "ok": False, "words": str(error), "turn": turn}
    return {"ref": ref, "ok": True, "words": f"Kept as version {made['version']}.", "turn": turn}


def _conditions(given: Mapping[str, Any]) -> tuple[str, ...]:
    texts = (text.strip() for text in str(given.get("conditions") or "").split(";"))
    return tuple(text for text in texts if text)
