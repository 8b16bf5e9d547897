"""The outcomes that a proposal can have, and how people write them."""

from enum import StrEnum

from fct.data.common import UsageError, normalize


class Outcome(StrEnum):
    """What becomes of a proposal in its cycle."""

    FUND = "fund"
    PART = "fund in part"
    RESERVE = "reserve"
    RETURN = "return"
    NOT_SELECTED = "not selected"
    WITHDRAWN = "withdrawn"

    @property
    def is_funded(self) -> bool:
        """Whether money goes with it."""
        return self in {Outcome.FUND, Outcome.PART}


DECIDED_BY_PEOPLE = tuple(one for one in Outcome if one is not Outcome.WITHDRAWN)
"""The outcomes that an office decides; a sponsor alone withdraws."""


def read_outcome(text: str) -> Outcome:
    """Return the outcome that a person wrote; case, dashes and spaces do not matter.

    Raises
    ------
    UsageError
        If no outcome is called so, or it is one that comes from the sponsor.
    """
    known = {str(one): one for one in DECIDED_BY_PEOPLE}
    written = normalize(text).replace("-", " ").replace("_", " ")
    if written in known:
        return known[written]
    if written == Outcome.WITHDRAWN:
        raise UsageError(
            "A proposal is withdrawn by its sponsor, with `fct withdraw`. Decide one of: "
            f"{', '.join(known)}."
        )
    raise UsageError(f"No outcome is called {text!r}; write one of: {', '.join(known)}.")
