"""Nominations that were invited or declined, in a cycle with short forms first."""

from collections.abc import Mapping

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import NotNowError, utc_now
from fct.data.decisions import NominationAnswer
from fct.data.people import Action
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import nomination_answers, proposals, submissions

NOMINATED, INVITED, DECLINED = "nominated", "invited", "declined"


class Nominations(Repository):
    """The nominations of a store, and what was answered."""

    def states(self, fiscal_year: int) -> Mapping[str, str]:
        """Return the state of each nomination of a cycle that may be seen, by ref."""
        with self._reading() as connection:
            refs = _nominated(connection, fiscal_year)
            answers = _answers(connection, fiscal_year)
        return {ref: answers[ref].answer if ref in answers else NOMINATED for ref in sorted(refs)}

    def answers(self, fiscal_year: int) -> Mapping[str, NominationAnswer]:
        """Return the answer to each nomination that has one, by ref."""
        with self._reading() as connection:
            return _answers(connection, fiscal_year)

    def invited(self, fiscal_year: int) -> frozenset[str]:
        """Return the refs of a cycle of which a full proposal is taken."""
        # Without limits: whether a full proposal is taken does not hang on what its sender sees.
        with self._database.looking() as connection:
            answers = _answers(connection, fiscal_year)
        return frozenset(ref for ref, one in answers.items() if one.answer == INVITED)

    def answer(self, fiscal_year: int, ref: str, answer: str, reason: str) -> NominationAnswer:
        """Invite or decline a nomination.

        Parameters
        ----------
        fiscal_year : int
        ref : str
        answer : str
            ``invited`` or ``declined``.
        reason : str
            Needed where it is declined.

        Raises
        ------
        NotNowError
            ``NOT_NOMINATED``, if there is no nomination of it; ``ANSWERED``, if it has that answer.
        UsageError
            If a reason is needed and missing.
        """
        actor = self._database.ask(Action.NOMINATION_ANSWER, ref)
        reason = kept_reason(reason, "Declining a nomination") if answer == DECLINED else ""
        with self._writing() as connection:
            if ref not in _nominated(connection, fiscal_year):
                raise NotNowError(
                    "NOT_NOMINATED",
                    f"{ref} is not a nomination of fiscal year {fiscal_year}, so there is nothing "
                    "to invite or to decline.",
                )
            before = _answers(connection, fiscal_year).get(ref)
            if before is not None and before.answer == answer:
                raise NotNowError("ANSWERED", f"{ref} is {answer} already; nothing was changed.")
            new = NominationAnswer(
                fiscal_year=fiscal_year,
                ref=ref,
                answer=answer,
                reason=reason,
                at=utc_now(),
                actor=actor,
            )
            tables.insert_record(connection, nomination_answers, new)
            details = {"fiscal_year": fiscal_year, "reason": reason}
            add_event(connection, actor, f"nomination {answer}", ref, details)
            return new


def _nominated(connection: sa.Connection, fiscal_year: int) -> frozenset[str]:
    found = (
        sa.select(proposals.c.ref)
        .join(submissions)
        .where(
            proposals.c.fiscal_year == fiscal_year,
            submissions.c.lane == str(tables.Lane.NOMINATION),
            sa.not_(submissions.c.is_test),
        )
    )
    return frozenset(connection.execute(found).scalars())


def _answers(connection: sa.Connection, fiscal_year: int) -> dict[str, NominationAnswer]:
    found = sa.select(nomination_answers).where(nomination_answers.c.fiscal_year == fiscal_year)
    rows = tables.read_records(
        connection, NominationAnswer, found.order_by(nomination_answers.c.id)
    )
    return {row.ref: row for row in rows}
