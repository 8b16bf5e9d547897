"""Comments on proposals: kept for good, shown to whom they are for."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from fct.data.common import UsageError, clean_text, utc_now
from fct.data.deliberations.review_rows import stored_panels
from fct.data.deliberations.reviews import Reviews
from fct.data.people import COMPONENT_ROLES, Action, Role
from fct.data.reviewing import Audience, Comment, PanelState, load_review_terms
from fct.data.store import Database, Repository, add_event
from fct.data.tables import comments, insert_record, next_number, read_records, refuse_unknown


class Comments(Repository):
    """What people say of a proposal beside its reviews."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._reviews = Reviews(database)

    @property
    def shows_office(self) -> bool:
        """Whether the person who acts sees the office in place of names."""
        acting = self._database.acting
        return not acting.may_all and acting.roles <= COMPONENT_ROLES

    def add(self, fiscal_year: int, ref: str, audience: Audience, text: str) -> Comment:
        """Keep a comment.

        Raises
        ------
        DeniedError
            If the person may not comment, or may not see the proposal.
        UsageError
            If the text is blank or too long.
        """
        actor = self._database.ask(Action.COMMENT_WRITE, ref)
        kept = _kept_text(text)
        with self._writing() as connection:
            refuse_unknown(connection, fiscal_year, ref)
            number = next_number(connection, comments, fiscal_year)
            added = Comment(
                id=f"FY{fiscal_year}-M{number:04d}",
                fiscal_year=fiscal_year,
                ref=ref,
                audience=audience,
                text=kept,
                at=utc_now(),
                actor=actor,
            )
            insert_record(connection, comments, added, number=number)
            details = {"fiscal_year": fiscal_year, "id": added.id, "to": str(audience)}
            add_event(connection, actor, "comment written", ref, details)
        return added

    def of(self, fiscal_year: int, ref: str) -> list[Comment]:
        """Return the comments on a proposal that the person may read, oldest first."""
        self._database.ask(Action.PROPOSAL_SEE, ref)
        said = sa.select(comments).where(
            comments.c.fiscal_year == fiscal_year, comments.c.ref == ref
        )
        with self._reading() as connection:
            refuse_unknown(connection, fiscal_year, ref)
            found = read_records(connection, Comment, said.order_by(comments.c.number))
            panels = stored_panels(connection, fiscal_year)
        return self._readable(fiscal_year, found, panels)

    def of_cycle(self, fiscal_year: int) -> list[Comment]:
        """Return the comments on all proposals of a cycle that the person may read, oldest first.

        Raises
        ------
        DeniedError
            If the person does not see the order.
        """
        self._database.ask(Action.ORDER_SEE)
        said = sa.select(comments).where(comments.c.fiscal_year == fiscal_year)
        with self._reading() as connection:
            found = read_records(connection, Comment, said.order_by(comments.c.number))
            panels = stored_panels(connection, fiscal_year)
        return self._readable(fiscal_year, found, panels)

    def _readable(
        self, fiscal_year: int, found: Sequence[Comment], panels: Mapping[str, PanelState]
    ) -> list[Comment]:
        """Return those that are for the person who acts."""
        reader, acting = self._reviews.reader(fiscal_year), self._database.acting
        always = {Audience.SPONSOR} | ({Audience.PRIVATE} if acting.has(Role.AUDITOR) else set())
        reads = {
            ref: not self.shows_office and reader.reads_others(panels[ref])
            for ref in {one.ref for one in found}
        }
        return [
            one
            for one in found
            if one.audience in always
            or (one.audience is Audience.REVIEWERS and reads[one.ref])
            # What one wrote oneself stays readable, whoever it was for.
            or one.actor.name == acting.id
        ]


def _kept_text(text: str) -> str:
    kept, longest = clean_text(text.strip()), load_review_terms().longest_reason_characters
    if not kept:
        raise UsageError("A comment needs a text; write what is to be said.")
    if len(kept) > longest:
        raise UsageError(
            f"The comment has {len(kept):,} characters; at most {longest:,} are kept. Attach what "
            "is longer."
        )
    return kept
