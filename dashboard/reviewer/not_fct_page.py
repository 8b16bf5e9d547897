"""What is not FCT work: each referral with its program, its reason and where it stands."""

from collections.abc import Mapping
from typing import Any

from fct.dashboard import kit
from fct.dashboard.kit import DASH, View, cell, el, plural
from fct.dashboard.reviewer.not_ranked_page import proposal_cell
from fct.dashboard.reviewer.referring_view import show_form, show_handed


def show_not_fct(view: View) -> None:
    """Draw the page."""
    report = kit.not_fct(view.place, view.cycle.fiscal_year)
    rows = report["referrals"]
    kit.title(
        "Not FCT",
        "What leads to another program as it stands now, why, and whether it was handed on.",
    )
    _show_counts(report)
    if not rows:
        kit.notice("Nothing of this cycle leads to another program.")
        return
    names = ("Proposal", "Asks for", "Program", "Why", "Not answered", "State")
    body = [_row(view, row) for row in rows]
    kit.show(kit.table("What is not FCT work", names, body, class_="plain reasons"))
    kit.section("Hand one on", "A letter with the answers that the receiving office needs is made.")
    may_go = [row["ref"] for row in rows if row["verdict"] in {"not FCT work", "ineligible"}]
    show_form(view.place, view.cycle.fiscal_year, may_go)
    made = kit.store_at(view.place).referrals.of_cycle(view.cycle.fiscal_year)
    if made:
        kit.section("Handed on", plural(len(made), "letter"))
    for one in made:
        show_handed(view.place, one)


def _show_counts(report: Mapping[str, Any]) -> None:
    states = report["counts"]["states"]
    avoided = report["development_avoided"]
    kit.figures(
        [
            *(kit.figure(state, f"{count:,}", "") for state, count in states.items()),
            kit.figure(
                "development cost avoided",
                f"${avoided['usd'] / 1000:,.1f}K",
                f"as {plural(avoided['proposals'], 'proposal')} of FCT work say",
            ),
        ]
    )


def _row(view: View, row: Mapping[str, Any]) -> kit.Cells:
    changes = [
        el(
            "div",
            f"Version {one['version']} asks for “{one['is']}”, the one before for “{one['was']}”.",
            class_="hint",
        )
        for one in row["purpose_changes"]
    ]
    handed = row["handed_on"]
    to = el("div", f"{handed['office']}: {handed['reason']}", class_="hint") if handed else ""
    return (
        proposal_cell(view, row),
        cell(row["purpose"] or DASH, *changes),
        row["name"] or DASH,
        row["said"] or DASH,
        cell(str(len(row["missing"])), class_="n"),
        cell(row["state"], to),
    )
