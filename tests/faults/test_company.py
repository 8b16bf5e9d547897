"""What else is on the machine: the same command twice, little memory, a wrong clock, no mail."""

import datetime as dt
import resource
import signal
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from fct.data.common import clock
from tests.support.processes.forked import Ended, Running, start
from tests.support.processes.rounds import Rounds
from tests.support.processes.stages import DONE, REFUSED, STAGE_NAMES
from tests.support.stores.contract import Program

pytestmark = pytest.mark.faults
SYSTEM, USAGE = 4, 2
LEAST_MEMORY = 24 << 20  # bytes; a process that reads files takes about 60 MiB
WHO_WORK = ("receive", "read", "judge and publish", "tick that publishes", "back up", "archive")


@pytest.mark.parametrize("name", STAGE_NAMES)
def test_two_at_once_do_it_once(name: str, rounds: Rounds) -> None:
    """Neither crashes, and what is left is what one alone leaves."""
    for count, one in rounds.of("two at once", name, 0.4):
        both = [one.start(), one.start()]
        ended = [running.wait() for running in both]
        codes = {each.code for each in ended}
        problem = "" if codes & DONE else f"neither was done: {codes}, {ended[0].last_words}"
        if not codes <= DONE | {REFUSED, SYSTEM, USAGE}:
            problem = f"ended: {codes}"
        crashed = next((each for each in ended if each.has_crashed), ended[0])
        count.add(problem or rounds.problem(one, crashed))


def starve(share: float) -> None:
    """Let a process and its children map no more than a part of what it has mapped already."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    mapped = pages * resource.getpagesize()
    most = int(LEAST_MEMORY + share * (mapped - LEAST_MEMORY))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@pytest.mark.parametrize("name", WHO_WORK)
def test_without_memory_a_command_ends_in_a_sentence(name: str, rounds: Rounds) -> None:
    """Also where the child that reads a file is the one that has none."""
    for count, one in rounds.of("out of memory", name, 0.6):
        share = rounds.chance.random() ** 3  # the child has far less than its parent
        ended = one.start(before=lambda share=share: starve(share)).wait()
        count.add(rounds.problem(one, ended), met=ended.code not in DONE)


def shifted(days: int) -> None:
    """Let the machine's clock of a process stand elsewhere."""

    class Elsewhere(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]  # mypy wants Self
            return dt.datetime.now(tz) + dt.timedelta(days=days)

    clock.dt = SimpleNamespace(datetime=Elsewhere, UTC=dt.UTC, tzinfo=dt.tzinfo)  # type: ignore[attr-defined]  # of the forked process alone


def at(program: Program, days: int, *words: str) -> Ended:
    """Give a command while the clock stands some days from now."""
    return start(program, *words, before=lambda: shifted(days)).wait()


def test_a_clock_that_was_set_back_is_refused_and_reading_goes_on(rounds: Rounds) -> None:
    """A real store: nothing is stamped before its last event, and nothing is lost by it."""
    with rounds.tally.counting("clock set back", "write and read") as count:
        for number in range(rounds.tries):
            program = Program(rounds.folder / f"real-{number}")
            ahead = rounds.chance.randrange(1, 4)
            files = [rounds.folder / f"{year}.yaml" for year in (2026, 2027)]
            for file in files:
                file.write_text(
                    f"fiscal_year: {file.stem}\nfinal_due: {int(file.stem) - 1}-06-30\n"
                )
            first = at(program, ahead, "cycle", "add", str(files[0]))
            back = at(program, 0, "cycle", "add", str(files[1]))
            read = [at(program, 0, *words) for words in (("cycle", "list"), ("audit", "verify"))]
            again = at(program, ahead, "cycle", "add", str(files[1]))
            codes = [first.code, back.code, *(one.code for one in read), again.code]
            is_right = codes == [0, REFUSED, 0, 0, 0] and "CLOCK_BACK" in back.out
            count.add("" if is_right else f"{codes}, {back.out}{back.err[-300:]}")


@pytest.mark.parametrize("server", ["away", "silent", "killed"])
def test_without_a_mail_server_messages_wait(server: str, rounds: Rounds) -> None:
    """One that does not answer costs the tick nothing but seconds, and no message is lost.

    A tick that is killed while a silent server keeps it waiting leaves all its messages.
    """
    name = "tick and send mail"
    for count, one in rounds.of(f"mail server {server}", name, 0.2):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            if server == "away":
                listening.close()
            env = {
                "FCT_SMTP_URL": f"smtp://127.0.0.1:{port}",
                "FCT_MAIL_FROM": "office@example.mil",
            }
            running = one.start(env=env)
            met = kill_while_it_waits(running, listening) if server == "killed" else True
            count.add(rounds.problem(one, running.wait()), met=met)


def kill_while_it_waits(running: Running, listening: socket.socket) -> bool:
    """End a tick by kill -9 once it has called the mail server; return whether it still ran."""
    listening.settimeout(120)
    called, _ = listening.accept()
    with called:
        return running.send(signal.SIGKILL)
