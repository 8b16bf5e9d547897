"""Questions to sponsors: asked by the office, answered by a version of the proposal."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import Actor, NotNowError, RawProposal, in_series, not_there, utc_now
from fct.data.messages import Letter, Messages
from fct.data.people import Action, Role
from fct.data.program import load_form
from fct.data.proposals import known_fields, other_fields
from fct.data.store import Repository, add_event, components_by_key, kept_text
from fct.data.tables import QuestionAnswer, QuestionRow, insert_record, question_answers, questions

OPEN, ANSWERED = "open", "answered"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(QuestionRow):
    """A question with its answer, where there is one."""

    answer: QuestionAnswer | None = None

    @property
    def state(self) -> str:
        """``open`` or ``answered``."""
        return OPEN if self.answer is None else ANSWERED

    def ends(self, time_zone: str) -> dt.datetime:
        """Return the first moment at which an answer is late."""
        return dt.datetime.combine(self.due + dt.timedelta(days=1), dt.time(), ZoneInfo(time_zone))


@dataclass(frozen=True, slots=True)
class Answering:
    """That a file which comes answers a question.

    Attributes
    ----------
    question : Question
    time_zone : str
        Of the cycle.
    at : datetime
    actor : Actor
    """

    question: Question
    time_zone: str
    at: dt.datetime
    actor: Actor

    def answer(
        self, submission_id: str, was: Mapping[str, Any], now: Mapping[str, Any]
    ) -> QuestionAnswer:
        """Return the answer that a submission brings, with the days that it took."""
        zone = ZoneInfo(self.time_zone)
        days = self.at.astimezone(zone).date() - self.question.at.astimezone(zone).date()
        return QuestionAnswer(
            submission_id=submission_id,
            was=was,
            now=now,
            days=days.days,
            is_late=self.at >= self.question.ends(self.time_zone),
            at=self.at,
            actor=self.actor,
        )


class Questions(Repository):
    """The questions of a store."""

    def ask(
        self, fiscal_year: int, ref: str, fields: Sequence[str], question: str, due: dt.date
    ) -> Question:
        """Keep a question to the sponsor of a proposal, which may then change the named fields.

        Raises
        ------
        DeniedError
            If the person may not ask, or does not see the proposal.
        UsageError
            If a field is not one of the form, or the question is blank or too long.
        NotNowError
            ``WITHDRAWN``, if nobody can answer for the proposal any more.
        """
        actor = self._database.ask(Action.QUESTION_ASK, ref)
        named, words = known_fields(fields), kept_text(question, "The question")
        with self._writing() as connection:
            if ref in tables.withdrawn_now(connection, fiscal_year):
                raise NotNowError(
                    "WITHDRAWN", f"{ref} is withdrawn, so its sponsor is asked nothing about it."
                )
            number = tables.next_number(connection, questions, fiscal_year)
            row = QuestionRow(
                id=f"FY{fiscal_year}-Q{number:03d}",
                fiscal_year=fiscal_year,
                ref=ref,
                fields=named,
                question=words,
                due=due,
                at=utc_now(),
                actor=actor,
            )
            insert_record(connection, questions, row, number=number)
            details = {"ref": ref, "fields": named, "due": due.isoformat()}
            add_event(connection, actor, "question asked", row.id, details)
            self._inform(connection, row)
        return Question(**{name: getattr(row, name) for name in tables.field_names(QuestionRow)})

    def _inform(self, connection: sa.Connection, row: QuestionRow) -> None:
        """Write the sponsors of a proposal that they are asked; a store of one has no others."""
        if not tables.newest_people(connection):
            return
        component = components_by_key(connection).get((row.fiscal_year, row.ref))
        letter = Letter(
            text="question",
            action="question",
            about=row.id,
            fiscal_year=row.fiscal_year,
            ref=row.ref,
            facts={"question": row.id, "due": row.due.isoformat()},
        )
        outbox = Messages(self._database)
        # Of a proposal that names no component nobody can be its sponsor, so that the office is
        # informed.
        roles = (Role.OPERATOR,) if component is None else (Role.SPONSOR,)
        outbox.send(letter, outbox.holders(*roles, component=component))

    def of_cycle(self, fiscal_year: int, ref: str | None = None) -> list[Question]:
        """Return the questions of a cycle, or of one proposal, in the order they were asked."""
        where = [questions.c.fiscal_year == fiscal_year]
        where += [] if ref is None else [questions.c.ref == ref]
        with self._reading() as connection:
            return _read(connection, *where)

    def get(self, question_id: str, action: Action = Action.PROPOSAL_SEE) -> Question:
        """Return one question.

        Parameters
        ----------
        question_id : str
        action : Action
            What is to be done with it; a denial is logged as one of this.

        Raises
        ------
        DeniedError
            ``NOT_THERE``, if it is not there or the person may not see it.
        """
        with self._reading() as connection:
            found = _read(connection, questions.c.id == question_id)
        if not found:
            self._database.deny(not_there(question_id), action, question_id)
        return found[0]

    def answered_by(self, submission_id: str) -> str | None:
        """Return the id of the question that a submission answers."""
        found = sa.select(question_answers.c.question_id).where(
            question_answers.c.submission_id == submission_id
        )
        with self._reading() as connection:
            return connection.scalar(found)

    def answers_by_submission(self) -> dict[str, str]:
        """Return the id of the question that each submission answers, by submission."""
        found = sa.select(question_answers.c.submission_id, question_answers.c.question_id)
        with self._reading() as connection:
            return {row.submission_id: row.question_id for row in connection.execute(found)}


def open_pairs(connection: sa.Connection, fiscal_year: int) -> set[tuple[str, str]]:
    """Return ref and person of each question of a cycle that waits for its answer."""
    return {
        (one.ref, one.actor.name)
        for one in _read(connection, questions.c.fiscal_year == fiscal_year)
        if one.state == OPEN
    }


def refuse_answered(connection: sa.Connection, question: QuestionRow) -> None:
    """Raise NotNowError if a question has its answer already."""
    given = sa.select(question_answers.c.question_id).where(
        question_answers.c.question_id == question.id
    )
    if connection.scalar(given) is not None:
        raise NotNowError(
            "ANSWERED",
            f"{question.id} was answered already. If there is more to say, ask the office to put "
            "another question.",
        )


def refuse_other_proposal(question: Question, refs: Sequence[str]) -> None:
    """Raise NotNowError if a file is not the form of the proposal that a question is about."""
    if list(refs) != [question.ref]:
        raise NotNowError("OTHER_PROPOSAL", _other_proposal(question, refs))


def refuse_other_fields(question: Question, judged: RawProposal, sent: RawProposal) -> None:
    """Raise NotNowError if more differs from what is judged than a question asks for."""
    others = other_fields(judged, sent, question.fields)
    if others:
        raise NotNowError("OTHER_FIELDS", _other_fields(question, others), fields=others)


def insert_answer(connection: sa.Connection, question: Question, answer: QuestionAnswer) -> None:
    """Keep the answer to a question, with its event, in a writing transaction."""
    insert_record(connection, question_answers, answer, question_id=question.id)
    details: Mapping[str, Any] = {
        "ref": question.ref,
        "submission": answer.submission_id,
        "days": answer.days,
        "is_late": answer.is_late,
    }
    add_event(connection, answer.actor, "question answered", question.id, details)


def _other_proposal(question: Question, refs: Sequence[str]) -> str:
    if len(refs) != 1:
        held = f"holds {len(refs)} proposals"
    else:
        held = f"is the form of {refs[0]}" if refs[0] else "has no ref in it"
    return (
        f"{question.id} asks about {question.ref}, and the file {held}. Answer in the form of "
        f"{question.ref}, which has that ref in it; the receipt says how to get it."
    )


def _other_fields(question: Question, others: Sequence[str]) -> str:
    form = load_form()
    labels = [f"“{form[name].label}” ({form[name].sheet})" for name in others]
    asked = in_series([f"“{form[name].label}”" for name in question.fields])
    verb = "differs" if len(labels) == 1 else "differ"
    return (
        f"{question.id} asks for {asked}, and in the file {in_series(labels)} {verb} too from what "
        "is judged. Put back what stood there, and send it again."
    )


def _read(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Question]:
    given = sa.select(question_answers).join(questions).where(*where)
    answers = tables.read_records_by(connection, QuestionAnswer, given, "question_id")
    asked = sa.select(questions).where(*where).order_by(questions.c.fiscal_year, questions.c.number)
    return [
        tables.record_of(Question, tables.shown_row(connection, row), answer=answers.get(row["id"]))
        for row in connection.execute(asked).mappings()
    ]
