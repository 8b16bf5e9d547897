"""The rounds of a fault at a stage: a fresh store for each try, and what was survived."""

import random
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes.forked import Ended, Running
from tests.support.processes.stages import Stage, Try, Undisturbed, problem_of
from tests.support.processes.tally import Count, Tally


@dataclass(frozen=True)
class Rounds:
    """All that a test of faults needs.

    Attributes
    ----------
    stages : mapping of str to Stage
    undisturbed : Undisturbed
    tally : Tally
    tries : int
        Of each fault at each stage.
    chance : Random
    folder : Path
        A new one.
    """

    stages: Mapping[str, Stage]
    undisturbed: Undisturbed
    tally: Tally
    tries: int
    chance: random.Random
    folder: Path

    def of(self, fault: str, name: str, share: float = 1.0) -> Iterator[tuple[Count, Try]]:
        """Give what counts and a fresh store, as often as the run asks; at least once.

        Parameters
        ----------
        fault, name : str
            As the table has them.
        share : float
            Of the tries of the run.
        """
        with self.tally.counting(fault, name) as count:
            for number in range(max(1, round(self.tries * share))):
                one = Try.of(self.stages[name], self.folder / f"{number}")
                yield count, one
                shutil.rmtree(one.folder)

    def wait(self, running: Running, name: str) -> None:
        """Wait until a random moment of a command, or until it ends."""
        begun = time.monotonic()
        last = begun + self.chance.random() * self.undisturbed.of(name)[1]
        while running.poll() is None and time.monotonic() < last:
            time.sleep(0.0005)
        if running.poll() is not None:  # a busy machine had slowed the undisturbed one
            self.undisturbed.took(name, time.monotonic() - begun)

    def problem(self, one: Try, ended: Ended) -> str:
        """Give the command again; return what was lost by then, or what crashed before."""
        if ended.has_crashed:
            return f"crashed: {ended.code}, {ended.last_words}"
        return problem_of(one, self.undisturbed.of(one.stage.name)[0], one.start().wait())
