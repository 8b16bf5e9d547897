"""The cycle at a glance: counts, money, components, and what waits for whom."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import (
    VERDICTS,
    Markup,
    Money,
    View,
    badge,
    cell,
    el,
    fy,
    head,
    joined,
    kusd,
    page_link,
    plural,
    sentence,
    table,
)
from fct.data.program import Marking
from fct.data.subjects import REFUSED, Submission

NOT_KNOWN = "not known"
_ITEMS_SHOWN = 6
_SAID = {
    "rankable": "ranked for funding",
    "returned": "the sponsor can repair it",
    "not recommended": "a criterion is not met",
    "ineligible": "not FCT work as it stands",
}


def show_glance(view: View, marking: Marking) -> None:
    """Draw the page."""
    del marking  # nothing is exported here
    scores = kit.scores(view.place, view.run.id)
    kit.title(f"{fy(view.cycle.fiscal_year)} at a glance", _lead(view, scores))
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
        f"{plural(funded, 'proposal')} stand above the funding line."
        if view.run.budgets
        else "No budget is set, so no funding line is drawn."
    )
    judged = f"{plural(len(scores), 'proposal')} judged, "
    return joined(judged, f"{int((scores['verdict'] == 'rankable').sum())} ranked. {line}")


def _show_counts(view: View, scores: pd.DataFrame) -> None:
    counts = scores["verdict"].value_counts()
    cards = [
        kit.figure(word, f"{int(counts.get(word, 0)):,}", _SAID[word], kit.tone(word))
        for word in VERDICTS
    ]
    late = kit.late(view.place, view.cycle.fiscal_year, view.cycle.deadline)
    refused = _refused(view)
    cards.append(kit.figure("late", f"{len(late):,}", "came after the deadline"))
    cards.append(kit.figure("files refused", f"{len(refused):,}", "could not be taken"))
    kit.figures(cards)
    kit.figures(_other_work(view, scores))


def _other_work(view: View, scores: pd.DataFrame) -> list[Markup]:
    """Return what leads to another program, what was handed on, and what is not developed again."""
    found = kit.findings(view.place, view.run.id)
    other = found.loc[(found["rule"] == "G6") & (found["outcome"] == -1), "ref"]
    made = kit.store_at(view.place).referrals.of_cycle(view.cycle.fiscal_year)
    order = kit.order(view.place, view.run.id)
    avoided = kit.avoided_usd(view.place, view.run.id)
    funded = _avoided(avoided, order.loc[order["mark"] == "funded", "ref"])
    ranked = _avoided(avoided, order["ref"])
    handed = len({one.ref for one in made})
    return [
        kit.figure(
            "not FCT work", f"{other.nunique():,}", f"by purpose, of {len(scores):,} judged"
        ),
        kit.figure("handed on", f"{handed:,}", "to another program"),
        kit.figure("development cost avoided", f"${ranked}K", "as those that are ranked say"),
        kit.figure("of which funded", f"${funded}K", "as those above the line say"),
    ]


def _avoided(usd: Mapping[str, Decimal], refs: "pd.Series[Any]") -> str:
    return kusd(sum((usd.get(ref, Decimal(0)) for ref in refs), Decimal(0)) / 1000)


def _refused(view: View) -> list[Submission]:
    files = kit.submissions(view.place, view.cycle.fiscal_year)
    return [one for one in files if one.status == REFUSED]


def money_of(view: View) -> dict[int, dict[str, Decimal]]:
    """Return asked, budget, promised, funded and left for each fiscal year, in thousands."""
    order = kit.order(view.place, view.run.id)
    is_funded = order["mark"] == "funded"
    budgets = kit.money(view.run.budgets)
    promised = kit.money(view.run.evidence.get("promised"))
    left = kit.money(view.run.left)
    asked, funded = _total(order["request"]), _total(order.loc[is_funded, "request"])
    zero = Decimal(0)
    return {
        year: {
            "asked": asked.get(year, zero),
            "budget": budgets.get(year, zero),
            "promised": promised.get(year, zero),
            "funded new starts": funded.get(year, zero),
            "left": left.get(year, zero),
        }
        for year in sorted({*asked, *budgets, *promised})
    }


def _total(requests: "pd.Series[Any]") -> Money:
    total: Money = {}
    for request in requests.tolist():
        for year, amount in request.items():
            total[year] = total.get(year, Decimal(0)) + amount
    return total


def _show_money(view: View) -> None:
    years = money_of(view)
    kit.section("Money by fiscal year", "Thousands of dollars.")
    if not view.run.budgets:
        kit.notice("This cycle has no budget yet: what is asked for stands without a line.")
    everyone = _total(kit.facts(view.place, view.run.id)["request"])
    rows = [
        el(
            "tr",
            el("th", fy(year), scope="row"),
            cell(kusd(everyone.get(year, Decimal(0))), class_="n"),
            cell(kusd(amounts["asked"]), class_="n"),
            *_budget_cells(amounts, has_budget=bool(view.run.budgets)),
        )
        for year, amounts in years.items()
    ]
    heads = ["asked, all", "asked, ranked", "budget", "promised", "new starts", "left"]
    kit.show(
        table(
            "Money asked and available by fiscal year ($K)",
            [head("Year"), *(head(name.capitalize(), "n") for name in heads)],
            rows,
            class_="plain",
        )
    )
    if view.run.budgets and years:
        kit.money_by_year(years)


def _budget_cells(amounts: dict[str, Decimal], *, has_budget: bool) -> Iterator[Markup]:
    for name in ("budget", "promised", "funded new starts", "left"):
        known = has_budget or name == "promised"
        strong = "n strong" if name == "left" else "n"
        yield cell(kusd(amounts[name]) if known else kit.DASH, class_=strong)


def by_component(scores: pd.DataFrame) -> pd.DataFrame:
    """Return counts of proposals, one row a component, one column a verdict."""
    named = scores.assign(component=scores["component"].fillna(NOT_KNOWN))
    counts = pd.crosstab(named["component"], named["verdict"])
    counts = counts.reindex(columns=list(VERDICTS), fill_value=0)
    largest_first = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[largest_first]


def _show_components(view: View, scores: pd.DataFrame) -> None:
    counts = by_component(scores)
    kit.section("By component")
    if counts.empty:
        kit.show(el("p", "No proposal was judged.", class_="hint"))
        return
    kit.verdicts_by_component(counts)
    order = kit.order(view.place, view.run.id)
    funded = order[order["mark"] == "funded"].groupby("component").size()
    rows = [
        el(
            "tr",
            el("th", row["component"], scope="row"),
            cell(f"{sum(row[word] for word in VERDICTS):,}", class_="n strong"),
            *(cell(f"{int(row[word]):,}", class_="n") for word in VERDICTS),
            cell(
                f"{int(funded.get(row['component'], 0)):,}" if view.run.budgets else kit.DASH,
                class_="n",
            ),
        )
        for row in kit.records(counts.reset_index(names="component"))
    ]
    heads = ["proposals", *VERDICTS, "funded new starts"]
    kit.show(
        table(
            "Proposals of each component by verdict",
            [head("Component"), *(head(name.capitalize(), "n") for name in heads)],
            rows,
            class_="plain",
        )
    )


def _show_waiting(view: View, scores: pd.DataFrame) -> None:
    kit.section("What waits for whom")
    order = kit.order(view.place, view.run.id)
    repair, confirm, refer = (
        _linked(view, scores, verdict) for verdict in ("returned", "not recommended", "ineligible")
    )
    cards = [
        _waits("the sponsor", "Repair and submit again", repair, "returned"),
        _waits("the sponsor", "Send a file that can be taken", _refused_items(view), "refused"),
        _waits("the component", "Take it to the better program", refer, "ineligible"),
        _waits("the CTO", "Confirm, or overrule with a reason", confirm, "not recommended"),
        _waits("the CTO", "Decide on what does not fit", _marked(view, order), "passed over"),
        _waits("the CTO", "Take in or leave out", _late_items(view), "late"),
    ]
    shown = [card for card in cards if card]
    if shown:
        kit.show(el("div", *shown, class_="grid"))
    else:
        kit.show(el("p", "Nothing waits for anybody.", class_="hint"))


def _waits(whom: str, task: str, items: list[Markup], word: str) -> Markup:
    if not items:
        return joined()
    shown, rest = items[:_ITEMS_SHOWN], items[_ITEMS_SHOWN:]
    more = el("details", el("summary", f"{len(rest)} more"), el("ul", *rest)) if rest else ""
    heading = el(
        "div",
        badge(word, f"{word} · {len(items)}"),
        el("span", "waits for ", el("strong", whom), class_="whom"),
        class_="row",
    )
    return el(
        "div", heading, el("div", task, class_="task"), el("ul", *shown), more, class_="card waits"
    )


def proposal_item(view: View, ref: str, words: object) -> Markup:
    """Return a list item that leads to a proposal."""
    return el("li", page_link(ref, "proposal", ref=ref, **view.address), " ", words)


def _linked(view: View, scores: pd.DataFrame, verdict: str) -> list[Markup]:
    chosen = scores[scores["verdict"] == verdict]
    return [
        proposal_item(view, ref, title)
        for ref, title in zip(chosen["ref"], chosen["title"], strict=True)
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
            el("div", sentence(one.refusal_message), class_="hint"),
        )
        for one in _refused(view)
    ]


def _late_items(view: View) -> list[Markup]:
    late = kit.late(view.place, view.cycle.fiscal_year, view.cycle.deadline)
    return [
        el(
            "li",
            el("strong", item.ref),
            f" version {item.version}, received {item.received_at:%d %b %Y %H:%M} UTC. ",
            kit.answer_title(item),
        )
        for item in late
    ]
