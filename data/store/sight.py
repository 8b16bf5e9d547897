"""What a person may see: which proposals are hidden, and why."""

import hashlib
import json
from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa

from fct.data.common import name_key
from fct.data.people import COMPONENT_ROLES, Acting, Action, Object, Role
from fct.data.tables import (
    assigned_keys,
    conflict_steps,
    conflicts,
    proposals,
    publications,
    slate_steps,
    stated_component,
    submissions,
)

_VENDOR_KEY = '"vendor":['  # of no text: there a quotation mark is escaped
_LONGEST_VENDOR = 4_000

Key: TypeAlias = tuple[int, str]  # fiscal year and ref of a proposal

# Made once, as every look at the store asks them.
_PUBLISHED_WITH = sa.select(slate_steps.c.run_id).where(slate_steps.c.kind == "publish")
_YEARS = sa.select(publications.c.fiscal_year)
_COMPONENTS = (
    sa.select(proposals.c.fiscal_year, proposals.c.ref, stated_component().label("component"))
    .join(submissions)
    .order_by(proposals.c.version)
)
_LIFTED = sa.select(conflict_steps.c.conflict_id).where(conflict_steps.c.step == "lifted")
_CONFLICTS = sa.select(conflicts).where(
    conflicts.c.person == sa.bindparam("person"), conflicts.c.id.not_in(_LIFTED)
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may not see.

    Attributes
    ----------
    hidden : set of (int, str)
        Fiscal year and ref of each proposal.
    sees_order : bool
        Whether ranks, marks and scores are shown (reviewing.md, detail 11).
    person : str
        Whose sight it is.
    component : str or None
        Whose files are shown though they hold no proposal.
    withheld : set of str
        The refs that are hidden in every cycle that has them.
    decided : set of str
        The runs by which a slate was published; a sponsor sees own scores and ranks of these, as
        they stand among all (reviewing.md, detail 12).
    """

    hidden: AbstractSet[Key] = frozenset()
    sees_order: bool = True
    person: str = ""
    component: str | None = None
    withheld: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return not self.hidden

    def shows_order_of(self, run_id: str) -> bool:
        """Whether ranks, marks and scores of a run are shown."""
        return self.sees_order or run_id in self.decided

    def hidden_in(self, fiscal_year: int) -> frozenset[str]:
        """Return the hidden refs of a cycle."""
        return frozenset(ref for year, ref in self.hidden if year == fiscal_year)

    def keys(self) -> dict[int, str]:
        """Return the key of what is hidden of each cycle of which anything is."""
        return {
            year: hidden_key(self.hidden_in(year)) for year in {year for year, _ in self.hidden}
        }


def hidden_key(refs: AbstractSet[str]) -> str:
    """Return a key of a set of hidden refs of one cycle."""
    return hashlib.sha256(json.dumps(sorted(refs)).encode()).hexdigest()


def sees_all(acting: Acting) -> bool:
    """Whether somebody sees every proposal, whatever there is (reviewing.md, detail 8)."""
    panel = acting.has(Role.REVIEWER, Role.EXPERT)
    return (
        acting.person is None
        or acting.has(Role.AUTHORITY, Role.AUDITOR)
        or (acting.has(Role.OPERATOR) and not panel)
    )


def sight_of(connection: sa.Connection, acting: Acting) -> Sight:
    """Return what somebody may not see, from what the store holds now."""
    if sees_all(acting):
        return Sight()
    known = components_by_key(connection)
    seen = _seen_by_role(connection, acting, known)
    if acting.has(Role.REVIEWER, Role.EXPERT):
        seen -= in_conflict(connection, acting, known)
    hidden = frozenset(known.keys() - seen)
    return Sight(
        hidden,
        sees_order=bool(acting.scopes(Action.ORDER_SEE)),
        person=acting.id,
        component=None if acting.person is None else acting.person.component,
        # A ref that is hidden in one year and seen in another stands for what the person knows.
        withheld=frozenset({ref for _, ref in hidden} - {ref for _, ref in seen}),
        decided=_decided_runs(connection) if acting.has(*COMPONENT_ROLES) else frozenset(),
    )


def _decided_runs(connection: sa.Connection) -> frozenset[str]:
    return frozenset(connection.scalars(_PUBLISHED_WITH))


def components_by_key(connection: sa.Connection, ref: str | None = None) -> dict[Key, str | None]:
    """Return the component of the newest version of every proposal, or of those of one ref."""
    found = _COMPONENTS if ref is None else _COMPONENTS.where(proposals.c.ref == ref)
    # Later versions overwrite earlier ones in the dict.
    rows = connection.execute(found)
    return {(row.fiscal_year, row.ref): row.component for row in rows}


def _seen_by_role(
    connection: sa.Connection, acting: Acting, known: Mapping[Key, str | None]
) -> set[Key]:
    if acting.has(Role.OPERATOR):
        return set(known)
    seen: set[Key] = set()
    if acting.has(Role.SPONSOR, Role.CERTIFIER) and acting.person is not None:
        own = acting.person.component
        seen |= {key for key, component in known.items() if component == own}
    if acting.has(Role.REVIEWER, Role.EXPERT):
        years = set(connection.scalars(_YEARS))
        if acting.has(Role.REVIEWER):
            seen |= {key for key in known if key[0] in years}
        assigned = assigned_keys(connection, acting.id)
        # Experts and reviewers see proposals once a run of the cycle is published.
        seen |= {key for key in assigned if key[0] in years}
    return seen


def in_conflict(
    connection: sa.Connection, acting: Acting, known: Mapping[Key, str | None]
) -> set[Key]:
    """Return the proposals with which a person has a conflict of interest.

    Those of the own component are among them (reviewing.md, details 13 and 15).
    """
    person = acting.person
    if person is None:
        return set()
    rows = connection.execute(_CONFLICTS, {"person": person.id}).all()
    refs = {row.ref.strip().casefold() for row in rows if row.ref}
    # The own component without a row (reviewing.md, detail 13).
    components = {row.component for row in rows if row.component} | {person.component} - {None}
    found = {
        key
        for key, component in known.items()
        if key[1].casefold() in refs or component in components
    }
    if vendors := {name_key(row.vendor) for row in rows if row.vendor}:
        found |= _of_vendors(connection, vendors) & known.keys()
    return found


def _of_vendors(connection: sa.Connection, vendors: AbstractSet[str]) -> set[Key]:
    """Return the proposals any version of which names one of the vendors (reading 33)."""
    # Cut out by the database: the cells of a whole season take seconds to read, and PostgreSQL
    # reads no JSON that holds a NUL.
    of = sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos
    place = of(proposals.c.cells, _VENDOR_KEY)
    cut = sa.func.substr(proposals.c.cells, place + len(_VENDOR_KEY), _LONGEST_VENDOR)
    found = sa.select(proposals.c.fiscal_year, proposals.c.ref, cut.label("cut"))
    rows = connection.execute(found.where(place > 0))
    return {(row.fiscal_year, row.ref) for row in rows if _vendor_key(row.cut) in vendors}


def _vendor_key(cut: str) -> str:
    """Return the vendor as it is compared, from the start of its cell; empty for no text."""
    try:
        value, _ = json.JSONDecoder().raw_decode(cut)
    except ValueError:  # longer than any name
        return ""
    return name_key(value) if isinstance(value, str) else ""


def seen_refs(connection: sa.Connection, sight: Sight) -> frozenset[str]:
    """Return the refs of all proposals that a person may see."""
    return frozenset(ref for _, ref in components_by_key(connection).keys() - sight.hidden)


def object_of(connection: sa.Connection, acting: Acting, sight: Sight, ref: str) -> Object:
    """Return a proposal as the decision on it needs it, known or not."""
    known = components_by_key(connection, ref)
    if not known:
        return Object(name=ref, is_seen=False)
    person = acting.person
    return Object(
        name=ref,
        is_seen=bool(known.keys() - sight.hidden),
        is_own=person is not None and person.component in known.values(),
        is_assigned=bool(known.keys() & assigned_keys(connection, acting.id)),
        is_in_conflict=bool(in_conflict(connection, acting, known)),
    )
