"""What is worth checking and asking first: the answers on which the funded set hangs.

``verify-first``: which single answer, one step lower, would change where its proposal stands to the
line. ``ask-first``: which answer that is open would, once given, most often change who is funded.
Both are exact: with that one answer changed everything is judged again, by the rules, the ranking
and the line that judge everything else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fct.data.common import UsageError, squeeze
from fct.data.program import load_form, load_robustness_terms, load_rules
from fct.scoring.defending.changed_standing import Asked, SampledLine, Standing, asked_of
from fct.scoring.defending.one_answer import (
    Changed,
    JudgedSeason,
    OneChange,
    OpenAnswer,
    lower_changes,
    open_answers,
    possible_answers,
    standing_key,
)
from fct.scoring.defending.weight_samples import SensitivityTerms
from fct.scoring.ranking import OrderOfMerit

_LONGEST = 400  # characters of an answer that are kept
_DECIMALS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What is worth checking and asking, as JSON values.

    Attributes
    ----------
    answers, questions : list of dict
        As ``fct verify-first --all`` and ``fct ask-first`` list them, without what is attached.
    """

    answers: list[dict[str, Any]]
    questions: list[dict[str, Any]]


def sample_terms(official: OrderOfMerit) -> SensitivityTerms:
    """Return the weight samples of ``fct sure``.

    Raises
    ------
    UsageError
        If more are ranked than are tried answer by answer.
    NotNowError
        With ``LEFT_OUT``, where so many compete that this is left out.
    """
    official.refuse_large()
    declared, size = load_robustness_terms(), len(official.refs)
    terms = declared.for_size(size)
    if terms is None or size > declared.most_compared:
        raise UsageError(
            f"{size:,} proposals are ranked; single answers are changed of at most "
            f"{declared.most_compared:,}."
        )
    return SensitivityTerms(terms=terms)


def worth_of(official: OrderOfMerit, sensitivity: SensitivityTerms | None = None) -> Worth:
    """Return which answers are worth checking and asking in a run.

    Parameters
    ----------
    official : OrderOfMerit
        Of a run, with the proposals that it judged.
    sensitivity : SensitivityTerms, optional
        The weight samples; those of ``fct sure`` by default.

    Raises
    ------
    UsageError
        If more are ranked than are tried answer by answer.
    """
    sensitivity = sensitivity or sample_terms(official)
    proposals = [official.proposals[ref] for ref in sorted(official.proposals)]
    season = JudgedSeason(proposals, official.cycle, official.rubric, official.exceptions)
    lower = lower_changes(season, official.competing)
    asked = open_answers(season)
    tried = [possible_answers(season, one) for one in asked]
    possible = [change for changes in tried for change in changes]
    # All in one table: thousands of changes are judged in the time of a few.
    changed = season.with_changes([*lower, *possible])
    line = SampledLine(official, sensitivity, _other_requests(official, changed))
    found = _Found(season, official, line, changed)
    return Worth(
        found.answers(lower),
        found.questions(asked, tried, len(lower)),
    )


def _other_requests(official: OrderOfMerit, changed: Changed) -> list[Asked]:
    """Return the requests of changed proposals that are not those of ranked ones."""
    known = {
        Asked(one.ref, tuple(one.request_kusd.items()), one.component)
        for one in official.candidates
    }
    rows = [row for row, is_ranked in enumerate(changed.is_ranked) if is_ranked]
    return list(dict.fromkeys(one for row in rows if (one := asked_of(changed, row)) not in known))


class _Found:
    """Makes the rows of a report."""

    def __init__(
        self, season: JudgedSeason, official: OrderOfMerit, line: SampledLine, changed: Changed
    ) -> None:
        self._season, self._official, self._line, self._changed = season, official, line, changed
        self._places = {ref: place for place, ref in enumerate(official.refs)}

    def answers(self, lower: Sequence[OneChange]) -> list[dict[str, Any]]:
        """Return a row for each change, those that change a mark first, then by what they move."""
        marks = dict(zip(self._official.refs, self._official.ranks["mark"], strict=True))
        rows_of: dict[int, list[int]] = {}
        for row, one in enumerate(lower):
            rows_of.setdefault(one.place, []).append(row)
        found = []
        for of, rows in rows_of.items():
            ref = self._season.proposals[of].ref
            place = self._places[ref]
            now = float(self._line.room.funded[place, :-1].mean())
            for row, then in zip(rows, self._standings(rows, place), strict=True):
                found.append(
                    {
                        **self._address(lower[row]),
                        "now": str(marks[ref]),
                        "then": None if then.mark is None else str(then.mark),
                        "funded_share_now": now,
                        "funded_share_then": float(then.funded.mean()),
                        "rank": place + 1,
                    }
                )
        return sorted(found, key=_turn)

    def _standings(self, rows: Sequence[int], place: int | None) -> list[Standing]:
        return self._line.standings(self._changed, rows, place)

    def questions(
        self, asked: Sequence[OpenAnswer], tried: Sequence[Sequence[OneChange]], start: int
    ) -> list[dict[str, Any]]:
        """Return a row for each open answer, that which flips most first."""
        found = []
        for one, changes in zip(asked, tried, strict=True):
            rows = list(range(start, start + len(changes)))
            start += len(changes)
            ref = self._season.proposals[one.place].ref
            place = self._places.get(ref)
            keys = {row: standing_key(self._changed, row) for row in rows}
            # The worst and the best answer of its choices or range (reviewing.md, detail 28).
            chosen = min(rows, key=keys.__getitem__), max(rows, key=keys.__getitem__)
            worst, best = self._standings(chosen, place)
            flips = float(np.mean(self._line.differ(worst, best, place)))
            named = dict(zip(rows, changes, strict=True))
            address = self._address(changes[0])
            # An open answer has neither.
            del address["rule"], address["lower"]
            found.append(
                {
                    **address,
                    "flips": flips,
                    "worst": named[chosen[0]].written,
                    "best": named[chosen[1]].written,
                    "criterion": one.criterion or None,
                    "rank": None if place is None else place + 1,
                }
            )
        last = len(self._places) + 1
        return sorted(found, key=lambda row: (-row["flips"], row["rank"] or last, row["ref"]))

    def _address(self, one: OneChange) -> dict[str, Any]:
        """Return whose answer it is and where it stands."""
        proposal, form = self._season.proposals[one.place], load_form()
        criterion = load_rules()[one.rule].criterion if one.rule else form[one.field].criterion
        sheet, cell, written = self._first_answer(one)
        return {
            "ref": proposal.ref,
            "field": one.field,
            "label": form[one.field].label,
            "sheet": sheet,
            "cell": cell,
            "written": written,
            "lower": one.written,
            "rule": one.rule or None,
            "criterion": criterion,
        }

    def _first_answer(self, one: OneChange) -> tuple[str, str, str]:
        """Return sheet, cell and text of an answer; of a table the first, an open one before."""
        table = self._season.present.table
        sheet = table.sheet_of(one.field)
        rows = np.flatnonzero(sheet.owner == one.place)
        if not rows.size:
            name = table.proposals[one.place].origin.sheets.get(sheet.name, sheet.name)
            return name, "", ""
        row = int(rows[0])
        name, cell = table.address(one.field, row)
        return name, cell, squeeze(table.written(one.field, row))[:_LONGEST]


def _turn(row: Mapping[str, Any]) -> tuple[bool, float, int]:
    moved = abs(row["funded_share_now"] - row["funded_share_then"])
    return row["now"] == row["then"], -round(moved, _DECIMALS), row["rank"]
