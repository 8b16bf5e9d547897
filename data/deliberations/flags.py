"""Flags: a team has to look at a proposal before its decision goes out."""

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import NotNowError, UsageError, not_there, utc_now
from fct.data.people import Action
from fct.data.reviewing import Flag, FlagRaised, FlagResolved, load_review_terms, open_refs
from fct.data.store import Repository, add_event, kept_reason, one_line
from fct.data.tables import flag_answers, flags, insert_record

_FLAGS = sa.select(flags).order_by(flags.c.fiscal_year, flags.c.number)
_ANSWERS = sa.select(flag_answers).join(flags)


class Flags(Repository):
    """The flags of a store."""

    def add(self, fiscal_year: int, ref: str, team: str, reason: str) -> Flag:
        """Raise a flag; until it is resolved the decision on the proposal is not published.

        Raises
        ------
        DeniedError
            If the person may not, or may not see the proposal.
        UsageError
            If the name of the team or the reason is blank or too long.
        """
        actor = self._database.ask(Action.FLAG_WRITE, ref)
        named, line = _kept_team(team), kept_reason(reason, "A flag")
        with self._writing() as connection:
            tables.refuse_unknown(connection, fiscal_year, ref)
            number = tables.next_number(connection, flags, fiscal_year)
            raised = FlagRaised(
                id=f"FY{fiscal_year}-F{number:03d}",
                fiscal_year=fiscal_year,
                ref=ref,
                team=named,
                reason=line,
                at=utc_now(),
                actor=actor,
            )
            insert_record(connection, flags, raised, number=number)
            details = {"fiscal_year": fiscal_year, "id": raised.id, "team": named, "reason": line}
            add_event(connection, actor, "flag raised", ref, details)
        return Flag(raised=raised)

    def resolve(self, flag_id: str, reason: str) -> Flag:
        """Resolve a flag.

        Raises
        ------
        DeniedError
            ``NOT_THERE``, if there is no such flag on a proposal that the person may see.
        NotNowError
            ``RESOLVED``, if it is resolved already.
        UsageError
            If the reason is blank or too long.
        """
        self._database.ask(Action.FLAG_WRITE)
        with self._reading() as connection:
            found = _read_flags(connection, flags.c.id == flag_id)
        if not found:
            self._database.deny(not_there(flag_id), Action.FLAG_WRITE, flag_id)
        raised = found[0].raised
        actor = self._database.ask(Action.FLAG_WRITE, raised.ref)
        line = kept_reason(reason, "Resolving a flag")
        with self._writing() as connection:
            if not _read_flags(connection, flags.c.id == flag_id)[0].is_open:
                raise NotNowError("RESOLVED", f"{flag_id} is resolved already; nothing is to do.")
            resolved = FlagResolved(reason=line, at=utc_now(), actor=actor)
            insert_record(connection, flag_answers, resolved, flag_id=flag_id)
            details = {"fiscal_year": raised.fiscal_year, "id": flag_id, "reason": line}
            add_event(connection, actor, "flag resolved", raised.ref, details)
        return Flag(raised=raised, resolved=resolved)

    def of_cycle(self, fiscal_year: int) -> list[Flag]:
        """Return the flags of a cycle on proposals that the person may see, oldest first."""
        self._database.ask(Action.REVIEW_SEE)
        with self._reading() as connection:
            return _read_flags(connection, flags.c.fiscal_year == fiscal_year)


def flagged_refs(connection: sa.Connection, fiscal_year: int) -> list[str]:
    """Return the refs of a cycle with an open flag, sorted, in the caller's transaction."""
    return open_refs(_read_flags(connection, flags.c.fiscal_year == fiscal_year))


def _read_flags(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Flag]:
    answered = _ANSWERS.where(*where)
    answers = tables.read_records_by(connection, FlagResolved, answered, "flag_id")
    return [
        Flag(raised=raised, resolved=answers.get(raised.id))
        for raised in tables.read_records(connection, FlagRaised, _FLAGS.where(*where))
    ]


def _kept_team(team: str) -> str:
    kept, longest = one_line(team), load_review_terms().longest_team_characters
    if not kept or len(kept) > longest:
        raise UsageError(
            f"The team of a flag is named in 1 to {longest} characters, as in --team legal; "
            f"{team[:longest]!r} is not such a name."
        )
    return kept
