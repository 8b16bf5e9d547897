"""What an office file says: the texts of its paragraphs, its properties, and how it hangs together.

A paragraph is one text, however its letters are formatted; what only stands in it (a drawing, a
note, a deleted word, a field's code) is a text of its own. Sources: ECMA-376 part 1, sections 17,
20 and 21; ODF 1.3 part 3.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from fct.data.gate.kinds import OLE, ZIP, old_office_file
from fct.data.gate.refused import GateRefusalError, gate_refusal
from fct.data.gate.xml_walk import Attributes, Opened, TakeText, XmlWalk, local_name
from fct.data.program import MIB, Limits

_ENCRYPTED = {"ENCRYPTED", "RIGHTS_MANAGED"}
_PARAGRAPHS = (
    *("p", "h", "div", "si", "is", "rPh"),
    *("delText", "instrText", "delInstrText", "fldData", "rt"),
    *("note-citation", "ruby-text", "creator", "date", "initials", "title", "desc"),
)
_DRAWINGS = ("drawing", "pict", "object")
_LETTERS = {"t", "delText", "instrText", "delInstrText"}  # else blanks are only layout
_SIGNS: Mapping[str, str] = {
    "br": "\n",
    "cr": "\n",
    "line-break": "\n",
    "tab": " ",
    "s": " ",
    "noBreakHyphen": "-",
}


class OfficeKind(StrEnum):
    """What an office file is, by the ending of its name."""

    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    ODP = "odp"
    ODS = "ods"


# What the package itself says of its kind: a content type, or the part called mimetype.
STATED: Mapping[OfficeKind, str] = {
    OfficeKind.DOCX: "wordprocessingml.document.main+xml",
    OfficeKind.PPTX: "presentationml.presentation.main+xml",
    OfficeKind.ODT: "application/vnd.oasis.opendocument.text",
    OfficeKind.ODP: "application/vnd.oasis.opendocument.presentation",
}


def office_kind_of(name: str, content: bytes, limits: Limits) -> OfficeKind:
    """Return what an office file is by its name; nothing of it is unpacked.

    Raises
    ------
    GateRefusalError
        If it is empty, too large, protected by a password, or no office file.
    """
    ending = name.rpartition(".")[2].lower()
    if not content:
        raise gate_refusal("EMPTY_FILE")
    if len(content) > limits.file_mib * MIB:
        raise gate_refusal("FILE_TOO_BIG", limit=limits.file_mib)
    if content.startswith(OLE):  # so office programs keep what a password protects
        refused = old_office_file(content)
        raise refused if refused.code in _ENCRYPTED else another_kind()
    if ending not in set(OfficeKind) or not content.startswith(ZIP):
        raise another_kind()
    return OfficeKind(ending)


def another_kind() -> GateRefusalError:
    """Return the refusal of an office file that is not what its ending says."""
    return gate_refusal(
        "WRONG_ENDING", kind="another kind of file", way="Open it in the program that wrote it"
    )


class _Text(NamedTuple):
    """A text that is being said.

    Attributes
    ----------
    depth : int
        How many elements are open around it.
    is_one : bool
        Whether it is a paragraph, whose elements do not end it.
    said : list of str
    """

    depth: int
    is_one: bool
    said: list[str]


class OfficeWalk(XmlWalk):
    """A walk through any part of an office file.

    Parameters
    ----------
    part : str
    limits : Limits
    take_text : callable
    is_open_document : bool
        Whether blanks between the elements of a paragraph are part of its text.
    """

    def __init__(
        self, part: str, limits: Limits, take_text: TakeText, *, is_open_document: bool
    ) -> None:
        super().__init__(part, limits, take_text, is_aside=True)
        self._text = _Text(0, is_one=False, said=self.texts)
        self._around: list[_Text] = []
        self._keeps_blanks = is_open_document

    def kinds(self) -> dict[str, Opened | None]:
        """Return what is done when an element opens, by its name without prefix."""
        # A comment of a workbook; in an OpenDocument file it is the element around all paragraphs.
        comment = {} if self._keeps_blanks else {"text": self._paragraph}
        return {
            **comment,
            "Relationship": self._relation,
            "Default": self._type,
            "Override": self._type,
            "encryption-data": self._encrypted,
            **dict.fromkeys(_PARAGRAPHS, self._paragraph),
            **dict.fromkeys(_DRAWINGS, self._drawing),
            **{name: self._signed(sign) for name, sign in _SIGNS.items()},
        }

    def other(self, attributes: Attributes) -> None:
        """Take what attributes say, and end the text before an element that is in no paragraph."""
        if not self._text.is_one:
            self._text.said.append("\0")
        if attributes:
            self._said.update(attributes.values())

    def _signed(self, sign: str) -> Opened:
        def opened(attributes: Attributes) -> None:
            self._text.said.append(sign)
            self.other(attributes)

        return opened

    @staticmethod
    def _encrypted(_: Attributes) -> None:
        raise gate_refusal("ENCRYPTED")

    def _paragraph(self, attributes: Attributes) -> None:
        self.other(attributes)
        self._begin(is_one=True)

    def _drawing(self, attributes: Attributes) -> None:
        self.other(attributes)
        self._begin(is_one=False)

    def _begin(self, *, is_one: bool) -> None:
        self._around.append(self._text)
        self._text = _Text(len(self.open), is_one, [])

    def prepare(self) -> None:
        """Set what is called for each end and text."""
        super().prepare()
        self.parser.EndElementHandler = self._closes
        self.parser.CharacterDataHandler = self._says

    def _closes(self, _: str) -> None:
        ends = len(self.open) == self._text.depth
        self.open.pop()
        if ends:
            said = "".join(self._text.said)
            self._text = self._around.pop()
            self.texts += ["\0", said, "\0"]

    def _says(self, text: str) -> None:
        is_layout = (
            self._text.is_one
            and not self._keeps_blanks
            and local_name(self.open[-1]) not in _LETTERS
            and text.isspace()
        )
        if not is_layout:
            self._text.said.append(text)
