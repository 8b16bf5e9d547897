"""Who is signed in: begun once a sign-in, kept alive by clicks, ended by limits or by hand."""

import datetime as dt

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import current_actor, utc_now
from fct.data.people import Action, Person, SessionState, SignIn, load_session_terms
from fct.data.store import Repository, add_event
from fct.data.tables import SessionRow, SessionStep, insert_record, session_steps, sessions

_ACTIVE, _ENDED = "active", "ended"


class Sessions(Repository):
    """The sessions of people who signed in; the program itself asks, before anybody acts."""

    def state(self, sign_in: SignIn, now: dt.datetime) -> SessionState:
        """Return how it stands with a sign-in, and keep that it is active where it lives.

        Parameters
        ----------
        sign_in : SignIn
        now : datetime
        """
        with self._reading() as connection:
            begun, last, is_ended = _of(connection, sign_in.key)
        if is_ended:
            return SessionState.SIGNED_OUT
        if now >= sign_in.ends_at:
            return SessionState.OVER
        terms = load_session_terms()
        # NIST SP 800-63B (2017), 4.2.3: after inactivity a person signs in again, as after the
        # session's own end.
        if now - (last or sign_in.issued_at) >= terms.idle:
            return SessionState.IDLE
        if not begun:
            self._begin(sign_in, now)
        # Not at every click: a row each would grow the log by what proves nothing.
        elif last is not None and now - last >= terms.noted_every:
            with self._writing() as connection:
                step = SessionStep(key=sign_in.key, step=_ACTIVE, at=now)
                insert_record(connection, session_steps, step)
        return SessionState.LIVES

    def end(self, sign_in: SignIn) -> None:
        """End a session for good, in every window that has it."""
        now = utc_now()
        with self._writing() as connection:
            if _of(connection, sign_in.key)[2]:
                return
            step = SessionStep(key=sign_in.key, step=_ENDED, at=now)
            insert_record(connection, session_steps, step)
            _log(connection, sign_in, "signed out")

    def waiting(self) -> list[SessionRow]:
        """Return the newest sign-in of each subject that is nobody's, the last one first.

        Raises
        ------
        DeniedError
            If the roles of who asks do not include changing people.
        """
        self._database.ask(Action.PERSON_CHANGE)
        with self._reading() as connection:
            bound = {
                (person.issuer, person.subject)
                for person in tables.newest_people(connection).values()
            }
            newest_first = sa.select(sessions).order_by(sessions.c.at.desc(), sessions.c.key)
            found = tables.read_records(connection, SessionRow, newest_first)
        # Backwards, so that the newest of each subject stays.
        by_subject = {(row.issuer, row.subject): row for row in reversed(found)}
        waiting = [row for named, row in by_subject.items() if named not in bound]
        return sorted(waiting, key=lambda row: row.at, reverse=True)

    def _begin(self, sign_in: SignIn, now: dt.datetime) -> None:
        with self._writing() as connection:
            if _of(connection, sign_in.key)[0]:  # another window of the same sign-in came first
                return
            row = SessionRow(
                key=sign_in.key,
                issuer=sign_in.issuer,
                subject=sign_in.subject,
                called=sign_in.called,
                at=now,
                ends_at=sign_in.ends_at,
            )
            insert_record(connection, sessions, row)
            _log(connection, sign_in, "signed in")


def _of(connection: sa.Connection, key: str) -> tuple[bool, dt.datetime | None, bool]:
    """Return whether a session was begun, when it was active last, and whether it was ended."""
    began = connection.scalar(sa.select(sessions.c.at).where(sessions.c.key == key))
    steps = sa.select(session_steps).where(session_steps.c.key == key)
    found = tables.read_records(connection, SessionStep, steps)
    moments = [step.at for step in found] + ([began] if began is not None else [])
    return began is not None, max(moments, default=None), any(s.step == _ENDED for s in found)


def _log(connection: sa.Connection, sign_in: SignIn, action: str) -> None:
    person = _person(connection, sign_in)
    actor = current_actor() if person is None else person.actor()
    name = "a sign-in that is nobody's" if person is None else person.id
    # A part of the key names the session, and is too short to be one.
    add_event(connection, actor, action, name, {"session": sign_in.key[:16]})


def _person(connection: sa.Connection, sign_in: SignIn) -> Person | None:
    named = (sign_in.issuer, sign_in.subject)
    found = tables.newest_people(connection).values()
    return next((one for one in found if one.active and (one.issuer, one.subject) == named), None)
