"""How a merit came about: points of maturity by part, strength by criterion, and their weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fct.dashboard.kit.look import interval, points
from fct.dashboard.kit.markup import Cells, Markup, cell, el, head, row_head, sized, table
from fct.data.program import CRITERIA, Rubric
from fct.data.proposals import ProposalTable
from fct.scoring.defending import fields_of_part
from fct.scoring.judging import MATURITY_PARTS

_PART_NAMES = {"mrl": "MRL", "trl": "TRL"}


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the merit.

    Attributes
    ----------
    name : str
    points : float
        Of the 100 of merit; the lowest where an answer is missing.
    group : str
        ``maturity`` or ``strength``.
    """

    name: str
    points: float
    group: str


def part_name(part: str) -> str:
    """Return what a part of maturity is called."""
    return _PART_NAMES.get(part, part.replace("_", " "))


def sentence_case(words: str) -> str:
    """Return words with a capital letter at their beginning, the rest as it is."""
    return words[:1].upper() + words[1:]


def parts_of(score: Mapping[str, Any]) -> list[tuple[str, Mapping[str, float]]]:
    """Return the parts of maturity in the order of the rubric."""
    return [(name, score["parts"][name]) for name in MATURITY_PARTS if name in score["parts"]]


def shares(score: Mapping[str, Any], rubric: Rubric) -> list[Share]:
    """Return the parts that the merit of a proposal is the sum of."""
    maturity = [
        Share(part_name(name), rubric.merit.maturity * part["low"], "maturity")
        for name, part in parts_of(score)
    ]
    strength = [
        Share(
            name,
            rubric.merit.strength * 100 * score["criteria"][name]["strength"] / len(CRITERIA),
            "strength",
        )
        for name in CRITERIA
    ]
    return maturity + strength


def merit_bar(score: Mapping[str, Any], rubric: Rubric) -> Markup:
    """Return the merit as one bar of its parts."""
    parts = shares(score, rubric)
    counts = {"maturity": 0, "strength": 0}
    pieces = []
    for part in parts:
        counts[part.group] += 1
        pieces.append(
            sized(
                "span",
                part.points / 100,
                class_=f"{part.group} p{counts[part.group]}",
                title=f"{part.name}: {points(part.points)}",
            )
        )
    weights = rubric.merit
    words = (
        f"Merit {points(score['merit'])} = {weights.maturity:g} × maturity "
        f"{points(score['maturity_low'])} + {weights.strength:g} × strength "
        f"{points(score['strength'])}"
    )
    said = "; ".join(f"{part.name} {points(part.points)}" for part in parts)
    keys = [
        _key(group, sum(part.points for part in parts if part.group == group), 100 * weight)
        for group, weight in (("maturity", weights.maturity), ("strength", weights.strength))
    ]
    return el(
        "div",
        el("p", words, class_="formula"),
        el("div", *pieces, class_="stack", role="img", aria_label=f"{words}. {said}."),
        el("div", *keys, class_="keys"),
        class_="merit-bar",
    )


def _key(group: str, reached: float, most: float) -> Markup:
    sample = el("i", class_=f"{group} p1", aria_hidden="true")
    return el("span", sample, f"{group}: {points(reached)} of {most:g}", class_="key")


def maturity_table(score: Mapping[str, Any], rubric: Rubric, evidence: ProposalTable) -> Markup:
    """Return the six parts of maturity: answer, cell, points, of how many."""
    rows: list[Markup | Cells] = [
        (
            row_head(part_name(name)),
            cell(*_answers(evidence, name)),
            cell(interval(part["low"], part["high"]), class_="n strong"),
            cell(f"of {getattr(rubric.maturity, name).points:g}", class_="n"),
            cell(points(rubric.merit.maturity * part["low"]), class_="n"),
        )
        for name, part in parts_of(score)
    ]
    low, high = score["maturity_low"], score["maturity_high"]
    rows.append(
        el(
            "tr",
            row_head("maturity"),
            cell("rank uses the lowest" if high > low else ""),
            cell(interval(low, high), class_="n strong"),
            cell("of 100", class_="n"),
            cell(points(rubric.merit.maturity * low), class_="n"),
            class_="sum",
        )
    )
    names = ("Points", "Of", "Adds to merit")
    heads = ["Part", "Answer and cell", *(head(name, "n") for name in names)]
    return table("Production maturity by part", heads, rows)


def _answers(evidence: ProposalTable, part: str) -> list[Markup]:
    found = []
    for field in fields_of_part(part):
        sheet, where = evidence.address(field, 0)
        written = evidence.written(field, 0) or "blank"
        found.append(el("div", written, " ", el("code", f"{sheet} {where}".strip())))
    return found


def strength_table(score: Mapping[str, Any], rubric: Rubric, counts: Mapping[str, str]) -> Markup:
    """Return the strength of each criterion.

    Parameters
    ----------
    score : mapping
    rubric : Rubric
    counts : mapping of str to str
        For each criterion, how many of its rules hold, in words.
    """
    weight = 100 * rubric.merit.strength
    rows = [
        (
            row_head(name),
            counts[name],
            cell(f"{score['criteria'][name]['strength']:.2f}", class_="n strong"),
            cell(
                points(weight * score["criteria"][name]["strength"] / len(CRITERIA)),
                class_="n",
            ),
        )
        for name in CRITERIA
    ]
    mean = el(
        "tr",
        row_head("strength"),
        cell("mean of the five × 100"),
        cell(points(score["strength"]), class_="n strong"),
        cell(points(weight * score["strength"] / 100), class_="n"),
        class_="sum",
    )
    names = ("Strength", "Adds to merit")
    heads = ["Criterion", "Rules that hold", *(head(name, "n") for name in names)]
    return table("Strength by criterion", heads, [*rows, mean])
