"""Two to four proposals side by side, field by field."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Markup, View, badge, el, fy, joined, points
from fct.data.program import TABLE_SHEETS, load_form
from fct.data.proposals import ProposalTable, build_table
from fct.scoring.judging import Evidence, proposal_answers, sheet_rows
from fct.scoring.ranking import requests_kusd

_FEWEST, _MOST = 2, 4
PAGE = "compare"
_READ = {"ref": kit.texts}


def show_compare(view: View) -> None:
    """Draw the page."""
    kit.title("Side by side", f"{_FEWEST} to {_MOST} proposals, field by field.", slim=True)
    scores = kit.scores(view.place, view.run.id).set_index("ref", drop=False)
    if len(scores) < _FEWEST:
        kit.notice("This run judged fewer than two proposals, so there is nothing to compare.")
        return
    titles = dict(zip(scores["ref"], scores["title"], strict=True))
    refs = _choose(titles)
    if len(refs) < _FEWEST:
        kit.notice(f"Choose {_FEWEST} to {_MOST} proposals.")
        return
    kit.name_window(" and ".join(refs))
    only = st.checkbox("Only what differs", key="only_differs", bind="query-params")
    judged = {one.ref: one for one in kit.store_at(view.place).versions.judged(view.run.id)}
    tables = {ref: build_table([judged[ref].proposal]) for ref in refs}
    rows = [*_figures(view, scores.loc[refs], tables), *_answers(tables)]
    shown = [row for row in rows if not only or _differs(row[1])]
    heads = [
        "Field",
        *(_head(view, ref, str(scores.loc[ref, "title"] or "")) for ref in refs),
    ]
    body = [_row(name, cells) for name, cells in shown]
    kit.show(kit.table("Proposals side by side", heads, body, box="work", class_="plain beside"))
    differing = sum(_differs(cells) for _, cells in rows)
    kit.paragraph(f"{differing} of {kit.plural(len(rows), 'field')} differ.", class_="count")


def _choose(titles: Mapping[str, str | None]) -> list[str]:
    kit.take_address(PAGE, _READ)
    asked = list(dict.fromkeys(st.session_state["ref"]))
    if unknown := [ref for ref in asked if ref not in titles]:
        kit.notice(f"This run judged no proposal {', '.join(unknown)}.", kind="error")
    st.session_state["ref"] = [ref for ref in asked if ref in titles][:_MOST]
    chosen: list[str] = st.multiselect(
        "Proposals",
        list(titles),
        format_func=lambda ref: f"{ref} · {titles[ref] or 'no title'}",
        key="ref",
        on_change=kit.put_in_address,
        args=("ref",),
        max_selections=_MOST,
        select_all=False,
    )
    return chosen


def _head(view: View, ref: str, title: str | None) -> Markup:
    link = kit.ref_link(ref, "proposal", view.address)
    return kit.head(joined(link, el("div", title or "no title")))


def _differs(cells: Sequence[object]) -> bool:
    return len({str(one) for one in cells}) > 1


def _row(name: str, cells: Sequence[object]) -> kit.Cells:
    flag = el("span", " differs", class_="differs") if _differs(cells) else ""
    return (kit.row_head(name, flag), *(kit.cell(one) for one in cells))


def _figures(
    view: View, scores: Any, tables: Mapping[str, ProposalTable]
) -> list[tuple[str, list[object]]]:
    order = kit.order(view.place, view.run.id).set_index("ref")
    rows = kit.records(scores)
    ranked = [order.loc[row["ref"]] if row["ref"] in order.index else None for row in rows]
    asks = [requests_kusd(tables[row["ref"]])[0] for row in rows]
    found: list[tuple[str, list[object]]] = [
        ("Verdict", [badge(row["verdict"]) for row in rows]),
        ("Rank", [kit.DASH if one is None else int(one["rank"]) for one in ranked]),
        ("Mark", [kit.DASH if one is None else badge(one["mark"]) for one in ranked]),
        ("Tier", [kit.DASH if row["tier"] is None else row["tier"] for row in rows]),
        ("Merit", [points(row["merit"]) for row in rows]),
        ("Maturity", [kit.interval(row["maturity_low"], row["maturity_high"]) for row in rows]),
        ("Strength", [points(row["strength"]) for row in rows]),
    ]
    years = sorted({year for one in asks for year in one})
    found += [
        (f"Asks {fy(year)} ($K)", [kit.kusd(one.get(year)) for one in asks]) for year in years
    ]
    criteria = list(dict.fromkeys(name for row in rows for name in (row["criteria"] or {})))
    found += [
        (
            kit.sentence_case(name),
            [_verdict((row["criteria"] or {}).get(name, {}).get("verdict")) for row in rows],
        )
        for name in criteria
    ]
    return found


def _verdict(word: str | None) -> object:
    return kit.DASH if word is None else badge(word)


def _answers(tables: Mapping[str, ProposalTable]) -> list[tuple[str, list[object]]]:
    by_field = [{one.label: one for one in proposal_answers(table)} for table in tables.values()]
    labels = dict.fromkeys(label for one in by_field for label in one)
    found: list[tuple[str, list[object]]] = [
        (label, [_said(one.get(label)) for one in by_field]) for label in labels
    ]
    for sheet in TABLE_SHEETS:
        rows = [sheet_rows(table, sheet) for table in tables.values()]
        for n, field in enumerate(load_form().of_sheet(sheet)):
            said: list[object] = [joined(*_lines([row[n] for row in own])) for own in rows]
            found.append((f"{sheet}: {field.heading}", said))
    return found


def _said(one: Evidence | None) -> object:
    if one is None:
        return kit.DASH
    return (one.read if one.state == "read" else one.written) or kit.DASH


def _lines(column: Sequence[Evidence]) -> list[Markup]:
    return [el("div", _said(one)) for one in column] or [joined(kit.DASH)]
