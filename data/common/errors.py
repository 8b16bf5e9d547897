"""The errors a person can act on, each with the exit code that the command line documents."""

from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """What the command line returns to a calling program."""

    NOTHING_TO_REPAIR = 0
    FINDINGS = 1
    USAGE = 2
    REFUSED = 3
    SYSTEM = 4
    DENIED = 5


class FctError(Exception):
    """Something that a person can fix; its text says what is wrong and what to do."""

    exit_code = ExitCode.SYSTEM


class BusyError(FctError):
    """The machine has no processor, memory or process to spare now; the file is not at fault.

    Parameters
    ----------
    name : str
        Of the file that was not read.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was not read, because this machine is busy or short of memory. That is no "
            "fault of the file, and nothing of it was kept. Send it again in a few minutes."
        )


class UsageError(FctError):
    """The call, a cycle file or a rubric is wrong."""

    exit_code = ExitCode.USAGE


class StoreError(FctError):
    """The store cannot be read or written now."""

    exit_code = ExitCode.SYSTEM


class NotNowError(FctError):
    """What nobody may do as things stand, with the code of the reason.

    Parameters
    ----------
    code : str
    message : str
        One sentence or two: why not, and what to do.
    **more : object
        What programs need beside the code, as JSON values.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.more = more

    def as_plain(self) -> dict[str, dict[str, Any]]:
        """Return it as JSON values."""
        return {"refused": {"code": self.code, "message": str(self), **self.more}}


class DeniedError(FctError):
    """What this person may not do, with the code of the reason.

    Parameters
    ----------
    code : str
        One of ``NOT_THERE``, ``NOT_ALLOWED``, ``NOT_ASSIGNED``, ``CONFLICT``, ``SEPARATION``,
        ``OWN_REVIEW``, ``NO_STAND_IN``, ``NO_PERSON`` and ``OWN_ROLES``.
    message : str
        One sentence or two: why not, and who may.
    thing : str
        What it was to be done to, as it was named.

    Attributes
    ----------
    is_logged : bool
        Whether the event log has it.
    """

    exit_code = ExitCode.DENIED

    def __init__(self, code: str, message: str, thing: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.thing = thing
        self.is_logged = False

    def as_plain(self) -> dict[str, dict[str, str]]:
        """Return it as JSON values."""
        return {"denied": {"code": self.code, "message": str(self)}}


def not_there(name: str) -> DeniedError:
    """Return the one answer for what is not there and for what the person may not see."""
    return DeniedError("NOT_THERE", f"There is no {name} that you may see.", name)


class RefusalError(FctError):
    """A file that is not taken, with the code of the reason.

    Parameters
    ----------
    code : str
        One of the codes listed in ``declarations/refusals.csv``.
    message : str
        One sentence or two for the sponsor: what is wrong and what to do.

    Attributes
    ----------
    refs : tuple of str
        Proposals that it asks about.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.refs: tuple[str, ...] = ()
