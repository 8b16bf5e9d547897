"""What runs is ended at a random moment: by kill -9, by power, politely, or by Ctrl-C."""

import shutil
import signal

import pytest

from tests.support.processes.rounds import Rounds
from tests.support.processes.stages import STAGE_NAMES

pytestmark = pytest.mark.faults
SIGNALS = {signal.SIGKILL: ("kill -9", 1.0), signal.SIGTERM: ("SIGTERM", 0.2),
           signal.SIGINT: ("Ctrl-C", 0.2)}  # fmt: skip


@pytest.mark.parametrize("name", STAGE_NAMES)
@pytest.mark.parametrize("number", SIGNALS)
def test_what_was_ended_is_done_by_the_same_command(
    name: str, number: signal.Signals, rounds: Rounds
) -> None:
    """Nothing is half written, all is there once, and the log verifies."""
    fault, share = SIGNALS[number]
    for count, one in rounds.of(fault, name, share):
        running = one.start()
        rounds.wait(running, name)
        met = running.send(number)
        count.add(rounds.problem(one, running.wait()), met=met)


@pytest.mark.parametrize("name", STAGE_NAMES)
def test_after_a_power_cut_the_files_as_they_are_go_on(name: str, rounds: Rounds) -> None:
    """A copy of the files at a random moment of a stopped process, as another machine finds them.

    Nothing is put on the disk first, and the process never comes to its end.
    """
    for count, cut in rounds.of("power cut", name, 0.4):
        running = cut.start()
        rounds.wait(running, name)
        met = running.send(signal.SIGSTOP)
        found = cut.moved(rounds.folder / "found")
        if met:
            running.send(signal.SIGKILL)
        count.add(rounds.problem(found, running.wait()), met=met)
        shutil.rmtree(found.folder)
