"""What people answered to proposed overlaps: added, never changed."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from fct.data import proposals
from fct.data.common import UsageError, not_there
from fct.data.people import Action
from fct.data.program import load_past_projects
from fct.data.proposals import Answer, OverlapAnswer
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import insert_record, is_proposal_known, overlap_answers, read_records


class Overlaps(Repository):
    """What people answered to proposed overlaps."""

    def add_answer(self, new: OverlapAnswer, if_version: int | None = None) -> OverlapAnswer:
        """Keep an answer with its event, and return it as it is kept.

        Parameters
        ----------
        new : OverlapAnswer
        if_version : int, optional
            The version of the answer that was read; 0 or nothing for none.

        Raises
        ------
        DeniedError
            If who answers may not, or one of the pair is not there.
        NotNowError
            ``STALE``, if the pair was answered since.
        UsageError
            If the reason is missing or long, the pair is answered so already, or the answer does
            not fit it.
        """
        for key in (new.left_key, new.right_key):
            self._ask(key)
        self._database.ask(Action.OVERLAP_ANSWER)
        # In one order whoever writes it, so that an answer to B and A is one to A and B.
        left, right = proposals.pair_of(new.left_key, new.right_key)
        reason = kept_reason(new.reason, "An answer to an overlap")
        new = replace(new, left_key=left, right_key=right, reason=reason)
        _refuse_answer(new)
        with self._writing() as connection:
            versions = _of_pair(connection, new)
            proposals.refuse_stale_answer(versions, if_version)
            _refuse_repeat(versions, new)
            insert_record(connection, overlap_answers, new)
            details = {
                "fiscal_year": new.fiscal_year,
                "answer": new.answer.value,
                "reason": new.reason,
            }
            add_event(connection, new.actor, "overlap answered", f"{left} + {right}", details)
        return new

    def answers(self, fiscal_year: int) -> list[OverlapAnswer]:
        """Return every answer of a cycle, oldest first."""
        with self._reading() as connection:
            return _answers(connection, overlap_answers.c.fiscal_year == fiscal_year)

    def _ask(self, key: str) -> None:
        """Ask whether who acts may answer of a project; there must be one of this name."""
        # A past project is the department's own, of no component; the other one of the pair is
        # asked about.
        if any(project.key == key for project in load_past_projects()):
            return
        year, _, ref = key.partition(" ")
        number = year.removeprefix("FY")
        # No cycle has the year 0, so that a key in no form is not there like any other.
        fiscal_year = int(number) if number.isdecimal() else 0
        with self._reading() as connection:
            if not is_proposal_known(connection, fiscal_year, ref):
                raise not_there(key)
        self._database.ask(Action.OVERLAP_ANSWER, ref)


def _answers(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[OverlapAnswer]:
    found = sa.select(overlap_answers).where(*where).order_by(overlap_answers.c.id)
    return read_records(connection, OverlapAnswer, found)


def _refuse_answer(new: OverlapAnswer) -> None:
    if new.left_key == new.right_key:
        raise UsageError(f"{new.left_key} is named twice; name two that overlap.")
    own = f"FY{new.fiscal_year} "
    of_cycle = [key for key in new.pair if key.startswith(own)]
    if not of_cycle:
        raise UsageError(
            f"Neither {new.left_key} nor {new.right_key} is a proposal of fiscal year "
            f"{new.fiscal_year}; at least one must be."
        )
    if new.answer is Answer.JOINT and len(of_cycle) != len(new.pair):
        raise UsageError(
            f"{new.left_key} and {new.right_key} are not of one cycle, so they cannot be a joint "
            "project now; dismiss the pair with a reason, or leave it open."
        )


def _of_pair(connection: sa.Connection, new: OverlapAnswer) -> list[OverlapAnswer]:
    """Return what was answered to a pair, oldest first."""
    left, right = new.pair
    same_pair = sa.and_(
        overlap_answers.c.fiscal_year == new.fiscal_year,
        overlap_answers.c.left_key == left,
        overlap_answers.c.right_key == right,
    )
    return _answers(connection, same_pair)


def _refuse_repeat(versions: Sequence[OverlapAnswer], new: OverlapAnswer) -> None:
    left, right = new.pair
    standing = proposals.standing_answers(versions).get(new.pair)
    if standing is None and new.answer is Answer.OPEN:
        raise UsageError(f"{left} and {right} have no answer, so there is nothing to take back.")
    if standing is not None and standing.answer is new.answer:
        raise UsageError(
            f"{left} and {right} were answered so already, on {standing.at:%d %B %Y} by "
            f"{standing.actor.name}: {standing.answer}, “{standing.reason}”."
        )
