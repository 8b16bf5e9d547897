"""What an answer to a question may change: the named fields of one version, and nothing else."""

from collections.abc import Collection, Sequence
from typing import Any

from fct.data.common import RawProposal, UsageError, normalize, squeeze
from fct.data.program import PROPOSAL, load_form
from fct.data.proposals.answers import as_text
from fct.data.proposals.differences import difference


def known_fields(names: Sequence[str]) -> list[str]:
    """Return the ids of fields, each once, in the order in which they were named.

    Raises
    ------
    UsageError
        If the form has no such field, or none is named.
    """
    form = load_form()
    known = {field.id for field in form.fields}
    for name in names:
        if name not in known:
            alike = sorted(one for one in known if name and (name in one or one in name))
            near = f" Did you mean {', '.join(alike)}?" if alike else ""
            raise UsageError(
                f"The form has no field {name}; give its id, as `fct form` lists it.{near}"
            )
    if not names:
        raise UsageError("Name the fields that the answer may change.")
    return list(dict.fromkeys(names))


def other_fields(before: RawProposal, after: RawProposal, named: Collection[str]) -> list[str]:
    """Return the fields beside the named ones that differ between two versions.

    Texts are compared after the normalizing of reading 2. A named column of a table stands for all
    its rows; a row that is added or removed changes each of its columns that are filled.

    Returns
    -------
    list of str
        Ids, in the order of the form.
    """
    differing = {
        change.field
        for change in difference(before, after)
        if normalize(change.was) != normalize(change.now)
    }
    if before.second != after.second:
        differing |= {one.field for one in (before.second, after.second) if one is not None}
    return [field.id for field in load_form().fields if field.id in differing - set(named)]


def texts_of(proposal: RawProposal, named: Sequence[str]) -> dict[str, Any]:
    """Return what stands in fields, as written: a text, or for a column the text of each row."""
    return {name: _text_of(proposal, name) for name in named}


def _text_of(proposal: RawProposal, name: str) -> str | list[str]:
    sheet = load_form()[name].sheet
    if sheet == PROPOSAL:
        return _written(proposal.answers.get(name))
    return [_written(row.get(name)) for row in proposal.rows.get(sheet, [])]


def _written(cell: Any) -> str:
    return "" if cell is None else squeeze(as_text(cell.value))
