"""The deadline of one proposal as its sponsor reads it: the cycle's own, or a later one."""

import datetime as dt
from typing import NamedTuple

from fct.data.program import Cycle
from fct.data.subjects import Store
from fct.data.submitting.receipts import moment_words


class OwnDeadline(NamedTuple):
    """The last moment at which one proposal is in time.

    Attributes
    ----------
    moment : datetime
    cycle : Cycle
    """

    moment: dt.datetime
    cycle: Cycle

    @property
    def is_extended(self) -> bool:
        """Whether it is later than the cycle's own."""
        return self.moment > self.cycle.deadline

    @property
    def words(self) -> str:
        """The moment in words, with the word that it is extended where it is."""
        said = moment_words(self.moment, self.cycle)
        return f"{said}, extended" if self.is_extended else said


def own_deadline(
    store: Store, cycle: Cycle, ref: str | None, component: str | None = None
) -> OwnDeadline:
    """Return the deadline of one proposal, with the extensions that cover it.

    Parameters
    ----------
    store : Store
    cycle : Cycle
    ref : str or None
        None for what has no reference yet.
    component : str, optional
        Of the proposal; that of its newest version by default.
    """
    return OwnDeadline(store.extensions.of_proposal(cycle, ref, component), cycle)
