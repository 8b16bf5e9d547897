"""Where a changed proposal would stand to the line, by the rubric and in every weight sample.

The others stay as they are, so each has one key in each order; a changed proposal is funded exactly
where its key is above that of who takes its last room (:mod:`fct.scoring.defending.line_room`).
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fct.data.program import MERIT_DECIMALS, Conditions
from fct.scoring.defending.line_room import NEVER, LineRoom
from fct.scoring.defending.one_answer import Changed
from fct.scoring.defending.weight_samples import (
    MERIT_UNITS,
    SensitivityTerms,
    merit_samples,
    weight_samples,
)
from fct.scoring.judging import Floats, Parts
from fct.scoring.ranking import (
    Candidate,
    Flags,
    Mark,
    OrderOfMerit,
    beyond_reach,
    last_tie,
    whole_requests,
)

Keys = npt.NDArray[np.int64]

_MERIT_BITS = (100 * MERIT_UNITS).bit_length()
_FIRST, _LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


class Asked(NamedTuple):
    """Who asks for what, where it is not what a ranked proposal asks for."""

    ref: str
    request_kusd: tuple[tuple[int, Decimal], ...]
    component: str | None


class Standing(NamedTuple):
    """What a changed proposal comes to.

    Attributes
    ----------
    mark : Mark or None
        None where it would not be ranked.
    funded : ndarray of shape (samples,)
        In which weight samples it is funded.
    slot : int
        The place of its request among those of the samples.
    keys : ndarray of shape (samples,) or None
        Where it stands in each; None where it would not be ranked or does not compete.
    """

    mark: Mark | None
    funded: Flags
    slot: int = NEVER
    keys: Keys | None = None


@dataclass(eq=False)
class SampledLine:
    """The official line and that of every weight sample, with room for changed proposals.

    Parameters
    ----------
    official : OrderOfMerit
    sensitivity : SensitivityTerms
    asked : sequence of Asked
        The requests of those that may come in beside the ranked.
    """

    official: OrderOfMerit
    sensitivity: SensitivityTerms
    asked: Sequence[Asked] = ()
    weights: Floats = field(init=False)
    room: LineRoom = field(init=False)
    keys: Keys = field(init=False)
    _must_fund: Flags = field(init=False)
    _slots: Mapping[Asked, int] = field(init=False)
    _tie_keys: list[tuple[float, tuple[float, str, str]]] = field(init=False)
    _last_rooms: dict[tuple[int, int], Keys] = field(init=False, default_factory=dict)
    _rivals: dict[int, Keys] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        official = self.official
        self.weights = weight_samples(official.parts.weights, self.sensitivity)
        # Twice the place plus one: odd numbers for the ranked, so that a changed proposal, at an
        # even one, stands between two of them and equals none.
        ties = 2 * official.tie_order.astype(np.int64) + 1  # a changed one stands between two
        merits = merit_samples(official.parts, self.sensitivity, self.weights)
        of_rubric = _millionths(official.ranks["merit"].to_numpy(dtype=np.float64))
        # The last column is the official order.
        merits_of_all = np.column_stack([merits, of_rubric]).astype(np.int64)
        self.keys = self._keys(official.tiers[:, None], merits_of_all, ties[:, None])
        order = np.argsort(self.keys, axis=0, kind="stable")
        self._slots = {one: len(official.refs) + n for n, one in enumerate(self.asked)}
        # Each request that differs from the ranked ones is a candidate of its own, so that the room
        # for it is found in the same pass through the orders.
        names = [f"\x00{n}" for n in range(len(self.asked))]  # no ref holds a NUL
        extra = [
            Candidate(name, 1, 0.0, dict(one.request_kusd), one.component)
            for name, one in zip(names, self.asked, strict=True)
        ]
        requests = whole_requests([*official.candidates, *extra], [*official.refs, *names])
        conditions = self._conditions(dict(zip(names, self.asked, strict=True)))
        beyond = np.zeros((len(requests.places), order.shape[1]), dtype=bool)
        beyond[: len(official.refs)] = self._beyond(self.keys)
        self.room = LineRoom(requests, official.ledger(), conditions, order, beyond)
        self._must_fund = requests.named(conditions.must_fund)
        self._tie_keys = [
            (-float(maturity), last_tie(priority, title, ref))
            for maturity, priority, title, ref in official.ranks[list(_TIE)].itertuples(index=False)
        ]
        self._tie_keys.sort()

    def _conditions(self, names: Mapping[str, Asked]) -> Conditions:
        """Return the cycle's conditions, those that name a proposal for each of its requests."""
        conditions = self.official.conditions
        changes = {
            name: refs | {slot for slot, one in names.items() if one.ref in refs}
            for name, refs in (
                ("must_fund", conditions.must_fund),
                ("excluded", conditions.excluded),
            )
        }
        return conditions.model_copy(update=changes)

    def _keys(self, tiers: Any, merits: Any, ties: Any) -> Keys:
        """Return numbers that order by tier, merit and tie, the first of the order lowest."""
        # A merit has fewer bits than the step of a tier and a tie fewer than the step of a merit,
        # so none outweighs what comes before it: one subtraction orders as three comparisons would.
        keys: Keys = (((tiers << _MERIT_BITS) - merits) << self._tie_bits) + ties
        return keys

    @property
    def _tie_bits(self) -> int:
        return (2 * len(self.official.refs) + 1).bit_length()

    def _beyond(self, keys: Keys) -> Flags:
        """Return where the line does not reach keys, by their tier or merit."""
        limits = self.official.conditions.line
        if limits.is_empty:
            return np.zeros(keys.shape, dtype=bool)
        tier_less_merit = keys >> self._tie_bits
        # The key holds tier * 2**bits - merit with 0 <= merit < 2**bits; rounding up gives the
        # tier.
        tiers = -(-tier_less_merit >> _MERIT_BITS)
        merits = (tiers << _MERIT_BITS) - tier_less_merit
        return beyond_reach(limits, tiers.ravel(), merits.ravel()).reshape(keys.shape)

    def standings(self, changed: Changed, rows: Sequence[int], place: int | None) -> list[Standing]:
        """Return what changes of one proposal come to.

        Parameters
        ----------
        changed : Changed
        rows : sequence of int
            Those of the proposal.
        place : int, optional
            Where it stands in the official order, from 0; None where it is not ranked.
        """
        samples = self.sensitivity.terms.draws
        nothing = np.zeros(samples, dtype=bool)
        ranked = [row for row in rows if changed.is_ranked[row] and changed.competes[row]]
        known = dict(zip(ranked, self._keys_of(changed, ranked), strict=True))
        found = []
        for row in rows:
            if row in known:
                found.append(self._at(known[row], self._slot(changed, row, place), place))
            else:
                mark = Mark.CONTINUING if changed.is_ranked[row] else None
                found.append(Standing(mark, nothing))
        return found

    def _keys_of(self, changed: Changed, rows: Sequence[int]) -> Keys:
        """Return the keys of changed proposals, of shape (rows, samples and the official order)."""
        scores = changed.judgement.scores
        parts = changed.parts
        chosen = Parts(
            tuple(parts.refs[row] for row in rows),
            parts.weights,
            parts.low[list(rows)],
            parts.high[list(rows)],
        )
        merits = merit_samples(chosen, self.sensitivity, self.weights)
        merits_of = scores["merit"].to_numpy(dtype=np.float64)[list(rows)].tolist()
        by_rubric = np.array([round(merit, MERIT_DECIMALS) for merit in merits_of])
        of_all = np.column_stack([merits, _millionths(by_rubric)]).astype(np.int64)
        tiers = scores["tier"].to_numpy(dtype=np.int64)[list(rows)]
        ties = np.array([self._tie(changed, row) for row in rows], dtype=np.int64)
        return self._keys(tiers[:, None], of_all, ties[:, None])

    def _tie(self, changed: Changed, row: int) -> int:
        proposal = changed.judgement.table.proposal
        maturity = round(float(changed.judgement.scores["maturity_low"].iloc[row]), MERIT_DECIMALS)
        priority = proposal.value("component_priority")[row]
        last = last_tie(
            math.nan if priority is None else float(priority),
            proposal.value("title")[row],
            str(changed.judgement.table.refs[row]),
        )
        # Even, so it stands before the ranked one whose key it equals or precedes; the ref in the
        # key keeps two from being equal.
        return 2 * bisect_left(self._tie_keys, (-maturity, last))

    def _slot(self, changed: Changed, row: int, place: int | None) -> int:
        asked = asked_of(changed, row)
        return self._slots[asked] if place is None or asked in self._slots else place

    def _at(self, keys: Keys, slot: int, place: int | None) -> Standing:
        # What is left only falls, so it is funded where it stands above who takes its last room.
        is_funded = keys < self._last_keys(slot, place)
        if not self._must_fund[slot]:
            is_funded &= ~self._beyond(keys)
        standing = Standing(Mark.FUNDED, is_funded[:-1], slot, keys)
        if is_funded[-1]:
            return standing
        # Passed over or below the line (reading 68): whether anyone funded ranks lower.
        above_somebody = bool((self._rival_keys(standing, place) > keys[-1]).any())
        return standing._replace(mark=Mark.PASSED_OVER if above_somebody else Mark.BELOW)

    def _last_keys(self, slot: int, place: int | None) -> Keys:
        """Return the key in each order above which the request is funded."""
        known = (slot, NEVER if place is None else place)
        if known not in self._last_rooms:
            places = self.room.last_room(slot, place)
            keys = np.full(len(places), _LAST, dtype=np.int64)
            # No key is lower than the lowest number, so nothing fits; every key is lower than the
            # highest, so everything does.
            keys[places == NEVER] = _FIRST
            inside = np.flatnonzero(places >= 0)
            keys[inside] = self.keys[places[inside], inside]
            self._last_rooms[known] = keys
        return self._last_rooms[known]

    @property
    def _counts_misses(self) -> bool:
        """Whether one that is passed over leaves less for those below."""
        return self.official.conditions.line.most_passed_over is not None

    def _rival_keys(self, standing: Standing, place: int | None) -> Keys:
        """Return the keys of whom the official line funds while it does not fund the proposal."""
        if self._counts_misses:
            funded = self._funded_with(standing, place, slice(-1, None))
            rivals: Keys = self.keys[funded[:, 0], -1]
            return rivals
        known = NEVER if place is None else place
        if known not in self._rivals:
            column = self.keys.shape[1] - 1
            ranked = len(self.official.refs)
            funded = (
                self.room.funded[:ranked, column]
                if place is None
                else self.room.funded_without(place, column)[:ranked]
            )
            self._rivals[known] = self.keys[funded, column]
        return self._rivals[known]

    def differ(self, one: Standing, other: Standing, place: int | None) -> Flags:
        """Return in which samples two standings of one proposal leave different sets funded.

        Where it asks for the same and is funded in both, the others find what they found: who was
        funded between the two places still is, as there was room for the proposal after it. Where
        it is funded in neither, it takes nothing, unless who is passed over counts.
        """
        differs: Flags = one.funded != other.funded
        is_alike = one.slot == other.slot or not (one.funded & other.funded).any()
        if is_alike and not self._counts_misses:
            return differs
        samples = slice(0, self.sensitivity.terms.draws)
        sets = [self._funded_with(standing, place, samples) for standing in (one, other)]
        others = (sets[0] != sets[1]).any(axis=0)
        return np.asarray(differs | others, dtype=bool)

    def _funded_with(self, standing: Standing, place: int | None, columns: slice) -> Flags:
        """Return whom some orders fund of the ranked others, with the changed one among them."""
        ranked = len(self.official.refs)
        keys, names = self.keys[:, columns].copy(), np.arange(ranked)
        beyond = np.zeros((len(self.room.requests.places), keys.shape[1]), dtype=bool)
        beyond[:ranked] = self._beyond(keys)
        if place is not None:
            # Its old self goes to the end of every order, and from there out of it.
            keys[place] = _LAST
        if standing.keys is not None:
            own = standing.keys[columns]
            beyond[standing.slot] = self._beyond(own)
            keys, names = np.vstack([keys, own]), np.append(names, standing.slot)
        order = names[np.argsort(keys, axis=0, kind="stable")]
        if place is not None:
            order = order[:-1]  # there it stood last, and now it stands at its new place alone
        requests, conditions = self.room.requests, self.room.conditions
        room = LineRoom(requests, self.official.ledger(), conditions, order, beyond)
        of_others: Flags = room.funded[:ranked]
        if place is not None:
            of_others[place] = False
        return of_others


_TIE = ("maturity", "component_priority", "title", "ref")


def asked_of(changed: Changed, row: int) -> Asked:
    """Return what a changed proposal asks for."""
    table = changed.judgement.table
    return Asked(
        str(table.refs[row]),
        tuple(changed.requests[row].items()),
        table.proposal.value("component")[row],
    )


def _millionths(merits: Floats) -> npt.NDArray[np.int64]:
    units: npt.NDArray[np.int64] = np.rint(merits * MERIT_UNITS).astype(np.int64)
    return units
