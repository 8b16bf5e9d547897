"""What a search looks through: every answer of each judged proposal, and every readable comment."""

from collections.abc import Mapping
from itertools import chain

from fct.dashboard.kit import kept
from fct.dashboard.kit.places import Place, store_at
from fct.data.common import RawProposal


def words_by_ref(place: Place, run_id: str, fiscal_year: int) -> Mapping[str, str]:
    """Return answers and comments as one text, in small letters, by ref.

    Parameters
    ----------
    place : Place
    run_id : str
        Whose judged versions are searched.
    fiscal_year : int
        Whose comments are.
    """
    said = dict(_answers(place, run_id))
    for ref, text in _comments(place, fiscal_year).items():
        if ref in said:
            said[ref] = f"{said[ref]}\n{text}"
    return said


@kept.lasting()
def _answers(place: Place, run_id: str) -> dict[str, str]:
    judged = store_at(place).versions.judged(run_id)
    return {item.ref: _answers_text(item.proposal) for item in judged}


def _answers_text(proposal: RawProposal) -> str:
    rows = chain.from_iterable(proposal.rows.values())
    cells = chain(proposal.answers.values(), chain.from_iterable(row.values() for row in rows))
    return "\n".join(str(one.value) for one in cells if one.value is not None).casefold()


@kept.current()
def _comments(place: Place, fiscal_year: int) -> dict[str, str]:
    said: dict[str, str] = {}
    for one in store_at(place).comments.of_cycle(fiscal_year):
        said[one.ref] = f"{said.get(one.ref, '')}\n{one.text}".casefold()
    return said
