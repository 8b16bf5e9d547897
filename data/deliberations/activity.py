"""Who did what: the event log, as far as who asks may read it."""

from collections import defaultdict
from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa

from fct.data.people import Acting, Action, Scope
from fct.data.store import Database, EventLog, Repository
from fct.data.tables import Event, attachments, proposals, questions, waivers

_NOT_THERE, _CONFLICT = "NOT_THERE", "conflict added"
DONE, DENIED, REFUSED = "done", "denied", "refused"


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the log, with what came of it.

    Attributes
    ----------
    event : Event
    outcome : str
        ``done``, ``denied`` to the person, or ``refused`` to anybody.
    code : str or None
        Of a denial or a refusal.
    """

    event: Event
    outcome: str
    code: str | None

    @property
    def sha256(self) -> str:
        """Hash of what was written or went out; of the entry itself where that has none."""
        return str(self.event.details.get("sha256") or self.event.hash)


class Activity(Repository):
    """The event log by who did what: an auditor reads all of it, everybody else the own deeds."""

    def all(self, ref: str | None = None, person: str | None = None) -> list[Deed]:
        """Return what was done, oldest first.

        Parameters
        ----------
        ref : str, optional
            Only what was done to this proposal.
        person : str, optional
            Only what this person did.

        Raises
        ------
        DeniedError
            If another person's deeds are not open to who asks, or the proposal is not seen.
        """
        self._database.ask(Action.LOG_SEE, person=person or self._database.acting.id)
        if ref is not None:
            self._database.ask(Action.PROPOSAL_SEE, ref)
        # By ref alone: an event names no year with it.
        hidden = {ref for _, ref in self._database.sight().hidden}
        by = person or self._own()
        # Read without limits: to leave out what was done to a hidden attachment, its ref has to be
        # known.
        whole = Database(self._database.settings, self._database.engine)
        with whole.reading() as connection:
            refs = _refs_of_objects(connection)
        deeds = []
        for event in EventLog(whole).all():
            deed, touched = _deed(event), _touched(event, refs)
            is_asked = ref is None or ref in touched
            is_shown = _is_alike(deed) or not touched & hidden
            if by in {None, event.actor.name} and is_asked and is_shown:
                deeds.append(deed)
        return deeds

    def _own(self) -> str | None:
        """Return of whom alone events are shown; None where all may be read."""
        acting = self._database.acting
        return None if acting.may_all or not _is_own_only(acting) else acting.id


def _is_alike(deed: Deed) -> bool:
    """Whether a deed reads the same whether its proposal is hidden or was never there.

    What one does not see is denied alike, and an own conflict is taken in any case.
    """
    return deed.code == _NOT_THERE or deed.event.action == _CONFLICT


def _is_own_only(acting: Acting) -> bool:
    return Scope.ALL not in acting.scopes(Action.LOG_SEE)


def _refs_of_objects(connection: sa.Connection) -> Mapping[str, AbstractSet[str]]:
    """Return the refs behind what has an id of its own."""
    refs: dict[str, set[str]] = defaultdict(set)
    for table, name in (
        (proposals, "submission_id"),
        (attachments, "id"),
        (questions, "id"),
        (waivers, "id"),
    ):
        for thing, ref in connection.execute(sa.select(table.c[name], table.c.ref)):
            refs[thing].add(ref)
    return refs


def _touched(event: Event, refs: Mapping[str, AbstractSet[str]]) -> AbstractSet[str]:
    """Return the refs to which something was done."""
    named = event.details.get("ref")
    return {event.object, *refs.get(event.object, ()), *([named] if isinstance(named, str) else ())}


def _deed(event: Event) -> Deed:
    if event.details.get("outcome") == DENIED:
        return Deed(event, DENIED, event.details.get("code"))
    refusal = event.details.get("refusal")
    return Deed(event, DONE if refusal is None else REFUSED, refusal)
