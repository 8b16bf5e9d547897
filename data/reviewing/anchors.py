"""The anchors: what each level of each criterion means, in words that two people read alike."""

from typing import Any, NamedTuple

from fct.data.common import loaded_once
from fct.data.program import declared_rows


class Anchor(NamedTuple):
    """What one level of one criterion means.

    Attributes
    ----------
    criterion : str
    level : int
        1 is the lowest.
    anchor : str
        What is there, and what is not, where a proposal has this level.
    """

    criterion: str
    level: int
    anchor: str


@loaded_once
def load_anchors() -> tuple[Anchor, ...]:
    """Return the anchors in the order of ``declarations/anchors.csv``."""
    return tuple(
        Anchor(row["criterion"], int(row["level"]), row["anchor"])
        for row in declared_rows("anchors.csv")
    )


def anchors_of(criterion: str) -> dict[int, str]:
    """Return the anchors of one criterion by level."""
    return {one.level: one.anchor for one in load_anchors() if one.criterion == criterion}


def anchors_report() -> dict[str, Any]:
    """Return all anchors as JSON values."""
    return {"anchors": [one._asdict() for one in load_anchors()]}
