"""What stands beside the proposal of a project that runs already: money, reports, what differs."""

from collections.abc import Mapping
from typing import Any

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Markup, Place, View, badge, cell, el, fy, head, row_head, table
from fct.scoring.following import continuing_review


@kit.current(entries=64)
def _review(place: Place, fiscal_year: int, ref: str) -> dict[str, Any] | None:
    return continuing_review(kit.store_at(place), fiscal_year, ref)


def show_continuing(view: View, ref: str) -> None:
    """Show promised money against obligations, late reports, and what changed since approval.

    Nothing is shown beside a new start.
    """
    said = _review(view.place, view.cycle.fiscal_year, ref)
    if said is None:
        return
    if (project := said["project"]) is not None:
        kit.section(
            "The project so far",
            f"It runs already and is {project['state']} as of {said['as_of']}.",
        )
        kit.show(_money(project), _reports(project, said["last_report"]))
    if (approved := said["approved"]) is not None:
        kit.section(
            "Changed since it was approved",
            f"Against version {approved['version']}, approved for {fy(approved['fiscal_year'])} "
            f"by run {approved['run']}.",
        )
        kit.show(_differences(said["differs"]))


def _money(project: Mapping[str, Any]) -> Markup:
    """Return promised money against obligations, a row a fiscal year."""
    promised, obligated = project["promised_kusd"], project["obligated_kusd"]
    rows = [
        (
            row_head(fy(year)),
            *(
                cell(DASH if money.get(year) is None else f"{money[year]:,}", class_="n")
                for money in (promised, obligated)
            ),
        )
        for year in sorted({*promised, *obligated})
    ]
    heads = ["Fiscal year", head("Promised ($K)", "n"), head("Obligated ($K)", "n")]
    return table("Promised money against obligations", heads, rows)


def _reports(project: Mapping[str, Any], last: Mapping[str, Any] | None) -> Markup:
    late = project["reports_late"]
    came = "none came yet" if last is None else f"{last['report']} came last"
    following = project["next_report"] or "none"
    return el(
        "p",
        "Reports: ",
        badge("bad", f"late: {', '.join(late)}") if late else "none is late",
        f"; {came}; next on {following}.",
    )


def _differences(differs: list[dict[str, Any]]) -> Markup:
    if not differs:
        return el("p", "No sum and no date differs.", class_="hint")
    rows = [(row_head(one["what"]), one["was"] or DASH, one["is"] or DASH) for one in differs]
    heads = ["What", "Was", "Is"]
    return table("Sums and dates that differ from the approved proposal", heads, rows, class_="")
