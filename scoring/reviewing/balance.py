"""Balanced assignment: so many reviewers for each proposal, everybody with about as much to do.

Each proposal takes the least loaded who may review it, then by id. Where conflicts leave loads
apart by more than one, new assignments are handed on along the shortest chain that evens them out;
what was assigned before stays.
"""

from collections import deque
from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Who is to be assigned.

    Attributes
    ----------
    added : mapping of str to list of str
        By ref, the people to be added, sorted; only refs that get somebody.
    loads : mapping of str to int
        By person, all assignments once the plan is carried out.
    short : list of str
        Refs that get fewer people than asked for, in the order in which they came.
    """

    added: Mapping[str, Sequence[str]] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)
    short: Sequence[str] = ()


def balanced_plan(
    count: int,
    assigned: Mapping[str, AbstractSet[str]],
    able: Mapping[str, AbstractSet[str]],
    loads: Mapping[str, int],
) -> Plan:
    """Return who is to be assigned so that each proposal has ``count`` reviewers.

    Parameters
    ----------
    count : int
    assigned : mapping of str to set of str
        By ref, in the order in which they take people: who is assigned already.
    able : mapping of str to set of str
        By ref, who may be assigned.
    loads : mapping of str to int
        By person that can be assigned at all, how many assignments there are already.
    """
    plan = _Planning(dict(loads), {ref: able[ref] - assigned[ref] for ref in assigned})
    short = []
    for ref, there in assigned.items():
        wanted = count - len(there)
        if plan.take_least_loaded(ref, wanted) < wanted:
            short.append(ref)
    plan.even_out()
    added = {ref: sorted(people) for ref, people in plan.added.items() if people}
    return Plan(added=added, loads=dict(sorted(plan.loads.items())), short=short)


class _Planning:
    """Loads that change while people are added."""

    def __init__(self, loads: dict[str, int], able: dict[str, AbstractSet[str]]) -> None:
        self.loads = loads
        self.able = able
        self.added: dict[str, set[str]] = {ref: set() for ref in able}

    def take_least_loaded(self, ref: str, wanted: int) -> int:
        """Add the least loaded, as many as wanted and able; return how many there were."""
        in_turn = sorted(self.able[ref], key=lambda person: (self.loads[person], person))
        taken = in_turn[: max(wanted, 0)]
        for person in taken:
            self.loads[person] += 1
        self.added[ref] |= set(taken)
        return len(taken)

    def even_out(self) -> None:
        """Hand on new assignments until no chain of them evens out two loads."""
        while (chain := self._chain()) is not None:
            for ref, giver, taker in chain:
                # Exactly one of the two is in it, so this swaps them.
                self.added[ref] ^= {giver, taker}
            self.loads[chain[0][1]] -= 1
            self.loads[chain[-1][2]] += 1

    def _chain(self) -> list[tuple[str, str, str]] | None:
        """Return the steps from the most loaded person who can be relieved: ref, giver, taker."""
        if not self.loads or max(self.loads.values()) - min(self.loads.values()) <= 1:
            return None
        for giver in sorted(self.loads, key=lambda person: (-self.loads[person], person)):
            if (chain := self._chain_from(giver)) is not None:
                return chain
        return None

    def _chain_from(self, start: str) -> list[tuple[str, str, str]] | None:
        came: dict[str, tuple[str, str]] = {}
        # Breadth first: the shortest chain moves the fewest assignments.
        waiting = deque([start])
        while waiting:
            giver = waiting.popleft()
            for ref, people in self.added.items():
                if giver not in people:
                    continue
                for taker in sorted(self.able[ref] - people - came.keys() - {start}):
                    came[taker] = (ref, giver)
                    # Two apart at least; from one apart a step would only turn the two around, and
                    # the loop would not end.
                    if self.loads[taker] <= self.loads[start] - 2:
                        return _steps(came, start, taker)
                    waiting.append(taker)
        return None


def _steps(came: Mapping[str, tuple[str, str]], start: str, end: str) -> list[tuple[str, str, str]]:
    steps = []
    while end != start:
        ref, giver = came[end]
        steps.append((ref, giver, end))
        end = giver
    return steps[::-1]
