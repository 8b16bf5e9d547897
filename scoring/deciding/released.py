"""What may be released of a funded project: the answers that the form says so of, and its years."""

from collections.abc import Sequence
from typing import Any

from fct.data.common import RawProposal
from fct.data.papers import Release
from fct.data.program import Field, load_form
from fct.data.proposals import as_text, read_answer
from fct.scoring.deciding.standing import Standing
from fct.scoring.ranking import OrderOfMerit

OUTCOME = "Outcome"


def released_fields() -> list[Field]:
    """Return the fields whose answers may be released, in the order of the form."""
    return [field for field in load_form().fields if field.is_released]


def answer_of(proposal: RawProposal, field_id: str) -> Any:
    """Return an answer as it is read; None where it is blank or cannot be read."""
    cell = proposal.answers.get(field_id)
    return read_answer(load_form()[field_id], None if cell is None else cell.value).value


def release_of(standing: Standing, order: OrderOfMerit) -> Release:
    """Return what may go out of a slate: one row for each project that is funded."""
    funded = [ref for ref, one in standing.outcomes.items() if one.is_funded]
    chosen = {ref: standing.chosen[ref].kusd for ref in standing.basis.items if ref in funded}
    years = sorted({year for kusd in chosen.values() for year, amount in kusd.items() if amount})
    fields = released_fields()
    rows = tuple(
        (
            *(_answer(order.proposals[ref], field) for field in fields),
            str(standing.outcomes[ref]),
            *(year if kusd.get(year) else None for year in years),
        )
        for ref, kusd in chosen.items()
    )
    headings = (*(field.label for field in fields), OUTCOME, *(f"FY{year}" for year in years))
    return Release(headings, rows)


def _answer(proposal: RawProposal, field: Field) -> str | None:
    """Return an answer in words: of a choice or a country the accepted one, else as written."""
    cell = proposal.answers.get(field.id)
    if cell is None or answer_of(proposal, field.id) is None:
        return None
    return as_text(cell.value)


def notification_rows(
    standing: Standing, order: OrderOfMerit
) -> tuple[list[str], list[Sequence[object]]]:
    """Return headings and rows of the projects recommended, for the congressional committees."""
    funded = [ref for ref, one in standing.outcomes.items() if one.is_funded]
    chosen = {ref: standing.chosen[ref].kusd for ref in standing.basis.items if ref in funded}
    years = sorted({year for kusd in chosen.values() for year in kusd})
    form = load_form()
    shown = [form[name] for name in ("title", "component", "item_name", "vendor", "country")]
    shown.append(form["requirement_gap"])
    headings = ["Ref", *(field.label for field in shown), "Recommended"]
    headings += [*(f"FY{year} ($K)" for year in years), "Total ($K)"]
    rows: list[Sequence[object]] = [
        (
            ref,
            *(_answer(order.proposals[ref], field) for field in shown),
            str(standing.outcomes[ref]),
            *(kusd.get(year) for year in years),
            sum(kusd.values()),
        )
        for ref, kusd in chosen.items()
    ]
    return headings, rows
