"""Separation of duties: on one proposal each part is another person's (reviewing.md, detail 15)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import DeniedError
from fct.data.decisions import StepKind
from fct.data.people import Action
from fct.data.reviewing import ReviewState
from fct.data.store import Repository
from fct.data.tables import certifications, proposals, reviews, slate_steps, submissions


class Part(StrEnum):
    """What one person does with a proposal, and no other part of it."""

    SUBMITTED = "submitted"
    CERTIFIED = "certified"
    REVIEWED = "reviewed"
    APPROVED = "approved the decision on"


_ANOTHER: Mapping[Part, str] = {
    Part.SUBMITTED: "another sponsor of your component submits it",
    Part.CERTIFIED: "another certifier of your component says that it stands behind it",
    Part.REVIEWED: "somebody else reviews it",
    Part.APPROVED: "another person approves it",
}
_ACTIONS: Mapping[Part, Action] = {
    Part.SUBMITTED: Action.PROPOSAL_SUBMIT,
    Part.CERTIFIED: Action.PROPOSAL_CERTIFY,
    Part.REVIEWED: Action.REVIEW_WRITE,
    Part.APPROVED: Action.SLATE_APPROVE,
}
_OF_YEAR: sa.BindParameter[int] = sa.bindparam("fiscal_year")
_PERSON: sa.BindParameter[str] = sa.bindparam("person")
_REFS: Mapping[Part, sa.Select[tuple[str]]] = {
    Part.SUBMITTED: sa.select(proposals.c.ref)
    .join(submissions)
    .where(proposals.c.fiscal_year == _OF_YEAR, submissions.c.actor_name == _PERSON),
    Part.CERTIFIED: sa.select(certifications.c.ref).where(
        certifications.c.fiscal_year == _OF_YEAR, certifications.c.actor_name == _PERSON
    ),
    Part.REVIEWED: sa.select(reviews.c.ref).where(
        reviews.c.fiscal_year == _OF_YEAR,
        reviews.c.person == _PERSON,
        reviews.c.state == str(ReviewState.IN),
    ),
}
_TAKEN = sa.select(slate_steps.c.covers).where(
    slate_steps.c.fiscal_year == _OF_YEAR,
    slate_steps.c.actor_name == _PERSON,
    slate_steps.c.kind.in_(sa.bindparam("kinds", expanding=True)),
)


class Separation(Repository):
    """Who had which part in which proposals."""

    def deny_second_part(self, part: Part, fiscal_year: int, refs: Iterable[str]) -> None:
        """Deny a part in proposals to who had another one in any of them.

        Parameters
        ----------
        part : Part
            That is to be done now.
        fiscal_year : int
        refs : iterable of str

        Raises
        ------
        DeniedError
            ``SEPARATION``.
        """
        acting = self._database.acting
        if acting.may_all:
            return
        # Without limits: what one had a part in may be hidden from one by now.
        with self._database.looking() as connection:
            had = parts_of(connection, fiscal_year, acting.id)
        for ref in refs:
            for other in Part:
                # Each part may be done again by who did it: a sponsor sends a second version.
                if other is not part and ref in had[other]:
                    denied = DeniedError("SEPARATION", f"You {other} {ref}, so {_ANOTHER[part]}.")
                    self._database.deny(denied, _ACTIONS[part], ref)


def parts_of(
    connection: sa.Connection, fiscal_year: int, person: str
) -> dict[Part, frozenset[str]]:
    """Return the proposals of a cycle in which a person had each part, in any version of them.

    A review counts from when it is in, an approval for good: all that was said stays.
    """
    asked = {"fiscal_year": fiscal_year, "person": person}
    kinds = _approving_kinds(connection, fiscal_year)
    taken = connection.scalars(_TAKEN, asked | {"kinds": kinds})
    return {
        **{part: frozenset(connection.scalars(query, asked)) for part, query in _REFS.items()},
        Part.APPROVED: frozenset(ref for covers in taken for ref in covers),
    }


def _approving_kinds(connection: sa.Connection, fiscal_year: int) -> list[str]:
    """Return the steps that approve: where a cycle has one step alone, it is the submission."""
    row = tables.last_cycle(connection, fiscal_year)
    steps = () if row is None else tables.stored_cycle(row).approval
    return [str(StepKind.APPROVE), *([str(StepKind.SUBMIT)] if len(steps) == 1 else [])]
