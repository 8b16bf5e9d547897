"""One proposal: what was found in it, by which rule and cell, and how its score came about."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fct.dashboard import kit
from fct.dashboard.kit import Markup, View, cell, el, fy, kusd, plural, table
from fct.dashboard.reviewer import proposal_files, rule_cards
from fct.dashboard.reviewer.continuing_view import show_continuing
from fct.dashboard.reviewer.referring_view import show_purpose_changes, show_referring
from fct.dashboard.reviewer.rules_page import waiver_notices
from fct.dashboard.reviewer.worth_view import show_worth
from fct.data.program import TABLE_SHEETS, country_name, load_form
from fct.data.proposals import ProposalTable
from fct.data.subjects import StoredProposal
from fct.data.submitting import own_deadline
from fct.scoring import judging
from fct.scoring.judging import Evidence
from fct.scoring.ranking import is_unconfirmed, requests_kusd, rubric_of_run

_PARTS = ("All answers", "Evidence", "Notes and versions")
_INELIGIBLE = "ineligible"


def show_proposal(view: View) -> None:
    """Draw the page."""
    scores = kit.scores(view.place, view.run.id)
    if scores.empty:
        kit.notice("This run judged no proposal.")
        return
    left, right = st.columns([7, 5], gap="medium")
    with right:
        ref = kit.choose_proposal(scores, "proposal")
        kit.show_steps(view.run.id, ref, scores["ref"].tolist(), view.address)
    score = kit.records(scores[scores["ref"] == ref])[0]
    kit.name_window(ref, score["title"] or "no title")
    versions = kit.versions(view.place, view.cycle.fiscal_year, ref)
    judged = next(item for item in versions if item.version == score["version"])
    table_ = kit.table_of(view.place, view.cycle.fiscal_year, ref, judged.version)
    card = kit.card_of(view.place, view.run.id, ref) if score["verdict"] == _INELIGIBLE else None
    with left:
        _show_heading(view, score, table_, card)
        _show_leads(view, ref, judged, scores["ref"].tolist())
    if card is not None and _is_other_work(view, ref):
        other, answers, evidence, history = _tabs("Another program")
        with other:
            kit.show_card(card)
            show_referring(view, ref)
    else:
        answers, evidence, history = _show_judged(view, score, table_, judged)
    with answers:
        for part in _answer_parts(view.place, view.cycle.fiscal_year, ref, judged.version):
            kit.show(part)
    with evidence:
        kit.show_attachments(view.place, view.cycle.fiscal_year, ref)
    with history:
        show_purpose_changes(versions)
        _show_notes(score)
        _show_versions(view, versions, judged)
        kit.show_differences(view.place, view.cycle.fiscal_year, versions)


def _show_judged(
    view: View, score: Mapping[str, Any], table_: ProposalTable, judged: StoredProposal
) -> Sequence[DeltaGenerator]:
    """Show what the judgement came to, and return the tabs of what stands beside it."""
    ref = str(score["ref"])
    _show_figures(view, score)
    merits, criteria, *others = _tabs("How it scored", "Criteria and rules")
    with merits:
        _show_scores(view, score, table_)
        show_continuing(view, ref)
        show_worth(view, ref)
        kit.show_overlaps_of(view, ref)
        _show_money(table_)
    with criteria:
        _show_sponsor_notes(view, ref, judged)
        rule_cards.show(view, ref, score, table_)
    return others


def _show_leads(view: View, ref: str, judged: StoredProposal, every: Sequence[str]) -> None:
    """Show what leads on from the proposal, and its files."""
    ranked = set(kit.order(view.place, view.run.id)["ref"])
    others = kit.next_to(view.run.id, ref, every)
    proposal_files.show_links(view, ref, is_ranked=ref in ranked, others=others)
    proposal_files.show_files(view, ref, judged)


def _tabs(*first: str) -> Sequence[DeltaGenerator]:
    return st.tabs([*first, *_PARTS], key="part", bind="query-params")


def _is_other_work(view: View, ref: str) -> bool:
    """Whether what is asked for belongs to another program, so that it is held to no criterion."""
    found = kit.findings(view.place, view.run.id)
    return judging.is_of_other_work(found[found["ref"] == ref])


def _show_heading(
    view: View,
    score: Mapping[str, Any],
    table_: ProposalTable,
    card: Mapping[str, Any] | None,
) -> None:
    order = kit.order(view.place, view.run.id)
    ranked = kit.records(order[order["ref"] == score["ref"]])
    item, vendor, code = (table_.proposal.value(n)[0] for n in ("item_name", "vendor", "country"))
    country = None if code is None else country_name(code)
    about = [score["component"], score["project_type"], item, vendor, country]
    is_other = card is not None and _is_other_work(view, score["ref"])
    pills = [kit.badge(score["verdict"], judging.OTHER_WORK if is_other else None)]
    if ranked and (view.run.budgets or ranked[0]["mark"] == "continuing"):
        pills.append(kit.badge(ranked[0]["mark"]))
        if is_unconfirmed(ranked[0]):
            pills.append(el("span", "says that it is continuing: unconfirmed", class_="hint"))
    kit.show(
        el(
            "div",
            el("h1", el("span", score["ref"], class_="ref"), score["title"] or "No title"),
            el("p", " · ".join(str(one) for one in about if one), class_="lead"),
            el("div", *pills, class_="row"),
            class_="title",
        )
    )
    kit.show(waiver_notices(view, score["ref"]))
    if card is not None:
        kit.notice(kit.card_notice(card))


def _show_figures(view: View, score: Mapping[str, Any]) -> None:
    order = kit.order(view.place, view.run.id)
    ranked = kit.records(order[order["ref"] == score["ref"]])
    tied = ranked[0]["tied_with"] if ranked else []
    among = f"of {len(order)}" + (f", tied with {', '.join(tied)}" if tied else "")
    maturity = kit.interval(score["maturity_low"], score["maturity_high"])
    tier = kit.DASH if score["tier"] is None else int(score["tier"])
    kit.figures(
        [
            kit.figure(
                "Rank",
                ranked[0]["rank"] if ranked else kit.DASH,
                among if ranked else "not ranked",
            ),
            kit.figure("Merit", kit.points(score["merit"]), "0 to 100"),
            kit.figure("Maturity", maturity, "0 to 100; rank uses the lowest"),
            kit.figure("Strength", kit.points(score["strength"]), "0 to 100"),
            kit.figure("Tier", tier, "1 is ranked first"),
        ]
    )


def _show_scores(view: View, score: Mapping[str, Any], table_: ProposalTable) -> None:
    rubric = rubric_of_run(view.run)
    kit.section("How the merit came about")
    kit.show(kit.merit_bar(score, rubric))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        kit.section("Production maturity")
        kit.show(kit.maturity_table(score, rubric, table_))
    with right:
        kit.section("Strength")
        kit.show(kit.strength_table(score, rubric, rule_cards.rules_held(view, score["ref"])))


def _show_money(table_: ProposalTable) -> None:
    (request,) = requests_kusd(table_)
    asked = ", ".join(f"{fy(year)}: ${kusd(amount)}K" for year, amount in request.items())
    kit.section("Funding request", f"Asked of FCT: {asked or 'nothing that could be read'}.")
    _show_sheet(table_, "Funding")
    kit.section("Procurement planned")
    _show_sheet(table_, "Procurement")


def _show_sheet(table_: ProposalTable, sheet: str) -> None:
    kit.show(_sheet(table_, sheet))


def _sheet(table_: ProposalTable, sheet: str) -> Markup:
    rows = judging.sheet_rows(table_, sheet)
    if not rows:
        return el("p", f"The sheet {sheet} holds no row.", class_="hint")
    fields = load_form().of_sheet(sheet)
    numeric = [bool(field.unit) for field in fields]
    heads = [
        kit.head(field.heading, "n" if is_n else "")
        for field, is_n in zip(fields, numeric, strict=True)
    ]
    body = [
        (*(_answer_cell(one, is_n) for one, is_n in zip(row, numeric, strict=True)),)
        for row in rows
    ]
    return table(f"Rows of the sheet {sheet}", heads, body, class_="plain answers")


def _answer_cell(one: Evidence, is_number: bool) -> Markup:
    value = one.read if one.state == "read" else one.written
    return cell(
        value or kit.DASH,
        " ",
        rule_cards.unread_flag(one),
        el("code", one.cell, class_="under"),
        class_="n" if is_number else "",
    )


def show_answers(table_: ProposalTable) -> None:
    """Show every answer of a version, as it was written and as it was read."""
    for part in answer_parts(table_):
        kit.show(part)


@kit.came_in(entries=64)
def _answer_parts(place: kit.Place, fiscal_year: int, ref: str, version: int) -> list[Markup]:
    return answer_parts(kit.table_of(place, fiscal_year, ref, version))


def answer_parts(table_: ProposalTable) -> list[Markup]:
    """Return what :func:`show_answers` shows, part by part."""
    form = load_form()
    rows = [
        (kit.row_head(one.label), one.written or kit.DASH, _read_words(one), el("code", one.where))
        for one in judging.proposal_answers(table_)
    ]
    heads = ["Question", "Written", "Read as", "Cell"]
    parts = [
        kit.section_head("Proposal", form.sheet_purposes.get("Proposal", "")),
        table("Answers of the sheet Proposal", heads, rows, class_="plain answers"),
    ]
    for sheet in TABLE_SHEETS:
        parts.append(kit.section_head(sheet, form.sheet_purposes.get(sheet, "")))
        parts.append(_sheet(table_, sheet))
    return parts


def _read_words(one: Evidence) -> Markup:
    if one.state == "read":
        return (
            el("span", "as written", class_="hint")
            if one.read == one.written
            else kit.joined(one.read)
        )
    state = el("span", one.state, class_=f"state {one.state}")
    return kit.joined(one.read, " ", state) if one.read else state


def _show_notes(score: Mapping[str, Any]) -> None:
    kit.section(
        "What we read differently from what was written",
        "Where an answer was taken as blank, its rules say what that leads to.",
    )
    notes: Sequence[Mapping[str, Any]] = score["reading_notes"] or []
    if not notes:
        kit.paragraph("Everything was read as it was written.", class_="hint")
        return
    rows = [(el("code", f"{note['sheet']} {note['cell']}".strip()), note["text"]) for note in notes]
    kit.show(table("Notes of the reader", ["Cell", "Note"], rows))


def _show_sponsor_notes(view: View, ref: str, judged: StoredProposal) -> None:
    notes = kit.sponsor_notes(view.place, view.cycle.fiscal_year, ref, judged.version)
    if not notes:
        return
    kit.section("What the sponsor says of weaknesses and notes", "It changes no verdict.")
    rows = [(el("code", one.rule), one.text, cell(str(one.version), class_="n")) for one in notes]
    heads = ["Rule", "The sponsor says", kit.head("Version", "n")]
    kit.show(table("Notes of the sponsor", heads, rows))


def _show_versions(view: View, versions: Sequence[StoredProposal], judged: StoredProposal) -> None:
    kit.section("Versions", f"{plural(len(versions), 'version')}; nothing is overwritten.")
    receipts = {one.id: one for one in kit.submissions(view.place, view.cycle.fiscal_year)}
    rows = []
    for item in versions:
        receipt = receipts.get(item.submission_id)
        by = "" if receipt is None else receipt.actor.name
        rows.append(
            (
                kit.row_head(str(item.version)),
                "judged in this run" if item.id == judged.id else _why_not(view, item, judged),
                kit.moment(item.received_at, view.cycle.zone),
                item.submission_id,
                item.proposal.origin.file,
                el("code", item.proposal.origin.sha256[:16], title=item.proposal.origin.sha256),
                cell(
                    by,
                    " (unverified)" if receipt is not None and not receipt.actor.verified else "",
                ),
            )
        )
    names = ("Version", "Standing", "Received", "Submission", "File", "SHA-256", "By")
    kit.show(table("Versions of the proposal", names, rows))


def _why_not(view: View, item: StoredProposal, judged: StoredProposal) -> str:
    if item.version < judged.version:
        return "replaced"
    deadline = own_deadline(kit.store_at(view.place), view.cycle, item.ref)
    return "came too late" if item.received_at > deadline.moment else "came after this run"
