"""Reviews of the alarms of rules: added, never changed; the last of an alarm counts."""

from dataclasses import replace

import sqlalchemy as sa

from fct.data.people import Action
from fct.data.program import AlarmReview, declared_rule
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import alarm_reviews, insert_record, proposals, read_records


class AlarmReviews(Repository):
    """What people found of the alarms of rules."""

    def add(self, review: AlarmReview) -> None:
        """Keep what a person found of an alarm; the last review of an alarm counts.

        Raises
        ------
        DeniedError
            If who reviews may not.
        UsageError
            If there is no such rule, or the reason is missing or long.
        """
        of_ref = sa.select(proposals.c.ref).where(proposals.c.id == review.proposal_id)
        with self._database.looking() as connection:
            ref = connection.execute(of_ref).scalar_one()
        self._database.ask(Action.ALARM_REVIEW, ref)
        declared_rule(review.rule)
        reason = kept_reason(review.reason, "A review")
        with self._writing() as connection:
            insert_record(connection, alarm_reviews, replace(review, reason=reason))
            of_version = connection.execute(
                sa.select(proposals.c.fiscal_year, proposals.c.ref, proposals.c.version).where(
                    proposals.c.id == review.proposal_id
                )
            ).one()
            details = {"fiscal_year": of_version.fiscal_year, "version": of_version.version}
            details |= {"rule": review.rule, "is_false": review.is_false, "reason": reason}
            add_event(connection, review.actor, "alarm reviewed", of_version.ref, details)

    def all(self) -> list[AlarmReview]:
        """Return all reviews, oldest first."""
        with self._reading() as connection:
            found = sa.select(alarm_reviews).order_by(alarm_reviews.c.id)
            return read_records(connection, AlarmReview, found)
