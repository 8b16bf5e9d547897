"""The limits of intake, and from how many proposals on a run is large; declared once.

They are in ``declarations/limits.yaml`` and ``declarations/large_runs.yaml``.
"""

from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from fct.data.common import NotNowError, loaded_once

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large and deep a file may be, what reading it may use, and how many may come.

    Each attribute is named as in ``declarations/limits.yaml``, which gives the reasons.
    """

    file_mib: int
    archive_entries: int
    part_mib: int
    unpacked_mib: int
    packing_ratio: int
    packing_grace_mib: int
    sheets: int
    rows: int
    columns: int
    grid_cells: int
    filled_cells: int
    proposals: int
    cell_characters: int
    repeats: int
    xml_depth: int
    xml_attributes: int
    name_characters: int
    child_cpu_s: int
    cells_for_cpu_s: int
    child_most_cpu_s: int
    child_idle_s: float
    child_memory_mib: int
    children_at_once: int
    longest_wait_s: float
    answer_mib: int
    attachment_mib: int
    attachment_text_mib: int
    proposal_attachments: int
    proposal_attachments_mib: int
    daily_files: int
    daily_mib: int
    scanner_wall_s: float

    def as_values(self) -> dict[str, Any]:
        """Return the limits as JSON values, to be handed to the process that reads."""
        return asdict(self)


@loaded_once
def load_limits() -> Limits:
    """Return the packaged limits."""
    # Imported here: the process that reads files gets its limits handed over.
    from fct.data.program.form import declared_yaml

    declared = declared_yaml("limits.yaml")
    return Limits(**{name: limit["value"] for name, limit in declared.items()})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is left out of a large run.

    Attributes
    ----------
    competing : int
        How many proposals compete for money.
    most : int
        Of how many nothing is left out.
    most_tied : int
        How many others are named at most of those that a proposal is tied with.
    what : tuple of str
    said : str
        All of it in a sentence.
    """

    competing: int
    most: int
    most_tied: int
    what: tuple[str, ...]
    said: str

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values, as a run keeps it."""
        return {"code": LEFT_OUT, **asdict(self), "what": list(self.what)}

    def refuse(self) -> NoReturn:
        """Raise NotNowError with ``LEFT_OUT``, where one of it is asked for."""
        raise NotNowError(LEFT_OUT, self.said)


LEFT_OUT = "LEFT_OUT"


def left_out_of(competing: int, done: str = "compete for money") -> LeftOut | None:
    """Return what is left out where so many proposals compete; None where nothing is.

    Parameters
    ----------
    competing : int
    done : str
        What so many do, in words.
    """
    terms = _large_runs()
    most, most_tied, what = terms["most_competing"], terms["most_tied"], terms["left_out"]
    if competing <= most:
        return None
    said = terms["sentence"].format(
        competing=f"{competing:,}",
        done=done,
        most=f"{most:,}",
        most_tied=most_tied,
        left_out=", ".join(what),
    )
    return LeftOut(competing, most, most_tied, tuple(what), said)


def most_meeting_pages() -> int:
    """Return of how many proposals at most a meeting paper has a page each."""
    most: int = _large_runs()["most_meeting_pages"]
    return most


@loaded_once
def _large_runs() -> dict[str, Any]:
    from fct.data.common import parse_yaml
    from fct.data.program.form import read_declaration

    declared = parse_yaml(read_declaration("large_runs.yaml"), "large_runs.yaml")
    return {name: term["value"] for name, term in declared.items()}
