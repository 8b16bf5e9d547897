"""The cycle at a glance: counts, money, components, and what waits for whom."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import VERDICTS, Markup, View, cell, el, fy, kusd, page_link, plural
from fct.data.common import none_if_absent, utc_now
from fct.data.people import Action
from fct.data.subjects import REFUSED, Submission
from fct.scoring.judging import NOT_CERTIFIED, OTHER_WORK

NOT_KNOWN = "not known"
_ITEMS_SHOWN = 6
_FILTER = "n_verdict"  # of the page Not ranked
_SAID = {
    "rankable": "in the order of merit",
    NOT_CERTIFIED: "by the deadline",
    "not recommended": "a criterion is not met",
    "ineligible": "no FCT project as it stands",
    OTHER_WORK: "asks for another program",
}
_AFTER = "The deadline has passed: {what} only by an extension, or in the next cycle"


def show_glance(view: View) -> None:
    """Draw the page."""
    scores = kit.standings(view.place, view.run.id)
    kit.title(f"{fy(view.cycle.fiscal_year)} at a glance", _lead(view, scores))
    show_mine(view)
    _show_counts(view, scores)
    left, right = st.columns(2, gap="medium")
    with left:
        _show_money(view)
    with right:
        _show_components(view, scores)
    _show_waiting(view, scores)


def _lead(view: View, scores: pd.DataFrame) -> Markup:
    funded = int((kit.order(view.place, view.run.id)["mark"] == "funded").sum())
    line = (
        f"{plural(funded, 'new start')} {'stands' if funded == 1 else 'stand'} above the funding "
        "line."
        if view.run.budgets
        else "No budget is set, so no funding line is drawn."
    )
    judged = f"{plural(len(scores), 'proposal')} judged, "
    return kit.joined(judged, f"{int((scores['standing'] == 'rankable').sum())} ranked. {line}")


def show_mine(view: View) -> None:
    """Show what waits for who acts; nothing to whom nothing is assigned and who decides nothing."""
    store, cards = kit.store_at(view.place), []
    if store.acting.person is not None and store.acting.scopes(Action.REVIEW_WRITE):
        counts = kit.queue(view.place, view.cycle)["counts"]
        left = sum(counts[name] for name in ("not started", "draft", "asked"))
        note = f"{counts['draft']} begun, {counts['overdue']} overdue, {counts['in']} in"
        tone = "bad" if counts["overdue"] else "info"
        link = page_link("your reviews to write", "queue", **view.address)
        cards.append(kit.figure(link, f"{left:,}", note, tone))
    if store.acting.person is not None and store.acting.scopes(Action.SLATE_APPROVE):
        slate = store.slates.kept(view.cycle.fiscal_year)
        link = page_link("decided", "decide", **view.address)
        note = "published" if slate.published else f"of {len(_judged(view)):,} judged"
        cards.append(kit.figure(link, f"{len(slate.newest):,}", note, "info"))
    if cards:
        kit.section("Yours")
        kit.figures(cards)


def _judged(view: View) -> pd.DataFrame:
    return kit.scores(view.place, view.run.id)


def _show_counts(view: View, scores: pd.DataFrame) -> None:
    kit.section("The cycle")
    counts = scores["standing"].value_counts()
    said = _SAID | {"returned": _returned_words(view, scores)}
    cards = [
        kit.figure(
            _list_of(view, word), f"{int(counts.get(word, 0)):,}", said[word], kit.tone(word)
        )
        for word in shown_standings(counts.index)
    ]
    late = kit.late(view.place, view.cycle.fiscal_year, view.cycle.deadline)
    for name, count, words in (
        (kit.LATE, len(late), "came after the deadline"),
        (kit.FILES_REFUSED, len(_refused(view)), "could not be taken"),
    ):
        link = page_link(name, "not-ranked", **{kit.LIST: name}, **view.address)
        cards.append(kit.figure(link, f"{count:,}", words))
    kit.figures(cards)
    kit.figures(_other_work(view))


def shown_standings(found: Iterable[str]) -> list[str]:
    """Return what judged proposals are counted by: each verdict, and what else there is."""
    there = set(found)
    return [one for one in _ORDER if one in VERDICTS or one in there]


_ORDER = (VERDICTS[0], NOT_CERTIFIED, *VERDICTS[1:], OTHER_WORK)


def _list_of(view: View, word: str) -> Markup:
    """Return a link to the list of the proposals that are counted."""
    if word == VERDICTS[0]:
        return page_link(word, "order-of-merit", **view.address)
    return page_link(word, "not-ranked", **{_FILTER: word}, **view.address)


def _returned_words(view: View, scores: pd.DataFrame) -> str:
    returned = scores[scores["standing"] == "returned"]
    if returned.empty or any(_in_time(view, returned)):
        return "the sponsor can repair it"
    return "the deadline to repair it has passed"


def _in_time(view: View, rows: pd.DataFrame) -> list[bool]:
    """Return of each proposal whether its sponsor can still send a repaired one in time."""
    deadlines, now = kit.store_at(view.place).extensions.deadlines(view.cycle), utc_now()
    components = [none_if_absent(one) for one in rows["component"]]
    return [
        now <= deadlines.of(ref, component)
        for ref, component in zip(rows["ref"], components, strict=True)
    ]


def _other_work(view: View) -> list[Markup]:
    """Return what was handed on to another program, and what is not developed again."""
    made = kit.store_at(view.place).referrals.of_cycle(view.cycle.fiscal_year)
    order = kit.order(view.place, view.run.id)
    avoided = kit.avoided_usd(view.place, view.run.id)
    funded = _avoided(avoided, order.loc[order["mark"] == "funded", "ref"])
    ranked = _avoided(avoided, order["ref"])
    handed = len({one.ref for one in made})
    return [
        kit.figure(
            page_link("handed on", "not-fct", **view.address), f"{handed:,}", "to another program"
        ),
        kit.figure("development cost avoided", f"${ranked}K", "as those that are ranked say"),
        kit.figure("of which funded", f"${funded}K", "as those above the line say"),
    ]


def _avoided(usd: Mapping[str, Decimal], refs: "pd.Series[Any]") -> str:
    return kusd(sum((usd.get(ref, Decimal(0)) for ref in refs), Decimal(0)) / 1000)


def _refused(view: View) -> list[Submission]:
    files = kit.submissions(view.place, view.cycle.fiscal_year)
    return [one for one in files if one.status == REFUSED]


def money_of(view: View) -> dict[int, dict[str, Decimal]]:
    """Return asked, budget, held back, promised, funded and left by fiscal year, in thousands."""
    order = kit.order(view.place, view.run.id)
    is_funded = order["mark"] == "funded"
    budgets = kit.money(view.run.budgets)
    promised = kit.money(view.run.evidence.get("promised"))
    left = kit.money(view.run.left)
    asked, funded = _total(order["request"]), _total(order.loc[is_funded, "request"])
    held, zero = view.cycle.conditions.hold_back_kusd, Decimal(0)
    return {
        year: {
            "asked": asked.get(year, zero),
            "budget": budgets.get(year, zero),
            "held back": held.get(year, zero),
            "promised": promised.get(year, zero),
            "funded new starts": funded.get(year, zero),
            "left": left.get(year, zero),
        }
        for year in sorted({*asked, *budgets, *promised})
    }


def _total(requests: "pd.Series[Any]") -> kit.Money:
    total: kit.Money = {}
    for request in requests.tolist():
        for year, amount in request.items():
            total[year] = total.get(year, Decimal(0)) + amount
    return total


def _show_money(view: View) -> None:
    years = money_of(view)
    kit.section("Money by fiscal year", "Thousands of dollars.")
    if not view.run.budgets:
        kit.notice("This cycle has no budget yet: the money asked for is shown without a line.")
    held = ["held back"] if any(amounts["held back"] for amounts in years.values()) else []
    everyone = _total(kit.facts(view.place, view.run.id)["request"])
    rows = [
        (
            kit.row_head(fy(year)),
            cell(kusd(everyone.get(year, Decimal(0))), class_="n"),
            cell(kusd(amounts["asked"]), class_="n"),
            *_budget_cells(amounts, held, has_budget=bool(view.run.budgets)),
        )
        for year, amounts in years.items()
    ]
    heads = ["asked, all", "asked, ranked", "budget", *held, "promised", "new starts", "left"]
    kit.show(
        kit.table(
            "Money asked and available by fiscal year ($K)",
            ["Year", *(kit.head(name.capitalize(), "n") for name in heads)],
            rows,
            class_="plain dense",
        )
    )
    if view.run.budgets and years:
        kit.money_by_year(years)


def _budget_cells(
    amounts: dict[str, Decimal], held: list[str], *, has_budget: bool
) -> Iterator[Markup]:
    for name in ("budget", *held, "promised", "funded new starts", "left"):
        known = has_budget or name == "promised"
        strong = "n strong" if name == "left" else "n"
        yield cell(kusd(amounts[name]) if known else kit.DASH, class_=strong)


def by_component(scores: pd.DataFrame) -> pd.DataFrame:
    """Return counts of proposals, one row a component, one column a standing."""
    named = scores.assign(component=scores["component"].fillna(NOT_KNOWN))
    counts = pd.crosstab(named["component"], named["standing"])
    counts = counts.reindex(columns=shown_standings(counts.columns), fill_value=0)
    largest_first = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[largest_first]


def _show_components(view: View, scores: pd.DataFrame) -> None:
    counts = by_component(scores)
    kit.section("By component")
    if counts.empty:
        kit.paragraph("No proposal was judged.", class_="hint")
        return
    kit.verdicts_by_component(counts)
    order = kit.order(view.place, view.run.id)
    funded = order[order["mark"] == "funded"].groupby("component").size()
    words = list(counts.columns)
    rows = [
        (
            kit.row_head(row["component"]),
            cell(f"{sum(row[word] for word in words):,}", class_="n strong"),
            *(cell(f"{int(row[word]):,}", class_="n") for word in words),
            cell(
                f"{int(funded.get(row['component'], 0)):,}" if view.run.budgets else kit.DASH,
                class_="n",
            ),
        )
        for row in kit.records(counts.reset_index(names="component"))
    ]
    heads = ["proposals", *words, "funded"]
    kit.show(
        kit.table(
            "Proposals of each component by verdict",
            ["Component", *(kit.head(kit.sentence_case(name), "n") for name in heads)],
            rows,
            class_="plain wraps dense",
        )
    )


def _show_waiting(view: View, scores: pd.DataFrame) -> None:
    order = kit.order(view.place, view.run.id)
    is_over = utc_now() > kit.store_at(view.place).extensions.deadlines(view.cycle).last
    to_hand_on = _referred(view, "to be handed on", *(("to be answered",) if is_over else ()))
    confirm = _linked(view, scores[scores["standing"] == "not recommended"])
    own = [
        _waits("the CTO", "Confirm, or overrule with a reason", confirm, "not recommended"),
        _waits("the CTO", "Decide on what does not fit", _marked(view, order), "passed over"),
        _waits("the CTO", "Take in or leave out", _late_items(view), "late"),
        _waits("the CTO", "Hand it on to its own program", to_hand_on, OTHER_WORK),
    ]
    others = [
        *_of_sponsors(view, scores, is_over=is_over),
        *_of_components(view, is_over=is_over),
    ]
    kit.section("What waits for whom")
    shown = [card for card in own if card]
    if shown:
        kit.show(el("div", *shown, class_="grid"))
    rest = [card for card in others if card]
    if rest:
        with st.expander("What sponsors and components can do, and what they no longer can"):
            kit.show(el("div", *rest, class_="grid"))
    if not shown and not rest:
        kit.paragraph("Nothing waits for anybody.", class_="hint")


def _of_sponsors(view: View, scores: pd.DataFrame, *, is_over: bool) -> Iterator[Markup]:
    """Yield what is returned or was refused: who can still send it, and who no longer can."""
    returned = scores[scores["standing"] == "returned"]
    in_time = pd.Series(_in_time(view, returned), returned.index, dtype=bool)
    open_, closed = _linked(view, returned[in_time]), _linked(view, returned[~in_time])
    yield _waits("the sponsor", "Repair it and send it again", open_, "returned")
    yield _waits("nobody", _AFTER.format(what="a repaired one counts"), closed, "returned")
    files = _refused_items(view)
    if is_over:
        yield _waits("nobody", _AFTER.format(what="another file counts"), files, "refused")
    else:
        yield _waits("the sponsor", "Send a file that can be taken", files, "refused")


def _of_components(view: View, *, is_over: bool) -> Iterator[Markup]:
    if not is_over:
        asked = _referred(view, "to be answered")
        yield _waits("the component", "Answer what its own program asks", asked, OTHER_WORK)
    led = _referred(view, "not FCT work as it stands", is_named=True)
    yield _waits("the component", "Take it to the better program", led, "ineligible")


def _referred(view: View, *states: str, is_named: bool = False) -> list[Markup]:
    """Return what leads to another program and stands so; ``is_named``: to a named one alone."""
    rows = kit.not_fct(view.place, view.cycle.fiscal_year)["referrals"]
    return [
        proposal_item(view, row["ref"], f"{row['title'] or 'no title'}: {row['name']}")
        if row["name"]
        else proposal_item(view, row["ref"], row["title"] or "no title")
        for row in rows
        if row["state"] in states and (row["name"] or not is_named)
    ]


def _waits(whom: str, task: str, items: list[Markup], word: str) -> Markup:
    if not items:
        return kit.joined()
    shown, rest = items[:_ITEMS_SHOWN], items[_ITEMS_SHOWN:]
    more = el("details", el("summary", f"{len(rest)} more"), el("ul", *rest)) if rest else ""
    heading = el(
        "div",
        kit.badge(word, f"{word} · {len(items)}"),
        el("span", "waits for ", el("strong", whom), class_="whom"),
        class_="row",
    )
    return el(
        "div", heading, el("div", task, class_="task"), el("ul", *shown), more, class_="card waits"
    )


def proposal_item(view: View, ref: str, words: object) -> Markup:
    """Return a list item that leads to a proposal."""
    return el("li", page_link(ref, "proposal", ref=ref, **view.address), " ", words)


def _linked(view: View, rows: pd.DataFrame) -> list[Markup]:
    return [
        proposal_item(view, ref, title or "no title")
        for ref, title in zip(rows["ref"], rows["title"], strict=True)
    ]


def _marked(view: View, order: pd.DataFrame) -> list[Markup]:
    if not view.run.budgets:
        return []
    chosen = order[order["mark"] == "passed over"]
    return [
        proposal_item(view, row["ref"], f"rank {row['rank']}, {row['title']}")
        for row in kit.records(chosen)
    ]


def _refused_items(view: View) -> list[Markup]:
    return [
        el(
            "li",
            el("strong", one.file_name),
            " ",
            el("code", one.refusal_code),
            el("div", kit.sentence(one.refusal_message), class_="hint"),
        )
        for one in _refused(view)
    ]


def _late_items(view: View) -> list[Markup]:
    late = kit.late(view.place, view.cycle.fiscal_year, view.cycle.deadline)
    return [
        el(
            "li",
            el("strong", item.ref),
            f" version {item.version}, received {kit.moment(item.received_at, view.cycle.zone)}. ",
            kit.answer_title(item),
        )
        for item in late
    ]
