"""What a message says: texts as data, filled in with facts, with the marking above and below."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from fct.data.common import is_clock_simulated, loaded_once

_SUBJECT = "Subject: "
_DOMAIN = "fct-evaluation.invalid"  # of no host: the id names the message, not a machine


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A message, whoever gets it.

    Attributes
    ----------
    text : str
        Name of a file of ``declarations/messages``.
    action : str
        What it is sent for.
    about : str
        Name of the date or of the thing.
    fiscal_year : int or None
    ref : str or None
    date : str
        The date as written, the day: what sets it apart from the next one about the same.
    facts : mapping of str to object
        What the text names; never an answer of a proposal, so no title either.
    """

    text: str
    action: str
    about: str
    fiscal_year: int | None = None
    ref: str | None = None
    date: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def message_id(self, store_key: str, person: str) -> str:
        """Return the Message-ID, which is the same for the same message after any crash."""
        # With the key of the store, as two stores have the same refs and may share a mail server.
        parts = [store_key, self.action, self.about, self.date, self.fiscal_year, self.ref, person]
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
        return f"<{digest}@{_DOMAIN}>"


def written(letter: Letter, banner: str, note: str = "") -> tuple[str, str]:
    """Return subject and text of a letter.

    Parameters
    ----------
    letter : Letter
    banner : str
        The marking.
    note : str
        A line for this recipient alone; empty for none.
    """
    subject, body = _declared(letter.text)
    facts = {"fiscal_year": letter.fiscal_year, "ref": letter.ref, **letter.facts}
    lines = [banner, "", body.format_map(facts).strip()]
    lines += ["", note] if note else []
    lines += ["", "simulated clock"] if is_clock_simulated() else []
    return subject.format_map(facts), "\n".join([*lines, "", banner, ""])


def listed(refs: object) -> str:
    """Return refs as lines of a text."""
    found = list(refs) if isinstance(refs, list | tuple | set | frozenset) else [refs]
    return "\n".join(f"  {ref}" for ref in found) or "  none"


@loaded_once
def _declared(name: str) -> tuple[str, str]:
    """Return subject and body of a declared text, with the names of facts in braces."""
    text = (files("fct.data") / "declarations" / "messages" / f"{name}.txt").read_text("utf-8")
    first, _, body = text.partition("\n")
    if not first.startswith(_SUBJECT):
        raise ValueError(f"messages/{name}.txt starts with no subject")
    return first.removeprefix(_SUBJECT), body
