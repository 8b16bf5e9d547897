"""Rules that can change: the stage of each, its alarms and false alarms, and the waivers."""

from collections.abc import Mapping, Sequence

import pandas as pd

from fct.dashboard import kit
from fct.dashboard.kit import Cells, View, badge, cell, el, plural, row_head, table
from fct.data import program
from fct.data.program import Lowering, Rule, RuleStatistics, Stage, StageChange, load_rules
from fct.data.proposals import Waiver
from fct.expectations.logic import FAILS
from fct.scoring.judging import rule_words
from fct.scoring.learning import stored_statistics

_FEW = {"fails": 0, "unknown": 0}


@kit.came_in(is_shared=True, spinner="Counting alarms …")
def _statistics(place: kit.Place) -> dict[str, RuleStatistics]:
    return stored_statistics(kit.store_at(place), list(load_rules()))


def show_rules(view: View) -> None:
    """Draw the page."""
    kit.title(
        "Rules",
        "What each rule asks, how its findings count, and how often a finding was false.",
    )
    _show_rules(view)
    _show_lowerings(kit.store_at(view.place).stages.lowerings())
    _show_waivers(view)
    _show_changes(kit.store_at(view.place).stages.changes())


def _show_rules(view: View) -> None:
    kit.section(
        "Stages and alarms",
        kit.sentence(
            "Counts of this run; alarms of all stored proposals. A rule is raised a stage only by "
            "measured false alarms: `fct rule stage`, `fct rule review`."
        ),
    )
    stages = kit.store_at(view.place).stages.now()
    statistics = _statistics(view.place)
    counts = _counts(kit.findings(view.place, view.run.id))
    rows = [
        _rule_row(rule, stages.get(rule.id, Stage.BLOCK), counts, statistics[rule.id])
        for rule in load_rules().values()
    ]
    names = ("Fails", "Unknown", "Alarms", "Reviewed", "False")
    heads = ["Rule", "Holds when", "Counts as", "Stage", *(kit.head(name, "n") for name in names)]
    kit.show(table("Rules with their stages and alarms", heads, rows, class_="plain small"))


def _counts(findings: pd.DataFrame) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    once = findings.drop_duplicates(["ref", "rule"])
    for rule, outcome in zip(once["rule"], once["outcome"], strict=True):
        word = "fails" if outcome == FAILS else "unknown"
        found.setdefault(str(rule), dict(_FEW))[word] += 1
    return found


def _rule_row(
    rule: Rule, stage: Stage, counts: Mapping[str, Mapping[str, int]], figures: RuleStatistics
) -> Cells:
    of_run, whole = counts.get(rule.id, _FEW), figures.whole
    interval = figures.rate_interval
    rate = kit.DASH if whole.rate is None else f"{whole.rate:.0%}"
    span = "" if interval is None else el("div", f"{interval[0]:.0%} to {interval[1]:.0%}")
    return (
        row_head(rule.id),
        cell(rule_words(rule, program.load_form()), el("div", rule.source, class_="hint")),
        badge(rule.severity),
        badge(stage),
        cell(of_run["fails"], class_="n"),
        cell(of_run["unknown"], class_="n"),
        cell(whole.alarms, class_="n"),
        cell(whole.reviewed, class_="n"),
        cell(rate, span, class_="n"),
    )


def _show_waivers(view: View) -> None:
    waivers = kit.store_at(view.place).waivers.of_cycle(view.cycle.fiscal_year)
    count = f"{plural(len(waivers), 'request')} in this cycle: `fct waiver`."
    kit.section("Waivers", kit.sentence(count))
    if not waivers:
        kit.paragraph("Nobody asked for a rule to be waived.", class_="hint")
        return
    rows = [_waiver_row(view, waiver) for waiver in waivers]
    names = ("Waiver", "Proposal", "Rule", "Standing", "Why", "Asked by", "Last day")
    kit.show(table("Waivers", names, rows))


def _waiver_row(view: View, waiver: Waiver) -> Cells:
    request = waiver.request
    answers = [
        el("div", f"{one.answer} by {one.actor.name}: {one.reason}", class_="hint")
        for one in waiver.answers
    ]
    return (
        row_head(waiver.id),
        kit.page_link(request.ref, "proposal", ref=request.ref, **view.address),
        request.rule,
        cell(badge(waiver.status), *answers),
        request.reason,
        request.actor.name,
        f"{request.expires:%d %b %Y}",
    )


def _show_lowerings(lowerings: Sequence[Lowering]) -> None:
    waiting = [one for one in lowerings if one.status == program.WAITING]
    if not waiting:
        return
    kit.section(
        "Lowerings that wait for a second person",
        "Nothing changes until a person other than the one who proposed it confirms.",
    )
    rows = [
        (
            row_head(one.id),
            one.change.rule,
            cell(badge(one.was), " to ", badge(one.change.stage)),
            one.change.reason,
            f"{one.change.at:%d %b %Y} by {one.change.actor.name}",
            kit.sentence(f"`fct rule confirm {one.id}`, or `fct rule take-back {one.id}`"),
        )
        for one in waiting
    ]
    names = ("Lowering", "Rule", "From and to", "Why", "Proposed", "How to confirm or take back")
    kit.show(table("Lowerings that wait", names, rows))


def _show_changes(changes: Sequence[StageChange]) -> None:
    if not changes:
        return
    kit.section("Changes of stages", "The newest first; each with the figures looked at.")
    rows = [
        (
            row_head(one.rule),
            badge(one.stage),
            one.reason,
            _figures(one),
            f"{one.at:%d %b %Y} by {one.actor.name}",
        )
        for one in reversed(changes)
    ]
    names = ("Rule", "To", "Why", "Figures", "When")
    kit.show(table("Changes of stages", names, rows))


def _figures(change: StageChange) -> str:
    if change.statistics is None:
        return "for those who see every proposal"
    whole = change.statistics.whole
    return f"{whole.false_alarms} of {whole.reviewed} reviewed alarms false"


def waiver_notices(view: View, ref: str) -> kit.Markup:
    """Return the waivers that counted in a run for one proposal, to stand beside its score."""
    counted = view.run.evidence.get("waivers", {}).get(ref, [])
    return kit.joined(
        *(
            el(
                "div",
                el("strong", f"Waived: rule {one['rule']}. "),
                f"{one['reason']} (asked by {one['requested_by']}, approved by "
                f"{one['approved_by']}: {one['approval_reason']}; until {one['expires']}, "
                f"{one['id']}). The outcome and the strength stay.",
                class_="notice sample",
                role="note",
            )
            for one in counted
        )
    )
