"""What is not ranked: verdict and first reason; what was late, and what was refused."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import VERDICTS, View, cell, el, page_link, plural, table
from fct.data.subjects import REFUSED
from fct.scoring.judging import DECIDED_BY, NOT_CERTIFIED, OTHER_WORK

NOT_RANKED = (NOT_CERTIFIED, OTHER_WORK, *reversed(VERDICTS[1:]))
_UNCERTIFIED = "Its component did not certify by the deadline that it stands behind it."
_FILTERS = {"verdict": "Verdict", "component": "Component", "rule": "First rule"}
_SEARCHED = ("ref", "title", "message", "referral")


def show_not_ranked(view: View) -> None:
    """Draw the page."""
    alone = {kit.LATE: _show_late, kit.FILES_REFUSED: _show_refused}
    if (chosen_list := st.query_params.get(kit.LIST, "")) in alone:
        kit.title("Not ranked", page_link("All that is not ranked", "not-ranked", **view.address))
        alone[chosen_list](view)
        return
    reasons = not_ranked(view)
    kit.title(
        "Not ranked",
        f"{plural(len(reasons), 'judged proposal')} without a rank, each with the first reason "
        "that decided its verdict.",
    )
    chosen = kit.filtered(reasons, kit.Filters("n_", _FILTERS, _SEARCHED, "ref, title, words"))
    download = kit.downloads(
        view.place, f"not-ranked-{view.run.id}", lambda: {"Not ranked": chosen}, view.head
    )
    shown = kit.toolbar(chosen, len(reasons), "proposals", download)
    for verdict in NOT_RANKED:
        _show_verdict(view, verdict, shown[shown["verdict"] == verdict])
    _show_late(view)
    _show_refused(view)


def first_reasons(scores: pd.DataFrame, findings: pd.DataFrame) -> dict[str, Mapping[str, object]]:
    """Return for each proposal without a rank the finding that decided its verdict first."""
    by_ref = dict(iter(findings.groupby("ref", sort=False)))
    reasons: dict[str, Mapping[str, object]] = {}
    for ref, verdict in zip(scores["ref"], scores["verdict"], strict=True):
        own = by_ref.get(ref)
        if own is None:
            continue
        for severity, outcome in DECIDED_BY.get(verdict, ()):
            match = own[(own["severity"] == severity) & (own["outcome"] == outcome)]
            if len(match):
                reasons[ref] = kit.records(match.head(1))[0]
                break
    return reasons


def not_ranked(view: View) -> pd.DataFrame:
    """Return the proposals without a rank, one row each, with the first reason."""
    judged = kit.standings(view.place, view.run.id)
    left = judged[judged["standing"] != VERDICTS[0]].reset_index(drop=True)
    reasons = _reasons(view.place, view.run.id)
    frame = left[["ref", "title", "component", "referral"]].copy()
    frame.insert(3, "verdict", left["standing"])
    for name in ("rule", "sheet", "cell", "message"):
        values = [reasons.get(ref, {}).get(name) for ref in frame["ref"]]
        frame[name] = pd.Series(values, dtype=object)
    frame.loc[frame["verdict"] == NOT_CERTIFIED, "message"] = _UNCERTIFIED
    return frame


@kit.lasting()
def _reasons(place: kit.Place, run_id: str) -> dict[str, Mapping[str, object]]:
    return first_reasons(kit.scores(place, run_id), kit.findings(place, run_id))


def _show_verdict(view: View, verdict: str, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    _show_heading(kit.sentence_case(verdict), verdict, plural(len(rows), "proposal"))
    if verdict == OTHER_WORK or rows["referral"].notna().any():
        link = page_link("Not FCT", "not-fct", **view.address)
        kit.paragraph("What leads to another program, and to which: ", link, class_="hint")
    body = [_row(view, row) for row in kit.records(rows)]
    heads = ["Proposal", "First reason, and what to do", "Where"]
    kit.show(table(f"Proposals that are {verdict}", heads, body, class_="plain reasons"))


def _show_heading(name: str, status: str, count: str) -> None:
    kit.show(el("div", el("h2", name), kit.badge(status, count), class_="row section"))


def _row(view: View, row: Mapping[str, object]) -> kit.Cells:
    where = f"{row['sheet'] or ''} {row['cell'] or ''}".strip()
    return (
        proposal_cell(view, row),
        cell(
            el("span", row["rule"] or "", class_="ref"),
            " ",
            row["message"] or "no finding was stored",
        ),
        cell(el("code", where) if where else kit.DASH),
    )


def proposal_cell(view: View, row: Mapping[str, Any]) -> kit.Markup:
    """Return the cell that names a proposal with its ref and component."""
    return cell(
        el("span", row["title"] or "no title", class_="name"),
        kit.ref_link(str(row["ref"]), "proposal", view.address),
        el("span", " · ", row["component"] or "component not known", class_="hint"),
        class_="proposal",
    )


def _show_late(view: View) -> None:
    late = kit.late(view.place, view.cycle.fiscal_year, view.cycle.deadline)
    _show_heading("Late", "late", plural(len(late), "proposal"))
    if not late:
        kit.paragraph("Nothing came after the deadline.", class_="hint")
        return
    rows = [
        (
            cell(
                el("span", item.ref, class_="ref"),
                el("span", kit.answer_title(item), class_="name"),
                class_="proposal",
            ),
            cell(str(item.version), class_="n"),
            kit.moment(item.received_at, view.cycle.zone),
            item.submission_id,
        )
        for item in late
    ]
    heads = ["Proposal", kit.head("Version", "n"), "Received", "Submission"]
    kit.show(table("Proposals that came after the deadline", heads, rows))


def _show_refused(view: View) -> None:
    files = kit.submissions(view.place, view.cycle.fiscal_year)
    refused = [one for one in files if one.status == REFUSED]
    _show_heading("Files refused", "refused", plural(len(refused), "file"))
    if not refused:
        kit.paragraph("Every file could be taken.", class_="hint")
        return
    rows = [
        (
            cell(
                el("strong", one.file_name),
                el(
                    "div",
                    kit.joined(one.id, " · ", one.component or "component not named"),
                    class_="hint",
                ),
            ),
            el("code", one.refusal_code),
            kit.sentence(one.refusal_message),
            kit.moment(one.received_at, view.cycle.zone),
        )
        for one in refused
    ]
    heads = ["File", "Code", "Why, and what to do", "Received"]
    kit.show(table("Files that could not be taken", heads, rows))
