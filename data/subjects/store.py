"""The store: the only reader and writer of the database and of the submitted files.

It holds one repository a subject. Every method of one is one transaction; those that write name
an actor and add to the event log in the same transaction, and nothing that was written is changed.
"""

import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from fct.data import deliberations, store
from fct.data.calendar import Corrections, Extensions, Ticks
from fct.data.common import Actor, StoreError, follow_clock
from fct.data.messages import Messages
from fct.data.people import Acting, Action
from fct.data.projects import Nominations, OutOfCycle, Projects
from fct.data.referrals import Referrals
from fct.data.store import Settings
from fct.data.subjects.alarm_reviews import AlarmReviews
from fct.data.subjects.attachments import Attachments
from fct.data.subjects.cycles import Cycles
from fct.data.subjects.intake import Intake
from fct.data.subjects.overlaps import Overlaps
from fct.data.subjects.runs import Runs
from fct.data.subjects.scenarios import Scenarios
from fct.data.subjects.stages import Stages
from fct.data.subjects.submissions import Submissions
from fct.data.subjects.track_record import TrackRecord
from fct.data.subjects.versions import Versions
from fct.data.subjects.waivers import Waivers
from fct.data.subjects.withdrawals import Standings

_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


def open_store(settings: Settings) -> "Store":
    """Open the store, and make it where it does not exist yet; one that may only be read, so.

    Raises
    ------
    StoreError
        If the place cannot be used: one sentence says why and what to do.
    """
    with store.explained_errors(settings):
        if not store.may_only_be_read(settings):
            _make_places(settings)
        engine = store.make_engine(settings)
        try:
            store.prepare_schema(engine, settings)
            # Only now: PostgreSQL says nothing of rights on a table that is not there.
            engine = store.with_rights_noted(engine)
        except BaseException:
            engine.dispose()
            raise
    opened = Store(settings, engine)
    opened.follow_clock()
    return opened


def open_store_as(settings: Settings, stand_in: str | None = None) -> "Store":
    """Open the store as who acts on the command line sees it and may change it.

    Parameters
    ----------
    settings : Settings
    stand_in : str, optional
        The person for whom the system's user acts, in an illustrative store.

    Raises
    ------
    StoreError
        If the place cannot be used.
    DeniedError
        If the account is nobody's, or nobody may act for another.
    """
    opened = open_store(settings)
    try:
        return opened.as_(deliberations.acting_of(opened, stand_in))
    except BaseException:
        opened.close()
        raise


def _make_places(settings: Settings) -> None:
    for folder in filter(None, (settings.home, settings.files_folder)):
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    if settings.sqlite_path is not None:
        _make_private(settings.home, settings.sqlite_path)


def _make_private(home: Path, path: Path) -> None:
    store.refuse_network_disk(path)
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    if not path.exists():
        # What an unfinished restore left must not be taken for an empty store and filled.
        if (home / store.RESTORING).exists():
            raise StoreError(
                f"A restore into {home} did not come to its end. Run `fct restore` again; it takes "
                "away what was left, and begins again."
            )
        # SQLite would make it readable for all whom the umask lets in.
        path.touch(mode=_PRIVATE_FILE)


class Store(store.Database):
    """The open store; made by :func:`open_store`, safe to share between threads.

    Parameters
    ----------
    settings : Settings
    engine : Engine
        Whose schema is prepared.
    acting : Acting, optional
        Who reads and writes; by default the account of the program, which may do everything.
    """

    def __init__(self, settings: Settings, engine: sa.Engine, acting: Acting | None = None) -> None:
        super().__init__(settings, engine, acting)
        self.activity = deliberations.Activity(self)
        self.alarm_reviews = AlarmReviews(self)
        self.assignments = deliberations.Assignments(self)
        self.attachments = Attachments(self)
        self.comments = deliberations.Comments(self)
        self.conflicts = deliberations.Conflicts(self)
        self.certifications = deliberations.Certifications(self)
        self.corrections = Corrections(self)
        self.cycles = Cycles(self)
        self.designations = deliberations.Designations(self)
        self.events = store.EventLog(self)
        self.exports = deliberations.Exports(self)
        self.extensions = Extensions(self)
        self.flags = deliberations.Flags(self)
        self.intake = Intake(self)
        self.out_of_cycle = OutOfCycle(self)
        self.overlaps = Overlaps(self)
        self.messages = Messages(self)
        self.nominations = Nominations(self)
        self.people = deliberations.People(self)
        self.projects = Projects(self)
        self.referrals = Referrals(self)
        self.reviews = deliberations.Reviews(self)
        self.questions = deliberations.Questions(self)
        self.runs = Runs(self)
        self.saved_views = deliberations.SavedViews(self)
        self.scenarios = Scenarios(self)
        self.slates = deliberations.Slates(self)
        self.sponsor_notes = deliberations.SponsorNotes(self)
        self.separation = deliberations.Separation(self)
        self.sessions = deliberations.Sessions(self)
        self.stages = Stages(self)
        self.standings = Standings(self)
        self.submissions = Submissions(self)
        self.ticks = Ticks(self)
        self.track_record = TrackRecord(self)
        self.versions = Versions(self)
        self.waivers = Waivers(self)

    def as_(self, acting: Acting) -> "Store":
        """Return the same store, as somebody sees it and may change it."""
        return Store(self.settings, self.engine, acting)

    def prepare_sights(self) -> None:
        """Make the published runs as each person sees them, so that no page waits for it."""
        for row in self.whole().cycles.all():
            self.runs.prepare_seen(row.fiscal_year)

    def follow_clock(self) -> None:
        """Go by the store's clock in this thread: an illustrative one may have its own."""
        with self.reading() as connection:
            follow_clock(store.clock_of(connection))

    def move_clock(self, moment: dt.datetime) -> None:
        """Move the clock of an illustrative store, and do nothing else.

        Raises
        ------
        NotNowError
            With ``NOT_ILLUSTRATIVE`` in a real store, ``CLOCK_BACK`` to a moment before it.
        """
        actor = self.ask(Action.CLOCK_MOVE)
        with self.writing() as connection:
            store.move_clock(connection, moment, actor)
        follow_clock(moment)

    def make_new(self, actor: Actor, *, illustrative: bool) -> None:
        """Write into an empty store, for ever, whether all in it is illustrative.

        Raises
        ------
        NotNowError
            With the code ``NOT_EMPTY``, if the store holds anything.
        """
        with self.writing() as connection:
            store.insert_mark(connection, actor, illustrative=illustrative)

    def is_illustrative(self) -> bool:
        """Return whether the store was made to hold nothing but illustrative things."""
        with self.reading() as connection:
            return store.is_illustrative(connection)
