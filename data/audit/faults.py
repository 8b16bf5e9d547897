"""What verification finds: one thing that is not as it was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written.

    Attributes
    ----------
    kind : str
        ``database``, ``event``, ``guard``, ``table``, ``row`` or ``file``.
    id : str
        Number of the entry, name of the guard or table, table and key of the rows, or SHA-256 of
        the file.
    expected, found : str or None
        Mostly a SHA-256; None for what should not be there, or is not there.
    """

    kind: str
    id: str
    expected: str | None
    found: str | None

    def sentence(self) -> str:
        """Return what a person reads."""
        if self.found is None:
            return f"{self.kind} {self.id} is missing; expected {self.expected}."
        if self.expected is None:
            return f"{self.kind} {self.id} was put in by another program; found {self.found}."
        return f"{self.kind} {self.id} was changed; expected {self.expected}, found {self.found}."
