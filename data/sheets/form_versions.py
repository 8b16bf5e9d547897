"""Which version of the form a file was made from, and what is said of an older one (reading 74)."""

import re

from fct.data.program import Form

_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")


def is_read(version: str) -> bool:
    """Whether forms of a version are read: those of 1.0 and later are read alike."""
    found = _parts(version)
    return found is not None and found >= (1, 0)


def older_form_note(form: Form, version: str | None) -> str:
    """Return the note on a form of an older version; nothing where its version is not known.

    Parameters
    ----------
    form : Form
        That of today.
    version : str or None
        Stamp of the file.
    """
    seen, today = _parts(version or ""), _parts(form.version)
    if seen is None or today is None or seen >= today:
        return ""
    return (
        f"This is a form of version {(version or '').strip()}; the form is of version "
        f"{form.version} now. It is taken as it is: what it does not ask is optional."
    )


def _parts(version: str) -> tuple[int, int] | None:
    found = _VERSION.fullmatch(version.strip())
    return None if found is None else (int(found[1]), int(found[2]))
