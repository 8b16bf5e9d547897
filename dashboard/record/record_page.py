"""The past: what became of past projects, what can be learned from it, and why nothing is."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fct.dashboard import kit
from fct.dashboard.kit import Cells, View, cell, el, fy, head, plural, row_head, share_words, table
from fct.dashboard.record import record_charts
from fct.data.program import load_calibration_terms
from fct.data.subjects import StoredTrackLine

if TYPE_CHECKING:
    from fct.scoring.learning import LearnedChances, LearnedWeights, StoredPast

_SHOWN = 300  # lines of the track record
_WORDS = {True: "yes", False: "no", None: "not known"}
Row = Mapping[str, Any]


@kit.current(spinner="Learning from the past …")
def _learned(
    place: kit.Place, fiscal_year: int
) -> "tuple[StoredPast, LearnedChances, LearnedWeights]":
    # It loads scikit-learn: not for other pages.
    from fct.scoring.learning import learned_chances, learned_weights, stored_past

    past = stored_past(kit.store_at(place), fiscal_year)
    return past, learned_chances(past), learned_weights(past)


def show_record(view: View) -> None:
    """Draw the page."""
    confidence = load_calibration_terms().confidence
    kit.title(
        "Past",
        "What became of past projects, and what can be learned from it. It enters neither merit "
        f"nor rank. Intervals are to hold the truth in {share_words(confidence)} of cases.",
    )
    past, chances, weights = _learned(view.place, view.cycle.fiscal_year)
    _show_chances(view, chances)
    _show_weights(weights)
    _show_lines(past.lines)


def _show_chances(view: View, found: "LearnedChances") -> None:
    kit.section(
        "Chance to test well and be procured",
        "Of a project once it is selected; learned from the cycles before "
        f"{fy(found.fiscal_year)}.",
    )
    if not found.learned:
        _show_abstention("Nothing was learned.", found)
        return
    figures = found.figures
    kit.figures(
        [
            _count_card(found, "projects"),
            kit.figure(
                "Skill against the base rate",
                share_words(figures["skill"]),
                f"Brier score {figures['brier']:.3f}, that of the base rate "
                f"{figures['base_brier']:.3f}, on cycles left out",
            ),
            kit.figure(
                "By chance alone",
                f"p {figures['p']:.3f}",
                "how often outcomes that depend on no part are predicted as well",
            ),
        ]
    )
    _show_left_out(found.left_out)
    record_charts.reliability_curve(found.curve)
    if not found.predictions:
        kit.notice("No proposal is ranked in this cycle, so no chance is predicted.")
        return
    record_charts.chances(found.predictions)
    heads = ["Proposal", head("Chance", "n"), head("From", "n"), head("To", "n"), ""]
    rows = [_chance_row(view, row) for row in found.predictions]
    kit.show(table("Learned chances in rank order", heads, rows))


def _chance_row(view: View, row: Row) -> Cells:
    shares = (cell(share_words(row[name]), class_="n") for name in ("chance", "low", "high"))
    return (
        row_head(kit.page_link(row["ref"], "why", ref=row["ref"], **view.address)),
        *shares,
        "unlike any past project in some part" if row["beyond"] else "",
    )


def _count_card(found: "LearnedChances | LearnedWeights", what: str) -> kit.Markup:
    figures = found.figures
    return kit.figure(
        "Learned from",
        plural(int(figures["cases"]), what.removesuffix("s")),
        f"{plural(int(figures['cycles']), 'cycle')}; outcome yes {figures['yes']}, "
        f"no {figures['no']}",
    )


def _show_abstention(lead: str, found: "LearnedChances | LearnedWeights") -> None:
    kit.notice(el("strong", f"{lead} "), kit.sentence(found.reason))
    known = "; ".join(f"{name} {_figure(value)}" for name, value in found.figures.items())
    kit.paragraph(f"Known: {known.replace('_', ' ')}.", class_="hint")
    _show_left_out(found.left_out)


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _show_left_out(left_out: Mapping[str, int]) -> None:
    if left_out:
        reasons = "; ".join(f"{count}, because {reason}" for reason, count in left_out.items())
        kit.paragraph(f"Left out of the track record: {reasons}.", class_="hint")


def _show_weights(found: "LearnedWeights") -> None:
    kit.section(
        "Weights that past selections imply",
        "Next to the rubric's, compared within cycle and tier. They say what selections are "
        "consistent with, not why anybody chose.",
    )
    if found.learned:
        kit.figures(
            [
                _count_card(found, "selections"),
                kit.figure(
                    "Pairs right",
                    share_words(found.figures["concordance"]),
                    f"by the implied order on cycles left out, p {found.figures['p']:.3f}",
                ),
            ]
        )
        _show_left_out(found.left_out)
        rows = [{**row, "part": kit.part_name(row["part"])} for row in found.weights]
        record_charts.weights(rows)
        names = ("Rubric", "Implied", "From", "To")
        heads = ["Part", *(head(name, "n") for name in names)]
        body = [_weight_row(row) for row in rows]
        kit.show(table("Weights in points of merit", heads, body))
    else:
        _show_abstention("No weights are given.", found)
    _show_agreement(found.agreement)


def _weight_row(row: Row) -> Cells:
    numbers = (
        cell(kit.points(row[one]), class_="n") for one in ("rubric", "implied", "low", "high")
    )
    return (row_head(row["part"]), *numbers)


def _show_agreement(agreement: Sequence[Row]) -> None:
    for row in agreement:
        if row["cases"]:
            where = " in cycles left out" if row["order"] == "implied" else ""
            kit.paragraph(
                f"{row['yes']} of {row['cases']} selections agree with the {row['order']} "
                f"order{where}: {share_words(row['share'])} ({share_words(row['low'])} to "
                f"{share_words(row['high'])})."
            )


def _show_lines(lines: Sequence[StoredTrackLine]) -> None:
    kit.section(
        "What became of past projects",
        kit.sentence(f"{plural(len(lines), 'line')} of the track record: `fct record add FILE`."),
    )
    if not lines:
        kit.paragraph("Nothing is known of past projects yet.", class_="hint")
        return
    rows = [_line_row(one) for one in list(reversed(lines))[:_SHOWN]]
    names = ("Project", "Year", "Selected", "Tested well", "Procured", "Known from", "Added")
    kit.show(table("Past projects", names, rows))
    if len(lines) > _SHOWN:
        last = f"The last {_SHOWN} are shown; `fct record list` lists all."
        kit.notice(kit.sentence(last))


def _line_row(one: StoredTrackLine) -> Cells:
    answers = (one.was_selected, one.tested_well, one.was_procured)
    return (
        row_head(one.ref),
        fy(one.fiscal_year),
        *(cell(_WORDS[answer]) for answer in answers),
        one.source,
        f"{one.at:%d %b %Y} by {one.actor.name}",
    )
