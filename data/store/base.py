"""What every repository stands on: the connections, who acts, and one transaction at a time."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import NoReturn, Self

import sqlalchemy as sa

from fct.data.common import Actor, DeniedError, current_actor, log_action
from fct.data.people import Acting, Action, Object, Person, may
from fct.data.store.engine import (
    WRITES,
    dispose_behind_views,
    engine_behind_views,
    explained_errors,
    may_not_write,
    may_only_be_read,
    only_reads,
    reading_options,
    take_turn,
    turn_of,
)
from fct.data.store.event_rows import add_event, last_event
from fct.data.store.file_places import file_place
from fct.data.store.heads import note_head
from fct.data.store.settings import Settings
from fct.data.store.shown import hide, note_sight, reading_behind_views
from fct.data.store.sight import Sight, object_of, seen_refs, sees_all, sight_of
from fct.data.tables import NEWEST, NOTHING_WITHHELD, UNSEALED, Withholding, newest_person

# By address, because one thread may have two stores open: the transaction of one is not that of the
# other.
_begun: ContextVar[tuple[str, sa.Connection] | None] = ContextVar("_begun", default=None)


class Database:
    """Connections to the database, and the place of the files.

    Parameters
    ----------
    settings : Settings
    engine : Engine
        Whose schema is prepared.
    acting : Acting, optional
        Who reads and writes; by default the account of the program, which may do everything.
    """

    def __init__(self, settings: Settings, engine: sa.Engine, acting: Acting | None = None) -> None:
        self.settings = settings
        self.engine = engine
        self.files = file_place(settings)
        self.acting = acting or Acting(current_actor())
        self._reader = engine.execution_options(**reading_options(engine))
        self._writer = engine.execution_options(**WRITES)
        self._address = engine.url.render_as_string()
        self._seen: tuple[tuple[int, str], Acting, Sight] | None = None

    @property
    def actor(self) -> Actor:
        """As who writes."""
        return self.acting.actor

    @property
    def is_read_only(self) -> bool:
        """Whether it may only be read; then nothing is logged, neither denials nor exports."""
        return may_only_be_read(self.settings) or only_reads(self.engine)

    def refuse_reader(self) -> None:
        """Refuse to write where it may only be read.

        Raises
        ------
        StoreError
        """
        if self.is_read_only:
            raise may_not_write(self.settings)

    def whole(self) -> Self:
        """Return the same store with nothing hidden, for what is made of all of it."""
        return type(self)(self.settings, self.engine, Acting(self.actor))

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        dispose_behind_views(self.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a transaction all of whose queries see the same moment.

        They see what the person who acts may see: what is hidden is not there.
        """
        with self._logged_denials():
            if sees_all(self.acting) or self._begun() is not None:
                with self.looking() as connection:
                    yield connection
                return
            with self.looking() as connection:
                _, sight = self._seen_now(connection)
                if sight.is_whole and sight.sees_order:
                    note_sight(connection, sight)
                    yield connection
                    return
            with explained_errors(self.settings), self._behind_views() as connection:
                _, sight = self._seen_now(connection)  # of the moment that it shows
                hide(connection, sight)
                yield connection

    def _behind_views(self) -> AbstractContextManager[sa.Connection]:
        engine = engine_behind_views(self.engine, self.settings)
        return reading_behind_views(engine, reading_options(engine))

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a transaction that keeps all other writers out; it sees everything.

        Whoever writes asks first, see :meth:`ask`. Within one that was begun already it is that
        one, so that what several repositories write is written together or not at all.
        """
        begun = self._begun()
        if begun is not None:
            yield begun
            return
        self.refuse_reader()
        # Threads of this process wait for each other here, without a connection each; other
        # processes wait in the database.
        turn, began = turn_of(self._address), time.monotonic()
        with (
            self._logged_denials(),
            turn,
            explained_errors(self.settings),
            self._writer.begin() as connection,
        ):
            take_turn(connection)
            info = connection.info
            info.pop(NEWEST, None)
            info[UNSEALED] = {}
            token = _begun.set((self._address, connection))
            try:
                yield connection
                # A row that no event of this transaction brought would stand in the store unsealed.
                if info[UNSEALED]:
                    add_event(connection, self.actor, "rows added", "store", {})
            finally:
                _begun.reset(token)
                del info[UNSEALED]
        # Only now, when it is committed: a head that is noted for a transaction that failed would
        # be one that the log does not have.
        newest = info.pop(NEWEST, None)
        if newest is not None:
            note_head(self.settings, newest)
            seconds = time.monotonic() - began
            log_action(self.settings.home, newest.action, newest.object, newest.at, seconds)

    def _begun(self) -> sa.Connection | None:
        """Return the connection of the writing transaction that is under way here, or None."""
        found = _begun.get()
        return found[1] if found is not None and found[0] == self._address else None

    def sees(self, ref: str) -> bool:
        """Whether there is a proposal of this ref that the person who acts may see."""
        with self.looking() as connection:
            acting, sight = self._seen_now(connection)
            return object_of(connection, acting, sight, ref).is_seen

    def seen_refs(self) -> frozenset[str]:
        """Return the refs of all proposals that the person who acts may see."""
        with self.looking() as connection:
            return seen_refs(connection, self._seen_now(connection)[1])

    def prepare_sights(self) -> None:
        """Make what depends on who may see what, before anybody looks; here nothing does."""

    def sight(self) -> Sight:
        """Return what the person who acts may not see."""
        with self.looking() as connection:
            return self._seen_now(connection)[1]

    def withheld(self) -> Withholding:
        """Return which refs are not to be read in words that others wrote."""
        if sees_all(self.acting):
            return NOTHING_WITHHELD
        return Withholding(self.sight().withheld)

    def ask(self, action: Action, ref: str | None = None, *, person: str | None = None) -> Actor:
        """Return as who the person writes, if the person may do this; a denial is logged.

        It has a transaction of its own, so it is asked before one is begun.

        Parameters
        ----------
        action : Action
        ref : str, optional
            The proposal that it is done to.
        person : str, optional
            The person that it is done to.

        Raises
        ------
        DeniedError
            With the code of the first reason that applies.
        """
        with self.looking() as connection:
            acting, sight = self._seen_now(connection)
            thing = None
            if ref is not None:
                thing = object_of(connection, acting, sight, ref)
            elif person is not None:
                thing = Object(name=person, is_own=person == acting.id)
            denied = may(acting, action, thing)
        if denied is not None:
            self.deny(denied, action, ref or person or "")
        return acting.actor

    def deny(self, denied: DeniedError, action: Action, name: str) -> NoReturn:
        """Log a denial, and raise it."""
        if not self.is_read_only:
            with self.writing() as connection:
                details = {"outcome": "denied", "code": denied.code}
                add_event(connection, self.actor, str(action), name, details)
        # The transactions around it see the same error, and it is logged once.
        denied.is_logged = True
        raise denied

    @contextmanager
    def _logged_denials(self) -> Iterator[None]:
        """Log a denial that ends a transaction, once the transaction is over."""
        try:
            yield
        except DeniedError as denied:
            if denied.is_logged or self._begun() is not None:
                raise
            self.deny(denied, Action.PROPOSAL_SEE, denied.thing)

    def acting_now(self) -> Acting:
        """Return who acts, with the roles of now."""
        with self.looking() as connection:
            return self._seen_now(connection)[0]

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """Give a transaction that reads and sees everything, for a decision alone."""
        begun = self._begun()
        if begun is not None:
            yield begun
            return
        with explained_errors(self.settings), self._reader.begin() as connection:
            yield connection

    def _seen_now(self, connection: sa.Connection) -> tuple[Acting, Sight]:
        """Return who acts, and what that person may not see, as of the moment of a transaction.

        Both follow from what the store holds, so they are found once for each last event.
        """
        if self.acting.person is None:
            return self.acting, Sight()
        if self._begun() is not None:  # its event is still to come
            acting = self._acting_now(connection)
            return acting, sight_of(connection, acting)
        newest = last_event(connection)
        seen = self._seen
        if seen is None or seen[0] != newest:
            acting = self._acting_now(connection)
            seen = self._seen = newest, acting, sight_of(connection, acting)
        return seen[1], seen[2]

    def _acting_now(self, connection: sa.Connection) -> Acting:
        """Return who acts with the roles of now: they are read again at every action."""
        acting = self.acting
        if acting.person is None:
            return acting
        person: Person | None = newest_person(connection, acting.person.id)
        if person is None or not person.active:
            raise DeniedError(
                "NO_PERSON",
                f"{acting.person.id} is no longer among the people of this store; ask an "
                "administrator.",
            )
        # Nothing changed since it was opened, which is almost always so.
        if person == acting.person:
            return acting
        return Acting(person.actor(acting.actor.account), person, note=acting.note)


class Repository:
    """What the store keeps of one subject; each method is one transaction.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = database.reading
        self._writing = database.writing
