"""What one check of the doctor says, and how the checks are run: none of them stops the others."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from fct.data.common import FctError


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        Stable; docs/keeping.md lists them.
    state : State
    said : str
        What was seen.
    do : str
        What to do; empty where nothing is.
    """

    name: str
    state: State
    said: str
    do: str = ""

    def report(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {**asdict(self), "state": str(self.state)}


Found = tuple[State, str, str]
OK, WARN, FAIL = State.OK, State.WARN, State.FAIL


def checked(named: Iterable[tuple[str, Callable[[], Found]]]) -> list[Check]:
    """Run checks by name; one that cannot be made is a fail, and the others go on."""
    found: list[Check] = []
    for name, look in named:
        try:
            found.append(Check(name, *look()))
        except (FctError, OSError) as error:
            found.append(Check(name, FAIL, str(error), "Put right what the sentence names."))
    return found
