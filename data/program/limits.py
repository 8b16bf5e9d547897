"""The limits of intake, declared once in ``declarations/limits.yaml``."""

from dataclasses import asdict, dataclass
from typing import Any

from fct.data.common import loaded_once

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
