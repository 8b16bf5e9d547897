"""What is left in the inbox for the sender of a file: an answer, and the form to edit."""

import contextlib
import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from fct.data.common import FctError, utc_now
from fct.data.documents import summary_of, write_form_to_edit
from fct.data.gate import printed_name, safe_download_name
from fct.data.subjects import Store, Submission

_ANSWER, _TO_EDIT = ".answer.txt", ".to-edit.xlsx"
_LONGEST = 200  # bytes of a sender's name that are kept in that of an answer
_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def is_answer(name: str) -> bool:
    """Whether a file of the inbox was left for a sender, so that it is not taken in."""
    return name.endswith((_ANSWER, _TO_EDIT))


def answers_to(name: str) -> tuple[str, str]:
    """Return the names of what is left for the sender of a file."""
    return _name(name, _ANSWER), _name(Path(name).stem, _TO_EDIT)


def is_answered(name: str, folder: int, changed_ns: int) -> bool:
    """Whether the answer beside a file is not older than its last change.

    Parameters
    ----------
    name : str
        Of the file.
    folder : int
        Descriptor of the folder in which the file lies.
    changed_ns : int
        When the file changed last.
    """
    try:
        answer = os.stat(_name(name, _ANSWER), dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return answer.st_mtime_ns >= changed_ns


def leave_answer(name: str, lines: Sequence[str], folder: int) -> None:
    """Write the answer to a file beside it, in place of an earlier one.

    Parameters
    ----------
    name : str
        Of the file.
    lines : sequence of str
    folder : int
        Descriptor of the folder in which the file lies.
    """
    said = "\n".join(map(printed_name, lines))
    moment = f"{utc_now():%Y-%m-%d %H:%M:%S} UTC"
    _write(_name(name, _ANSWER), f"{said}\n(answered {moment})\n".encode(), folder)


def leave_form_to_edit(store: Store, receipt: Submission, name: str, folder: int) -> str:
    """Write the form of an accepted proposal with its ref beside a file, and say so."""
    (ref,), (version,) = receipt.refs, receipt.versions
    target = _name(Path(name).stem, _TO_EDIT)
    stored = store.versions.get(receipt.fiscal_year, ref, version)
    try:
        made, summary = BytesIO(), summary_of(store, stored)
        write_form_to_edit(made, stored, fiscal_year=receipt.fiscal_year, summary=summary)
        _write(target, made.getvalue(), folder)
    except FctError as error:
        return f"The form to edit could not be written: {error}"
    return f"The form to edit is {target}: it holds the ref {ref}."


def _name(name: str, ending: str) -> str:
    # File systems limit a name to 255 bytes, and the ending has to fit as well.
    safe = safe_download_name(name).encode()[:_LONGEST].decode(errors="ignore")
    return f"{safe}{ending}"


def _write(name: str, content: bytes, folder: int) -> None:
    """Write a file whole under its name; a link that has the name is replaced, not followed."""
    unfinished = f".{name}.part"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(unfinished, dir_fd=folder)
    descriptor = os.open(unfinished, _TO_WRITE, 0o600, dir_fd=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    # In one step, so that a sender who looks finds the old answer or the new one, whole.
    os.replace(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
