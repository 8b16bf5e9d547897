"""Withdrawing a proposal with a reason, and re-opening it before the deadline."""

import datetime as dt

from fct.data.common import Actor, UsageError, utc_now
from fct.data.people import Action
from fct.data.program import Cycle
from fct.data.subjects import REOPENED, Store
from fct.data.submitting.receipts import moment_words
from fct.data.tables import WITHDRAWN, Standing


def withdraw(store: Store, fiscal_year: int, ref: str, *, reason: str, actor: Actor) -> Standing:
    """Take a proposal out of its cycle; all its versions are kept, with the reason.

    It may be withdrawn at any time. From the next run on it is not judged, and not counted as
    late.

    Raises
    ------
    UsageError
        If the cycle has no such proposal, it is withdrawn already, or no reason is given.
    """
    change = Standing(
        fiscal_year=fiscal_year,
        ref=ref,
        standing=WITHDRAWN,
        reason=reason,
        at=utc_now(),
        actor=actor,
    )
    store.standings.add(change)
    return change


def reopen(store: Store, cycle: Cycle, ref: str, *, actor: Actor, at: dt.datetime) -> Standing:
    """Put a withdrawn proposal back into its cycle, as it stood.

    Raises
    ------
    DeniedError
        If who re-opens it may not, or there is no such proposal.
    UsageError
        If the deadline has passed, or the proposal is not withdrawn.
    """
    store.ask(Action.PROPOSAL_WITHDRAW, ref)
    deadline = store.extensions.of_proposal(cycle, ref)
    if at > deadline:
        raise UsageError(
            f"{ref} cannot be re-opened: the deadline of fiscal year {cycle.fiscal_year} was "
            f"{moment_words(deadline, cycle)}; ask the office that runs the cycle."
        )
    change = Standing(
        fiscal_year=cycle.fiscal_year, ref=ref, standing=REOPENED, reason="", at=at, actor=actor
    )
    store.standings.add(change)
    return change
