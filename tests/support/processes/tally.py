"""How often each fault was tried and survived, and the table of it at the end of a run."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest


@dataclass(slots=True)
class Count:
    """One fault at one stage: how often it was tried, met the command, and was survived."""

    fault: str
    stage: str
    tries: int = 0
    met: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, problem: str, *, met: bool = True) -> None:
        """Count one try; ``problem`` says what was lost, and is empty if nothing was."""
        self.tries += 1
        self.met += met
        self.problems += [problem] if problem else []

    @property
    def survived(self) -> int:
        """How often nothing was lost."""
        return self.tries - len(self.problems)

    def line(self) -> str:
        """Return it as a line of the table."""
        return f"{self.fault:<34} {self.stage:<22} {self.tries:>5} {self.met:>5} {self.survived:>8}"


class Tally:
    """The counts of a run."""

    def __init__(self) -> None:
        self.counts: list[Count] = []

    @contextmanager
    def counting(self, fault: str, stage: str) -> Iterator[Count]:
        """Give the count of a fault at a stage, and hold at the end that each try was survived."""
        count = Count(fault, stage)
        self.counts.append(count)
        yield count
        assert count.problems == [], "; ".join([f"{fault}, {stage}", *count.problems])

    def lines(self) -> list[str]:
        """Return the table, with a sum below it."""
        head = f"{'fault':<34} {'stage':<22} {'tries':>5} {'met':>5} {'survived':>8}"
        tries = sum(one.tries for one in self.counts)
        survived = sum(one.survived for one in self.counts)
        total = f"{survived} of {tries} survived; nothing lost"
        if survived < tries:
            total = f"{survived} of {tries} survived; {tries - survived} NOT"
        return [head, *(one.line() for one in self.counts), total]


TALLY = pytest.StashKey[Tally]()


def tallies(config: pytest.Config) -> Sequence[str]:
    """Return the table of a run, or nothing where no fault was tried."""
    tally = config.stash.get(TALLY, None)
    return tally.lines() if tally is not None and tally.counts else []
