"""What the tables hold of assignments and reviews, read within a transaction of the caller."""

from collections.abc import Iterable

import sqlalchemy as sa

from fct.data import reviewing, tables
from fct.data.deliberations.questions import open_pairs
from fct.data.people import Acting, Person, Role
from fct.data.reviewing import Assignment, AssignmentState, ReviewVersion
from fct.data.store import components_by_key, in_conflict
from fct.data.tables import assignments, proposals, read_records, reviews, scores

REVIEWING = frozenset({Role.REVIEWER, Role.EXPERT})
Pair = tuple[str, str]  # ref and person


def assigned_now(
    connection: sa.Connection, fiscal_year: int
) -> dict[Pair, reviewing.AssignmentChange]:
    """Return the assignments of a cycle that stand, by ref and person."""
    in_order = sa.select(assignments).where(assignments.c.fiscal_year == fiscal_year)
    newest = {
        (row.ref, row.person): row
        for row in read_records(
            connection, reviewing.AssignmentChange, in_order.order_by(assignments.c.id)
        )
    }
    return {
        pair: row
        for pair, row in sorted(newest.items())
        if row.step is reviewing.AssignmentStep.ASSIGNED
    }


def versions_of(
    connection: sa.Connection, fiscal_year: int, *where: sa.ColumnElement[bool]
) -> dict[Pair, list[ReviewVersion]]:
    """Return the versions of reviews of a cycle, oldest first, by ref and person."""
    found = sa.select(reviews).where(reviews.c.fiscal_year == fiscal_year, *where)
    in_order = found.order_by(reviews.c.ref, reviews.c.person, reviews.c.version)
    # A review is its person's, whoever is assigned: an assignment taken back leaves it there.
    versions: dict[Pair, list[ReviewVersion]] = {}
    for row in read_records(connection, ReviewVersion, in_order):
        versions.setdefault((row.ref, row.person), []).append(row)
    return versions


def refs_in_conflict(
    connection: sa.Connection, people: Iterable[Person], fiscal_year: int
) -> dict[str, set[str]]:
    """Return the refs of a cycle with which each of some people has a conflict, by person."""
    known = {
        key: component
        for key, component in components_by_key(connection).items()
        if key[0] == fiscal_year
    }
    return {
        person.id: {
            ref for _, ref in in_conflict(connection, Acting(person.actor(), person), known)
        }
        for person in people
    }


def stored_assignments(connection: sa.Connection, fiscal_year: int) -> list[Assignment]:
    """Return the assignments of a cycle that stand, with their states, by ref and person."""
    standing = assigned_now(connection, fiscal_year)
    people = tables.newest_people(connection)
    written = versions_of(connection, fiscal_year)
    assigned = {person for _, person in standing} & people.keys()
    hidden = refs_in_conflict(connection, map(people.__getitem__, assigned), fiscal_year)
    asked = open_pairs(connection, fiscal_year)
    return [
        Assignment(
            ref=ref,
            person=person,
            due=row.due,
            state=_state(written.get((ref, person), []), is_asked=(ref, person) in asked),
            is_in_conflict=ref in hidden.get(person, ()),
        )
        for (ref, person), row in standing.items()
    ]


def _state(versions: list[ReviewVersion], *, is_asked: bool) -> AssignmentState:
    if reviewing.review_that_is_in(versions) is not None:
        return AssignmentState.IN
    if is_asked:
        return AssignmentState.ASKED
    return AssignmentState.DRAFT if versions else AssignmentState.NOT_STARTED


def stored_panels(connection: sa.Connection, fiscal_year: int) -> dict[str, reviewing.PanelState]:
    """Return the reviews of every proposal of a cycle, by ref."""
    assigned: dict[str, list[Assignment]] = {}
    for one in stored_assignments(connection, fiscal_year):
        assigned.setdefault(one.ref, []).append(one)
    in_force: dict[str, dict[str, ReviewVersion]] = {}
    is_in = reviews.c.state == str(reviewing.ReviewState.IN)
    for (ref, person), versions in versions_of(connection, fiscal_year, is_in).items():
        in_force.setdefault(ref, {})[person] = versions[-1]
    return {
        ref: reviewing.PanelState(
            fiscal_year=fiscal_year,
            ref=ref,
            title=title,
            version=version,
            assignments=tuple(assigned.get(ref, ())),
            reviews=in_force.get(ref, {}),
        )
        for ref, (version, title) in newest_versions(connection, fiscal_year).items()
    }


def newest_versions(connection: sa.Connection, fiscal_year: int) -> dict[str, tuple[int, str]]:
    """Return number and title of the newest version of every proposal of a cycle, by ref."""
    names = (proposals.c.ref, proposals.c.version, proposals.c.title)
    found = sa.select(*names).where(proposals.c.fiscal_year == fiscal_year)
    rows = connection.execute(found.order_by(proposals.c.ref, proposals.c.version))
    return {row.ref: (row.version, row.title) for row in rows}


def machine_levels(connection: sa.Connection, fiscal_year: int, ref: str) -> dict[str, int]:
    """Return the machine's own level of each criterion by the published run.

    Empty where no run is published, or the run did not judge the proposal.
    """
    run_id = tables.published_run_id(connection, fiscal_year)
    judged = (
        sa.select(scores.c.criteria)
        .join(proposals, proposals.c.id == scores.c.proposal_id)
        .where(scores.c.run_id == run_id, proposals.c.ref == ref)
    )
    criteria = connection.execute(judged).scalar()
    level_of = reviewing.load_review_terms().level_of
    return {name: level_of(said["strength"]) for name, said in (criteria or {}).items()}
