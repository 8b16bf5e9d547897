"""Waivers: asked for by one person, approved, refused or revoked by another."""

from dataclasses import replace

import sqlalchemy as sa

from fct.data import proposals, tables
from fct.data.common import UsageError, not_there
from fct.data.people import Action
from fct.data.proposals import Waiver, WaiverAnswer, WaiverRequest
from fct.data.store import Repository, add_event, is_illustrative, kept_reason
from fct.data.tables import insert_record, record_of, shown_row, waiver_answers, waivers

_WAIVERS = sa.select(waivers).order_by(waivers.c.fiscal_year, waivers.c.number)
_ANSWERS = sa.select(waiver_answers).join(waivers).order_by(waiver_answers.c.id)


class Waivers(Repository):
    """The waivers of a store."""

    def request(self, request: WaiverRequest) -> Waiver:
        """Keep a request, which waits for another person's answer.

        Raises
        ------
        DeniedError
            If who asks may not, or the cycle has no such proposal.
        UsageError
            If the rule cannot be waived, the same is asked for already, or the reason is missing
            or long.
        """
        self._database.ask(Action.WAIVER_REQUEST, request.ref)
        proposals.refuse_request(request)
        reason = kept_reason(request.reason, "A waiver")
        with self._writing() as connection:
            tables.refuse_unknown(connection, request.fiscal_year, request.ref)
            earlier = _read_waivers(connection, waivers.c.fiscal_year == request.fiscal_year)
            _refuse_second(earlier, request)
            waiver_id = f"FY{request.fiscal_year}-W{len(earlier) + 1:03d}"
            number = len(earlier) + 1
            kept = replace(request, reason=reason)
            insert_record(connection, waivers, kept, id=waiver_id, number=number)
            details = {"ref": request.ref, "rule": request.rule, "reason": reason}
            details |= {"expires": request.expires.isoformat()}
            add_event(connection, request.actor, "waiver requested", waiver_id, details)
            return _one_waiver(connection, waiver_id)

    def answer(self, waiver_id: str, answer: WaiverAnswer) -> Waiver:
        """Keep an approval, a refusal or a revocation, and return the waiver with it.

        Raises
        ------
        DeniedError
            If who answers may not, or there is no such waiver; ``SEPARATION``, if the one who
            asked approves.
        UsageError
            If it does not wait for such an answer, or the reason is missing or long.
        """
        asked = self.get(waiver_id)
        self._database.ask(Action.WAIVER_APPROVE, asked.request.ref)
        with self._reading() as connection:
            by_name = is_illustrative(connection)
        # Outside the writing transaction below, which a refusal would undo with the denial's entry
        # in the log.
        if (denied := proposals.own_answer(asked, answer, by_name=by_name)) is not None:
            self._database.deny(denied, Action.WAIVER_APPROVE, waiver_id)
        reason = kept_reason(answer.reason, "An answer to a waiver")
        with self._writing() as connection:
            waiver = _one_waiver(connection, waiver_id)
            proposals.refuse_answer(waiver, answer)
            given = replace(answer, reason=reason)
            insert_record(connection, waiver_answers, given, waiver_id=waiver_id)
            details = {"ref": waiver.request.ref, "rule": waiver.request.rule, "reason": reason}
            add_event(connection, answer.actor, f"waiver {answer.answer}", waiver_id, details)
            return _one_waiver(connection, waiver_id)

    def of_cycle(self, fiscal_year: int) -> list[Waiver]:
        """Return the waivers of a cycle with their answers, in the order of their numbers."""
        with self._reading() as connection:
            return _read_waivers(connection, waivers.c.fiscal_year == fiscal_year)

    def get(self, waiver_id: str) -> Waiver:
        """Return one waiver; raises DeniedError if the id is unknown."""
        with self._reading() as connection:
            return _one_waiver(connection, waiver_id)


def _refuse_second(earlier: list[Waiver], request: WaiverRequest) -> None:
    for waiver in earlier:
        same = (waiver.request.ref, waiver.request.rule) == (request.ref, request.rule)
        if same and waiver.status == proposals.WAITING:
            raise UsageError(
                f"{waiver.id} asks for the same already, by {waiver.request.actor.name}; have it "
                "answered first, with `fct waiver approve` or `refuse`."
            )


def _one_waiver(connection: sa.Connection, waiver_id: str) -> Waiver:
    found = _read_waivers(connection, waivers.c.id == waiver_id)
    if not found:
        raise not_there(waiver_id)
    return found[0]


def _read_waivers(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Waiver]:
    answers: dict[str, list[WaiverAnswer]] = {}
    for row in connection.execute(_ANSWERS.where(*where)).mappings():
        shown = shown_row(connection, row)
        answers.setdefault(row["waiver_id"], []).append(record_of(WaiverAnswer, shown))
    return [
        Waiver(
            id=row["id"],
            request=record_of(WaiverRequest, shown_row(connection, row)),
            answers=tuple(answers.get(row["id"], ())),
        )
        for row in connection.execute(_WAIVERS.where(*where)).mappings()
    ]
