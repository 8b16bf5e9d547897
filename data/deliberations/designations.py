"""The designation indicator block of documents: asked for once, kept with who set it.

Source: DoDI 5200.48, section 3.4: a document that holds CUI says who controls it, its category, its
distribution and whom to ask.
"""

import sqlalchemy as sa

from fct.data.common import UsageError, utc_now
from fct.data.people import Action
from fct.data.program import Marking, load_marking
from fct.data.store import Repository, add_event, kept_text
from fct.data.tables import Designation, designations, insert_record, read_records

_LONGEST = 200  # characters of a line: the block is a small box in a corner of a page
_LABELS = {
    "controlled_by": "Controlled by",
    "categories": "CUI category",
    "dissemination": "Distribution/dissemination",
    "contact": "POC",
}


class Designations(Repository):
    """What the block says, and who said so."""

    def set(
        self, *, controlled_by: str, categories: str, dissemination: str, contact: str
    ) -> Designation:
        """Keep what the block says from now on; what stood before stays readable.

        Raises
        ------
        DeniedError
            If who acts may not change a cycle.
        UsageError
            If a line is blank, too long, or still to be filled in.
        """
        actor = self._database.ask(Action.CYCLE_CHANGE)
        given = (controlled_by, categories, dissemination, contact)
        lines = dict(zip(_LABELS, given, strict=True))
        kept = {name: _line(_LABELS[name], text) for name, text in lines.items()}
        new = Designation(**kept, at=utc_now(), actor=actor)
        with self._writing() as connection:
            insert_record(connection, designations, new)
            add_event(connection, actor, "designation block set", "designation", kept)
        return new

    def newest(self) -> Designation | None:
        """Return what was set last; None where nobody set it."""
        last = sa.select(designations).order_by(designations.c.id.desc()).limit(1)
        with self._reading() as connection:
            return next(iter(read_records(connection, Designation, last)), None)

    def marking(self) -> Marking:
        """Return the marking of pages and documents, with the block as it was set last.

        Where nobody set it here, as ``marking.yaml`` in the home folder says.
        """
        marking, newest = load_marking(self._database.settings.home), self.newest()
        if newest is None:
            return marking
        return marking.model_copy(update={name: getattr(newest, name) for name in _LABELS})


def _line(label: str, text: str) -> str:
    """Return a line of the block as it is kept."""
    line = kept_text(text, f"“{label}”")
    if len(line) > _LONGEST:
        raise UsageError(
            f"“{label}” has {len(line)} characters; at most {_LONGEST} fit the block. Shorten it."
        )
    if line.startswith("["):
        raise UsageError(f"“{label}” is still to be filled in: {line}. Write the words themselves.")
    return line
