"""Reviews of the alarms of rules, and waivers."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from fct.data.common import UsageError
from fct.data.program import AlarmReview, declared_rule
from fct.data.proposals import (
    WAITING,
    Waiver,
    WaiverAnswer,
    WaiverChoice,
    WaiverRequest,
    refuse_answer,
    refuse_request,
)
from fct.data.store import (
    actor_values,
    add_event,
    alarm_reviews,
    is_illustrative,
    kept_reason,
    proposals,
    row_actor,
    waiver_answers,
    waivers,
)
from fct.data.subjects import versions as store_versions
from fct.data.subjects.stages import StageStore
from fct.data.subjects.submissions import StoredProposal


class RuleChangeStore(StageStore):
    """What the store keeps of rules that change."""

    def last_versions(self, fiscal_year: int) -> list[StoredProposal]:
        """Return the last version of every proposal of a cycle, by ref.

        Late and withdrawn ones are among them: how a rule works shows on them as well.
        """
        with self._reading() as connection:
            return store_versions.last_versions(connection, fiscal_year)

    def add_alarm_review(self, review: AlarmReview) -> None:
        """Keep what a person found of an alarm; the last review of an alarm counts.

        Raises
        ------
        UsageError
            If there is no such rule, or the reason is missing or long.
        """
        declared_rule(review.rule)
        reason = kept_reason(review.reason, "A review")
        with self._writing() as connection:
            connection.execute(
                sa.insert(alarm_reviews).values(
                    proposal_id=review.proposal_id,
                    rule=review.rule,
                    is_false=review.is_false,
                    reason=reason,
                    at=review.at,
                    **actor_values(review.actor),
                )
            )
            of_version = connection.execute(
                sa.select(proposals.c.fiscal_year, proposals.c.ref, proposals.c.version).where(
                    proposals.c.id == review.proposal_id
                )
            ).one()
            details = {"fiscal_year": of_version.fiscal_year, "version": of_version.version}
            details |= {"rule": review.rule, "is_false": review.is_false, "reason": reason}
            add_event(connection, review.actor, "alarm reviewed", of_version.ref, details)

    def alarm_reviews(self) -> list[AlarmReview]:
        """Return all reviews, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(alarm_reviews).order_by(alarm_reviews.c.id)).all()
        return [
            AlarmReview(
                proposal_id=row.proposal_id,
                rule=row.rule,
                is_false=row.is_false,
                reason=row.reason,
                at=row.at,
                actor=row_actor(row),
            )
            for row in rows
        ]

    def request_waiver(self, request: WaiverRequest) -> Waiver:
        """Keep a request, which waits for another person's answer.

        Raises
        ------
        UsageError
            If the rule cannot be waived, the cycle has no such proposal, the same is asked for
            already, or the reason is missing or long.
        """
        refuse_request(request)
        reason = kept_reason(request.reason, "A waiver")
        with self._writing() as connection:
            _refuse_unknown(connection, request)
            earlier = _read_waivers(connection, waivers.c.fiscal_year == request.fiscal_year)
            _refuse_second(earlier, request)
            waiver_id = f"FY{request.fiscal_year}-W{len(earlier) + 1:03d}"
            connection.execute(
                sa.insert(waivers).values(
                    id=waiver_id,
                    fiscal_year=request.fiscal_year,
                    number=len(earlier) + 1,
                    ref=request.ref,
                    rule=request.rule,
                    reason=reason,
                    expires=request.expires,
                    at=request.at,
                    **actor_values(request.actor),
                )
            )
            details = {"ref": request.ref, "rule": request.rule, "reason": reason}
            details |= {"expires": request.expires.isoformat()}
            add_event(connection, request.actor, "waiver requested", waiver_id, details)
            return _one_waiver(connection, waiver_id)

    def answer_waiver(self, waiver_id: str, answer: WaiverAnswer) -> Waiver:
        """Keep an approval, a refusal or a revocation, and return the waiver with it.

        Raises
        ------
        UsageError
            If there is no such waiver, it does not wait for such an answer, the one who asked
            approves, or the reason is missing or long.
        """
        reason = kept_reason(answer.reason, "An answer to a waiver")
        with self._writing() as connection:
            waiver = _one_waiver(connection, waiver_id)
            refuse_answer(waiver, answer, by_name=is_illustrative(connection))
            connection.execute(
                sa.insert(waiver_answers).values(
                    waiver_id=waiver_id,
                    answer=str(answer.answer),
                    reason=reason,
                    at=answer.at,
                    **actor_values(answer.actor),
                )
            )
            details = {"ref": waiver.request.ref, "rule": waiver.request.rule, "reason": reason}
            add_event(connection, answer.actor, f"waiver {answer.answer}", waiver_id, details)
            return _one_waiver(connection, waiver_id)

    def waivers(self, fiscal_year: int) -> list[Waiver]:
        """Return the waivers of a cycle with their answers, in the order of their numbers."""
        with self._reading() as connection:
            return _read_waivers(connection, waivers.c.fiscal_year == fiscal_year)

    def waiver(self, waiver_id: str) -> Waiver:
        """Return one waiver; raises UsageError if there is none of that id."""
        with self._reading() as connection:
            return _one_waiver(connection, waiver_id)


def _refuse_unknown(connection: sa.Connection, request: WaiverRequest) -> None:
    known = sa.select(proposals.c.id).where(
        proposals.c.fiscal_year == request.fiscal_year, proposals.c.ref == request.ref
    )
    if connection.execute(known.limit(1)).first() is None:
        raise UsageError(
            f"There is no proposal {request.ref} in fiscal year {request.fiscal_year}; give the "
            "ref as the receipt shows it."
        )


def _refuse_second(earlier: list[Waiver], request: WaiverRequest) -> None:
    for waiver in earlier:
        same = (waiver.request.ref, waiver.request.rule) == (request.ref, request.rule)
        if same and waiver.status == WAITING:
            raise UsageError(
                f"{waiver.id} asks for the same already, by {waiver.request.actor.name}; have it "
                "answered first, with `fct waiver approve` or `refuse`."
            )


def _one_waiver(connection: sa.Connection, waiver_id: str) -> Waiver:
    found = _read_waivers(connection, waivers.c.id == waiver_id)
    if not found:
        raise UsageError(
            f"There is no waiver {waiver_id}; they are named as in FY2027-W001, and "
            "`fct waiver list` shows them."
        )
    return found[0]


def _read_waivers(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Waiver]:
    answers: dict[str, list[WaiverAnswer]] = {}
    given = sa.select(waiver_answers).join(waivers).where(*where).order_by(waiver_answers.c.id)
    for row in connection.execute(given):
        answers.setdefault(row.waiver_id, []).append(
            WaiverAnswer(
                answer=WaiverChoice(row.answer), reason=row.reason, at=row.at, actor=row_actor(row)
            )
        )
    asked = sa.select(waivers).where(*where).order_by(waivers.c.fiscal_year, waivers.c.number)
    return [
        Waiver(id=row.id, request=_request(row), answers=tuple(answers.get(row.id, ())))
        for row in connection.execute(asked)
    ]


def _request(row: sa.Row[Any]) -> WaiverRequest:
    expires: dt.date = row.expires
    return WaiverRequest(
        fiscal_year=row.fiscal_year,
        ref=row.ref,
        rule=row.rule,
        reason=row.reason,
        expires=expires,
        at=row.at,
        actor=row_actor(row),
    )
