"""The kinds of files that may be attached, each known by its content and agreeing with its ending.

Nothing is unpacked here: only the first bytes and the headings of the parts are looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fct.data.common import RefusalError, loaded_once
from fct.data.gate import OLE, old_office_file, printed_name
from fct.data.program import MIB, declared_yaml, load_limits, refusal

# A heading has 30 bytes before the name. The first part that identifies a package is its own: those
# of a package that is embedded come after the heading of the part that holds them.
_FIRST_PART = re.compile(rb"PK\x03\x04.{26}(?:(word|xl|ppt)/|mimetype([a-z.+/-]+)PK)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AttachmentKind:
    """A kind of file that may be attached.

    Attributes
    ----------
    name : str
        As in ``PDF``.
    endings : tuple of str
        Of which the name has one, without the dot.
    media_type : str
    starts : tuple of bytes
        Of which the file has one as its first bytes; none for a package of parts.
    folder, says : bytes or None
        Where an Office Open XML package has its parts; what an OpenDocument file says it is.
    """

    name: str
    endings: tuple[str, ...]
    media_type: str
    starts: tuple[bytes, ...] = ()
    folder: bytes | None = None
    says: bytes | None = None

    @property
    def is_looked_into(self) -> bool:
        """Whether its parts are searched for markings; else its submitter must declare."""
        return not self.starts


def search_words(kind_name: str, declarer: str) -> str:
    """Return whether an attachment was searched for markings, else by whose word it stands.

    Examples
    --------
    >>> search_words("PDF", "Jane Doe")
    'not searched, declared by Jane Doe'
    """
    kind = attachment_kinds().get(kind_name)
    if kind is not None and kind.is_looked_into:
        return "searched"
    return f"not searched, declared by {printed_name(declarer)}"


def attachment_kind(name: str, content: bytes) -> AttachmentKind:
    """Return what a file is by its content, which must agree with the ending of its name.

    Raises
    ------
    RefusalError
        If it is empty, too large, of no kind that is taken, or its ending says something else.
    """
    shown, most = printed_name(name), load_limits().attachment_mib
    if not content:
        raise refusal("EMPTY_ATTACHMENT", name=shown)
    if len(content) > most * MIB:
        raise refusal("ATTACHMENT_TOO_BIG", name=shown, limit=most)
    ending = name.rpartition(".")[2].lower()
    kind = _kind_by_content(content)
    if kind is None:
        if content.startswith(OLE):
            raise _old_file(shown, content)
        raise refusal("ATTACHMENT_KIND", name=shown, kinds=", ".join(attachment_endings()))
    if ending not in kind.endings:
        endings = " or ".join(f".{one}" for one in kind.endings)
        raise refusal("ATTACHMENT_ENDING", name=shown, seen=kind.name, endings=endings)
    return kind


def _old_file(shown: str, content: bytes) -> RefusalError:
    """Return the refusal of a file of the old Office kind, in which passwords are kept too."""
    found = old_office_file(content)
    if found.code in {"ENCRYPTED", "RIGHTS_MANAGED"}:
        return refusal(found.code, name=shown)
    kind = "an old Excel workbook" if found.code == "OLD_XLS" else found.seen.get("kind")
    kinds = ", ".join(attachment_endings())
    if kind is None:
        return refusal("ATTACHMENT_KIND", name=shown, kinds=kinds)
    return refusal("ATTACHMENT_OLD", name=shown, seen=kind, kinds=kinds)


def _kind_by_content(content: bytes) -> AttachmentKind | None:
    seen = _FIRST_PART.search(content) if content.startswith(b"PK") else None
    folder, says = (None, None) if seen is None else seen.groups()
    for kind in attachment_kinds().values():
        # An empty tuple of beginnings matches nothing, so that packages are known by their parts
        # alone.
        if content.startswith(kind.starts) or (seen and (folder, says) == (kind.folder, kind.says)):
            return kind
    return None


def attachment_endings() -> list[str]:
    """Return the endings that are taken, as ``.pdf``."""
    return [f".{ending}" for kind in attachment_kinds().values() for ending in kind.endings]


@loaded_once
def attachment_kinds() -> Mapping[str, AttachmentKind]:
    """Return the declared kinds by name."""
    return {
        name: AttachmentKind(
            name,
            tuple(kind["endings"]),
            kind["media_type"],
            tuple(map(bytes.fromhex, kind.get("starts", ()))),
            *(kind[part].encode() if part in kind else None for part in ("folder", "says")),
        )
        for name, kind in _declared()["kinds"].items()
    }


def attachment_declaration() -> str:
    """Return what a submitter states of a file that cannot be looked into, word for word."""
    return str(_declared()["declaration"]).strip()


def attachment_advice() -> str:
    """Return what to do with an office file that the gate refuses."""
    return str(_declared()["advice"])


@loaded_once
def _declared() -> Mapping[str, Any]:
    declared: Mapping[str, Any] = declared_yaml("attachments.yaml")
    return declared
