"""What the tables say of conflicts: those that count, and those that the proposals propose."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import Cell, cell_from_json, cell_name, load_json
from fct.data.people import (
    NAMING_FIELDS,
    PANEL_ROLES,
    Acting,
    Conflict,
    Person,
    ProposedConflict,
    Why,
    is_named,
)
from fct.data.proposals import as_text
from fct.data.store import components_by_key, in_conflict
from fct.data.tables import conflict_steps, conflicts, events, proposals, read_records, submissions

CONFIRMED, DISMISSED, LIFTED = "confirmed", "dismissed", "lifted"
_CERTIFIED = "proposal certified"


def read_conflicts(connection: sa.Connection) -> list[Conflict]:
    """Return all conflicts by their number, with what became of them."""
    lifted = {
        step.conflict_id: step.at
        for step in read_records(connection, tables.ConflictStep, sa.select(conflict_steps))
        if step.step == LIFTED
    }
    in_order = sa.select(conflicts).order_by(conflicts.c.number)
    return [
        Conflict(
            id=row.id,
            person=row.person,
            ref=row.ref,
            vendor=row.vendor,
            component=row.component,
            reason=row.reason,
            by=row.actor.name,
            since=row.at,
            lifted=lifted.get(row.id),
        )
        for row in read_records(connection, tables.ConflictRow, in_order)
    ]


def people_asked(connection: sa.Connection) -> list[Person]:
    """Return the active people who review or decide, by id."""
    known = tables.newest_people(connection).values()
    return [one for one in known if one.active and one.roles & PANEL_ROLES]


def read_proposed(connection: sa.Connection, ref: str | None = None) -> list[ProposedConflict]:
    """Return what the newest version of each proposal, or of one, proposes; by ref and person."""
    answers, senders = _answers(connection), _senders(connection)
    people, components = people_asked(connection), components_by_key(connection)
    found: list[ProposedConflict] = []
    for row in _newest(connection, ref):
        key = (row.fiscal_year, row.ref)
        for person in people:
            found += _named(row, person)
            names = senders.get(key, {})
            # An account for those who sent files from the command line before they were people of
            # the store.
            by_name = {names[name] for name in (person.id, person.account) if name in names}
            found += [_without_cell(person, key, why) for why in sorted(by_name)]
            if person.component is not None and person.component == components[key]:
                found.append(_without_cell(person, key, Why.COMPONENT))
    return [replace(one, answer=answers.get(one.id)) for one in found]


def _without_cell(person: Person, key: tuple[int, str], why: Why) -> ProposedConflict:
    return ProposedConflict(person=person.id, fiscal_year=key[0], ref=key[1], why=why)


def blocked(
    connection: sa.Connection, people: Iterable[Person], ref: str | None = None
) -> dict[tuple[str, str], str]:
    """Return why people cannot be assigned proposals, by person and ref.

    ``CONFLICT`` or, where one is proposed that nobody answered, ``CONFLICT_PROPOSED``.
    """
    waiting = {
        (one.person, one.ref): "CONFLICT_PROPOSED"
        for one in read_proposed(connection, ref)
        if one.answer is None
    }
    known = components_by_key(connection)
    known = {key: of for key, of in known.items() if ref in {None, key[1]}}
    certain = {
        (person.id, one_ref): "CONFLICT"
        for person in people
        for _, one_ref in in_conflict(connection, Acting(person.actor(), person), known)
    }
    # What is certain stands over what is proposed.
    return waiting | certain


def _answers(connection: sa.Connection) -> dict[str, str]:
    confirmed = sa.select(conflicts.c.proposed_id).where(conflicts.c.proposed_id != "")
    answers = dict.fromkeys(connection.execute(confirmed).scalars(), CONFIRMED)
    steps = sa.select(conflict_steps.c.conflict_id).where(conflict_steps.c.step == DISMISSED)
    # One that was dismissed can be confirmed later, but not the other way: a confirmation holds.
    return dict.fromkeys(connection.execute(steps).scalars(), DISMISSED) | answers


def _newest(connection: sa.Connection, ref: str | None) -> list[sa.Row[Any]]:
    newest = (
        sa.select(sa.func.max(proposals.c.id).label("id"))
        .group_by(proposals.c.fiscal_year, proposals.c.ref)
        .subquery()
    )
    found = sa.select(proposals.c.fiscal_year, proposals.c.ref, proposals.c.cells).join(
        newest, newest.c.id == proposals.c.id
    )
    if ref is not None:
        found = found.where(proposals.c.ref == ref)
    rows: list[Any] = list(connection.execute(found))
    return sorted(rows, key=lambda row: (row.fiscal_year, row.ref))


def _senders(connection: sa.Connection) -> dict[tuple[int, str], dict[str, Why]]:
    """Return who submitted and certified each proposal, by the name that was written."""
    sent = sa.select(proposals.c.fiscal_year, proposals.c.ref, submissions.c.actor_name)
    found: dict[tuple[int, str], dict[str, Why]] = {}
    for year, ref, name in connection.execute(sent.join(submissions)):
        found.setdefault((year, ref), {})[name] = Why.SUBMITTER
    certified = sa.select(events.c.object, events.c.actor_name).where(events.c.action == _CERTIFIED)
    by_ref: dict[str, set[str]] = {}
    for ref, name in connection.execute(certified):
        by_ref.setdefault(ref, set()).add(name)
    for (_, ref), names in found.items():
        for name in by_ref.get(ref, ()):
            # Who submitted it too keeps that reason: one is enough.
            names.setdefault(name, Why.CERTIFIER)
    return found


def _named(row: sa.Row[Any], person: Person) -> Iterator[ProposedConflict]:
    cells = load_json(row.cells)
    sheets = cells["origin"][2]
    for field, why in NAMING_FIELDS.items():
        if field not in cells["answers"]:
            continue
        cell: Cell = cell_from_json(cells["answers"][field])
        written = as_text(cell.value)
        if is_named(person, written):
            yield ProposedConflict(
                person=person.id,
                fiscal_year=row.fiscal_year,
                ref=row.ref,
                why=why,
                field=field,
                sheet=sheets.get("Proposal", "Proposal"),
                cell=cell_name(cell.row, cell.column) if cell.row >= 0 else None,
                written=written,
            )
