"""How to do at each entry point what a refusal asks for.

The sentences of refusals are kept and read anywhere, so they name no entry point's own means. The
command line names commands and options, the page what stands on it, and the inbox its folders.
"""

from collections.abc import Mapping
from enum import StrEnum


class EntryPoint(StrEnum):
    """Where something is read."""

    COMMAND = "command"
    PAGE = "page"
    INBOX = "inbox"


_FORM = {
    EntryPoint.COMMAND: "`fct template form.xlsx --fiscal-year YEAR` writes the blank form.",
    EntryPoint.PAGE: "The blank form is at the head of this page.",
    EntryPoint.INBOX: "The office that runs the store has the blank form.",
}
_NOMINATION = {
    EntryPoint.COMMAND: "`fct template form.xlsx --fiscal-year YEAR --summary` writes the form of "
    "a nomination, and `fct template form.xlsx --ref REF` the full form after the invitation.",
    EntryPoint.PAGE: "The form of a nomination is at the head of this page until its last day.",
    EntryPoint.INBOX: "The office that runs the store has the form of a nomination.",
}
_YEAR = {
    EntryPoint.COMMAND: f"{_FORM[EntryPoint.COMMAND]} `fct carry REF form.xlsx --fiscal-year YEAR` "
    "writes one with the answers of a proposal that the store has.",
    EntryPoint.PAGE: f"{_FORM[EntryPoint.PAGE]} “Get the form” has one with the answers of a "
    "proposal of an earlier cycle too.",
    EntryPoint.INBOX: _FORM[EntryPoint.INBOX],
}
_DETACH = {
    EntryPoint.COMMAND: "`fct attachments REF` lists them, and `fct detach ID` takes one off.",
    EntryPoint.PAGE: "Each stands below with “Take off”.",
    EntryPoint.INBOX: "The office that runs the store can take one off.",
}
_CYCLE = {
    EntryPoint.COMMAND: f"{_YEAR[EntryPoint.COMMAND]} `--cycle-file` of a check and "
    "`--fiscal-year` of a submission name the cycle.",
    EntryPoint.PAGE: f"{_YEAR[EntryPoint.PAGE]} “Cycle” above names the cycle.",
    EntryPoint.INBOX: f"{_YEAR[EntryPoint.INBOX]} The folder of the fiscal year names the cycle.",
}
_COMPONENT = {
    EntryPoint.COMMAND: "`--component` says for whom it is submitted.",
    EntryPoint.PAGE: "“Component” above says for whom it is submitted.",
    EntryPoint.INBOX: "The name of its folder says for whom it is submitted.",
}
_REOPEN = {
    EntryPoint.COMMAND: "`fct reopen REF` brings a proposal back before the deadline.",
    EntryPoint.PAGE: "“My proposal” brings a proposal back before the deadline.",
    EntryPoint.INBOX: "The office that runs the store can bring a proposal back before the "
    "deadline.",
}
_DECLARE = {
    EntryPoint.COMMAND: "`--declare` makes the statement.",
    EntryPoint.PAGE: "The box under the files makes the statement.",
    EntryPoint.INBOX: "The office that runs the store takes the statement.",
}
_NOWHERE: Mapping[EntryPoint, str] = dict.fromkeys(EntryPoint, "")
_WAYS: Mapping[str, Mapping[EntryPoint, str]] = {
    **dict.fromkeys(
        ("NOT_A_FORM", "OLD_FORM", "NO_ANSWERS", "NOT_THE_FORM", "READER_STOPPED"), _FORM
    ),
    "NOT_INVITED": _NOMINATION,
    "WRONG_CYCLE": _YEAR,
    "UNKNOWN_CYCLE": _CYCLE,
    "OTHER_COMPONENT": _COMPONENT,
    "WITHDRAWN": _REOPEN,
    "UNDECLARED": _DECLARE,
    **dict.fromkeys(("TOO_MANY_ATTACHMENTS", "ATTACHMENTS_TOO_BIG"), _DETACH),
}


def way_on(code: str, entry_point: EntryPoint) -> str:
    """Return how to do at an entry point what a refusal asks for, or nothing.

    Examples
    --------
    >>> way_on("WITHDRAWN", EntryPoint.PAGE)
    '“My proposal” brings a proposal back before the deadline.'
    """
    return _WAYS.get(code, _NOWHERE)[entry_point]


def refusal_words(code: str, message: str, entry_point: EntryPoint) -> str:
    """Return a refusal's sentence, and how to do at an entry point what it asks for."""
    return f"{message} {way_on(code, entry_point)}".rstrip()
