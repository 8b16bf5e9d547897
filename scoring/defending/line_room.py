"""How long a request finds room in the line: up to whom, in one order or thousands at once.

What is left of the money only falls from rank to rank. So in each order there is one proposal that
takes the last room that another would have had: the other is funded exactly where it stands above
that one. With this known, another place of it costs a comparison and no line.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fct.data.program import Conditions
from fct.scoring.ranking import (
    Flags,
    Ledger,
    Whole,
    WholeRequests,
    taking_groups,
    whole_limits,
)

NEVER, ALWAYS = -1, -2
"""Instead of a place: there is no room even at the top, or room after everybody."""

Places = npt.NDArray[np.intp]


@dataclass(eq=False)
class LineRoom:
    """The line through many orders, with what it leaves after every rank.

    Parameters
    ----------
    requests : WholeRequests
        Of all that stand in the orders, and of those that might.
    ledger : Ledger
        Nothing is taken of it.
    conditions : Conditions
        Those of the ledger.
    order : ndarray of shape (n, orders)
        Row r holds the places, among the refs of the requests, of who is ranked r-th.
    beyond : ndarray of shape (places, orders), optional
        Where conditions limit the line: whom it does not reach in each order by tier or merit.
    """

    requests: WholeRequests
    ledger: Ledger
    conditions: Conditions
    order: npt.NDArray[np.integer]
    beyond: Flags | None = None
    funded: Flags = field(init=False)
    _takes: Whole = field(init=False)
    _groups: list[Flags] = field(init=False)
    _must_fund: Flags = field(init=False)
    _left: list[Whole] = field(init=False)

    def __post_init__(self) -> None:
        self._takes, left = whole_limits(self.requests, self.ledger)
        self._groups = taking_groups(self.requests, self.conditions)
        self._must_fund = self.requests.named(self.conditions.must_fund)
        orders = self.order.shape[1]
        # How many may be passed over is one more sum that runs out; a request takes nothing of it.
        most = self.conditions.line.most_passed_over
        misses = len(self.requests.places) if most is None else most
        # A copy for each order: every order takes from its own money.
        remaining = np.repeat(np.append(left, misses)[:, None], orders, axis=1)
        every = np.arange(orders)
        self.funded = np.zeros((len(self.requests.places), orders), dtype=bool)
        self._left = []
        for group in self._groups:
            history = [remaining.copy()]
            for who in self.order:
                taken = self._take(who, group, remaining, every)
                self.funded[who[taken], np.flatnonzero(taken)] = True
                history.append(remaining.copy())
            self._left.append(np.stack(history, axis=1))

    def last_room(self, place: int, standing: int | None = None) -> Places:
        """Return of each order who takes the last room of a request, its own left out.

        Parameters
        ----------
        place : int
            Whose request it is.
        standing : int, optional
            The place of the same proposal in the orders, where it stands there.

        Returns
        -------
        ndarray of shape (orders,)
            A place: whoever stands above it is funded, whoever stands below is not. ``NEVER`` or
            ``ALWAYS`` where there is none.
        """
        orders = self.order.shape[1]
        turn = next((n for n, group in enumerate(self._groups) if group[place]), None)
        if turn is None:
            return np.full(orders, NEVER, dtype=np.intp)
        # The last number is that of misses, of which a request takes nothing.
        own = np.append(self._takes[:, place], 0)
        found = self._last_of_history(own, self._left[turn])
        # Where the line funds the proposal itself, the money was drawn with its old request in it;
        # these orders alone are drawn again without it.
        if standing is not None and (is_in := self.funded[standing]).any():
            columns = np.flatnonzero(is_in)
            found[columns] = self._last_without(own, standing, turn, columns)
        return found

    def funded_without(self, standing: int, column: int) -> Flags:
        """Return whom the line of one order funds where somebody has no request.

        Not where conditions limit how many are passed over: it may be one of them.
        """
        if not self.funded[standing, column]:
            without: Flags = self.funded[:, column].copy()
            return without
        order = self.order[:, [column]]
        order = order[order[:, 0] != standing]
        beyond = None if self.beyond is None else self.beyond[:, [column]]
        alone = LineRoom(self.requests, self.ledger, self.conditions, order, beyond)
        return alone.funded[:, 0]

    def _last_of_history(self, own: Whole, left: Whole) -> Places:
        """Return who takes the last room in orders in which the request itself takes nothing."""
        has_room = np.ones(left.shape[1:], dtype=bool)
        for asked, remaining in zip(own, left, strict=True):
            has_room &= asked <= remaining
        # Room never comes back, so the count of ranks with room is the rank at which it ends.
        ranks = has_room.sum(axis=0)  # of the ranks before which there is room
        ranked = len(self.order)
        found = np.full(len(ranks), ALWAYS, dtype=np.intp)
        found[ranks == 0] = NEVER
        inside = np.flatnonzero((ranks > 0) & (ranks <= ranked))
        found[inside] = self.order[ranks[inside] - 1, inside]
        return found

    def _last_without(self, own: Whole, standing: int, turn: int, columns: Places) -> Places:
        """Return who takes the last room in orders that fund the request, drawn without it.

        Who is funded has room up to the own rank, so only what stands below is drawn again. Of who
        is not, the line up to the last room is the same with it as without.
        """
        found = np.full(len(columns), ALWAYS, dtype=np.intp)
        order = self.order[:, columns]
        ranks = np.argmax(order == standing, axis=0)
        # Above its own rank the line is the same with and without it, so drawing begins there.
        start = int(ranks.min())
        remaining = self._left[turn][:, start][:, columns].copy()
        group = self._groups[turn].copy()
        group[standing] = False
        open_ = np.arange(len(columns))
        for who_of_all in order[start:]:
            who = who_of_all[open_]
            self._take(who, group, remaining, columns[open_])
            has_room = (own[:, None] <= remaining).all(axis=0)
            if has_room.all():
                continue
            # The one of this rank took the last room of these orders; they need no further look.
            found[open_[~has_room]] = who[~has_room]
            open_, remaining = open_[has_room], remaining[:, has_room]
            if not open_.size:
                break
        return found

    def _take(
        self, who: npt.NDArray[np.integer], group: Flags, remaining: Whole, columns: Places
    ) -> Flags:
        """Let the one of a rank in some orders take what it asks for; return where it did."""
        *money, misses = remaining
        asks: Flags = group[who].copy()
        # Must-funds stand before the order: no limit of the line touches their group.
        is_limited = not bool((group & self._must_fund).any())
        if is_limited and self.beyond is not None:
            asks &= ~self.beyond[who, columns]
        if is_limited:
            asks &= misses >= 0
        fits, asked = asks.copy(), [column[who] for column in self._takes]
        for amounts, left in zip(asked, money, strict=True):
            fits &= amounts <= left
        for amounts, left in zip(asked, money, strict=True):
            np.subtract(left, amounts * fits, out=left)
        if is_limited:
            np.subtract(misses, asks & ~fits, out=misses)
        return fits
