"""The stages to which faults come, the seed of their moments, and the table at the end."""

import os
import random
from pathlib import Path

import pytest

from tests.support.processes.rounds import Rounds
from tests.support.processes.stages import Stage, Undisturbed, build_stages
from tests.support.processes.tally import TALLY, Tally, tallies


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """What was tried and survived in this run."""
    return pytestconfig.stash.setdefault(TALLY, Tally())


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    """The stages of the year with the store before each, by name."""
    return build_stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture(scope="session")
def undisturbed(stages: dict[str, Stage], tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """What each stage leaves when nothing comes in between."""
    return Undisturbed(stages, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def rounds(
    stages: dict[str, Stage],
    undisturbed: Undisturbed,
    tally: Tally,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Rounds:
    """The rounds of one test, with chance of its own that the seed repeats."""
    config = request.config
    chance = random.Random(f"{config.getoption('--fault-seed')} {request.node.name}")
    tries = int(config.getoption("--fault-tries"))
    return Rounds(stages, undisturbed, tally, tries, chance, tmp_path)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was survived, and the seed that repeats the moments."""
    lines = tallies(config)
    if not lines:
        return
    terminalreporter.section("faults")
    for line in lines:
        terminalreporter.write_line(line)
    used = os.times()
    spent = used.user + used.system + used.children_user + used.children_system
    terminalreporter.write_line(
        f"seed {config.getoption('--fault-seed')}; {spent:.0f} s of processor time"
    )
