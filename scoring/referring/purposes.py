"""What a proposal asks for, version by version, and what it says that is not developed again."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from fct.data.proposals import as_text, read_fields
from fct.data.subjects import StoredProposal

_PURPOSE = "purpose"


def purpose_of(stored: StoredProposal) -> str:
    """Return what a version asks for, as it was written."""
    cell = stored.proposal.answers.get(_PURPOSE)
    return "" if cell is None else as_text(cell.value)


def purpose_changes(versions: Sequence[StoredProposal]) -> list[dict[str, Any]]:
    """Return where a version asks for something else than the one before it, oldest first."""
    ordered = sorted(versions, key=lambda one: one.version)
    return [
        {"version": after.version, "was": purpose_of(before), "is": purpose_of(after)}
        for before, after in pairwise(ordered)
        if purpose_of(before) != purpose_of(after)
    ]


def development_avoided_usd(stored: Sequence[StoredProposal]) -> dict[str, Decimal]:
    """Return by ref the development cost that a proposal says is avoided, in dollars.

    ISC ch. 13: FCT avoids redundant development. A blank or unreadable answer is not there.
    """
    table = read_fields([one.proposal for one in stored], ["development_avoided_usd"])
    values = table.proposal.value("development_avoided_usd")
    return {
        one.ref: Decimal(value)
        for one, value in zip(stored, values, strict=True)
        if value is not None
    }
