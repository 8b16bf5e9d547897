"""Answering a question of the office: the form again, in which only the named fields differ."""

import datetime as dt
import hashlib
from pathlib import Path

from fct.data.deliberations import Question
from fct.data.people import Action
from fct.data.subjects import Store
from fct.data.submitting.delivery import Delivery, read_submitted, submit_bytes


def answer(
    store: Store, question_id: str, path: Path, at: dt.datetime, *, is_moment_stated: bool = False
) -> Question:
    """Answer a question with a file, and return the question with its answer.

    The answer is a new version, and is judged by the next run; it is taken after the deadline and
    after its own last day too. The same file again gives the first answer.

    Raises
    ------
    DeniedError
        If there is no such question that the person sees, or it is another component's.
    RefusalError
        If the file cannot be taken.
    NotNowError
        ``OTHER_FIELDS`` with ``fields``, ``OTHER_PROPOSAL``, ``ANSWERED`` or ``LATE``.
    """
    question = store.questions.get(question_id, Action.QUESTION_ANSWER)
    actor = store.ask(Action.QUESTION_ANSWER, question.ref)
    name, content = read_submitted(path)
    return answer_bytes(
        store,
        question,
        name,
        content,
        Delivery(
            actor,
            at,
            question.fiscal_year,
            is_moment_stated=is_moment_stated,
            answers=question,
        ),
    )


def answer_bytes(
    store: Store, question: Question, name: str, content: bytes, delivery: Delivery
) -> Question:
    """Answer a question with a file whose bytes are at hand; see :func:`answer`."""
    if question.answer is not None:
        came = store.submissions.get(question.answer.submission_id)
        # Sent twice by chance, the same answer is no refusal.
        if came.file_sha256 == hashlib.sha256(content).hexdigest():
            return question
    submit_bytes(store, name, content, delivery)
    return store.questions.get(question.id)
