"""Which cycle a file is for: one answer at every entry point (reading 72)."""

import datetime as dt
from collections.abc import Collection

from fct.data.common import RefusalError
from fct.data.program import Cycle, load_form, refusal
from fct.data.proposals import State, read_answer
from fct.data.sheets import Workbook


def year_of_file(
    workbook: Workbook,
    named: int | None,
    *,
    stored: Collection[int],
    packaged: Collection[int],
) -> int:
    """Return the fiscal year of the cycle that a file is for.

    It is the one that its submitter names, else the one stamped in it, else what its own answers
    say if they agree, else that of the store's only cycle.

    Parameters
    ----------
    workbook : Workbook
    named : int or None
        By the submitter.
    stored, packaged : collection of int
        Years of which the store, and the program, have a cycle.

    Raises
    ------
    RefusalError
        ``UNKNOWN_CYCLE`` with the years that are known, and ``WRONG_CYCLE`` if it was made for
        another year than the one named.
    """
    stamped = workbook.fiscal_year
    if named is not None:
        if stamped not in {None, named}:
            raise refusal("WRONG_CYCLE", name=workbook.file, seen=stamped, accepted=named)
        return named
    known = sorted({*stored, *packaged})
    # The stamp of the form before the answers: a sponsor may have typed another year, which is then
    # a finding.
    answered = set() if stamped is not None else _years_answered(workbook)
    year = stamped if stamped is not None else answered.pop() if len(answered) == 1 else None
    if year is None and len(stored) == 1:
        (only,) = stored
        return only
    if year not in known:
        raise _unknown(workbook, year, answered, known)
    return year


def _years_answered(workbook: Workbook) -> set[int]:
    field = load_form()["fiscal_year"]
    found = set()
    for proposal in workbook.proposals:
        cell = proposal.answers.get(field.id)
        answer = read_answer(field, None if cell is None else cell.value)
        if answer.state is State.READ:
            found.add(int(answer.value))
    return found


def _unknown(
    workbook: Workbook, year: int | None, answered: Collection[int], known: list[int]
) -> RefusalError:
    if year is not None:
        seen = f"is for fiscal year {year}"
        way = "Ask the office that runs the cycle when it takes files of that year"
        if known and year < known[-1]:
            way = (
                f"Get the form of fiscal year {known[-1]} and copy the answers over: on “Proposal” "
                "the column of the answers, on the other sheets the rows, pasted as values. Answer "
                f"the fiscal year to be funded with {known[-1]}, look at every date and amount "
                "again, and send that"
            )
    elif answered:
        seen = f"holds proposals for fiscal years {', '.join(map(str, sorted(answered)))}"
        way = "Send those of each year as a file of its own, or name the cycle that they are for"
    else:
        seen = "does not say in four digits for which fiscal year it is"
        question = load_form()["fiscal_year"].label
        way = f"Answer “{question}” with four digits and send it again, or name the cycle"
    listed = ", ".join(map(str, known)) or "none"
    return refusal("UNKNOWN_CYCLE", name=workbook.file, seen=seen, known=listed, way=way)


def is_not_open(cycle: Cycle, moment: dt.datetime) -> bool:
    """Whether an aware moment comes before a cycle opens; without ``opens`` it is always open."""
    opens = cycle.at("opens")
    return opens is not None and moment < opens
