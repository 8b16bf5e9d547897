"""What is assigned to who reads, in the order in which it is worth doing."""

from collections.abc import Mapping
from typing import Any

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, View, badge, el, page_link, plural
from fct.dashboard.reviewer.worth_view import show_worth_of_queue


def show_queue(view: View) -> None:
    """Draw the page."""
    report = kit.queue(view.place, view.cycle)
    kit.title(
        "Queue",
        "Your reviews: overdue first, then those on which the funding line hangs, then by due day.",
    )
    _show_counts(report["counts"])
    if not report["items"]:
        kit.notice("Nothing is assigned to you. An operator assigns reviews.")
        return
    names = ("Proposal", "Due", "State", "Sureness", "Why it stands here")
    rows = [_row(view, item) for item in report["items"]]
    kit.show(kit.table("Your reviews", names, rows))
    kit.paragraph(plural(len(rows), "review"), class_="count")
    show_worth_of_queue(view, report["items"])


def _show_counts(counts: Mapping[str, int]) -> None:
    cards = [kit.figure(name, count) for name, count in counts.items() if name != "overdue"]
    late = counts["overdue"]
    kit.figures([*cards, kit.figure("overdue", late, tone_="bad" if late else "quiet")])


def show_reviews_left(place: kit.Place) -> None:
    """Show how many reviews wait for who acts, of the newest cycle with a published run."""
    for row in reversed(kit.cycles(place)):
        run = kit.published(place, row.fiscal_year)
        if run is not None:
            kit.section("Waits for you", f"Reviews of {kit.fy(row.fiscal_year)}.")
            cycle = kit.cycle_of(place, row.fiscal_year, run.cycle_version)
            _show_counts(kit.queue(place, cycle)["counts"])
            return


def _row(view: View, item: Mapping[str, Any]) -> Cells:
    ref = item["ref"]
    link = page_link(item["title"] or "No title", "review", ref=ref, **view.address)
    due = item["due"] or DASH
    return (
        kit.row_head(link, " ", el("span", ref, class_="ref"), class_="proposal"),
        el("strong", f"{due}, overdue") if item["overdue"] else due,
        badge(item["state"]),
        badge(item["sureness"]) if item["sureness"] else DASH,
        item["reason"],
    )
