"""Proposals that look like the same one sent twice: equal title, item and vendor (reading 75)."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from fct.data.common import Note, RawProposal, cell_name, normalize
from fct.data.program import load_form
from fct.data.proposals.answers import State, as_text, read_answer

_NAMED = 5  # of a long group the first are named
_SAID = (
    "Title, item, vendor and component are those of {refs} in this list. If they are one proposal, "
    "keep one row; if not, nothing is to be done."
)
_BEFORE, _AFTER = _SAID.split("{refs}")
_REF = re.compile("“([^”]*)”")

Key = tuple[str, ...]


def alike_key(proposal: RawProposal) -> Key | None:
    """Return by what a proposal is compared, or None where one of the three is not filled."""
    form = load_form()
    key = []
    for name in ("title", "item_name", "vendor"):
        cell = proposal.answers.get(name)
        # Two blanks are not alike: of such a proposal nothing can be said.
        if cell is None or read_answer(form[name], cell.value).state is not State.READ:
            return None
        key.append(normalize(as_text(cell.value)))
    return tuple(key)


def component_of(proposal: RawProposal) -> str | None:
    """Return the component that a proposal names, or None where it cannot be read."""
    cell = proposal.answers.get("component")
    answer = read_answer(load_form()["component"], None if cell is None else cell.value)
    return None if answer.value is None else str(answer.value)


def note_alike(proposals: Sequence[RawProposal]) -> None:
    """Add a note to each proposal of one list that is alike to others of it."""
    groups: dict[tuple[Key, str | None], list[RawProposal]] = defaultdict(list)
    for proposal in proposals:
        if (key := alike_key(proposal)) is not None:
            groups[key, component_of(proposal)].append(proposal)
    for group in groups.values():
        if len(group) == 1:
            continue
        for proposal in group:
            refs = [f"“{other.ref}”" for other in group if other is not proposal][:_NAMED]
            title = proposal.answers["title"]
            proposal.notes.append(
                Note(
                    _SAID.format(refs=", ".join(refs)),
                    proposal.origin.sheets["Proposal"],
                    cell_name(title.row, title.column),
                    "title",
                )
            )


def note_without(text: str, is_hidden: Callable[[str], bool]) -> str | None:
    """Return a note of the reader as it is to who may not see some proposals of the list.

    Parameters
    ----------
    text : str
    is_hidden : callable
        Whether a ref is not to be seen.

    Returns
    -------
    str or None
        None where it names nothing but what is hidden.
    """
    if not (text.startswith(_BEFORE) and text.endswith(_AFTER)):
        return text
    refs = _REF.findall(text.removeprefix(_BEFORE).removesuffix(_AFTER))
    seen = [f"“{ref}”" for ref in refs if not is_hidden(ref)]
    return _SAID.format(refs=", ".join(seen)) if seen else None
