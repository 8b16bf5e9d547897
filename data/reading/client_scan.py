"""Looking at an office file that is kept as it came, without opening it in this process."""

from fct.data.reading.client import answer_of_child


def scan_safely(name: str, content: bytes) -> None:
    """Look for what may not be kept in a docx, pptx, xlsx, odt, odp or ods file, in a child.

    The archive is inspected as that of a workbook is; all texts, attributes, properties and names
    of its parts, and of office files in it, are searched for markings of classified content.

    Parameters
    ----------
    name : str
        Of the file, with its ending.
    content : bytes

    Raises
    ------
    RefusalError
        If it is not taken; the code is one of ``declarations/refusals.csv``. That of a classified
        file is ``CLASSIFIED``: then keep nothing of it, its name and hash included.
    FctError
        If nothing can be looked at now, whatever the file.
    """
    answer_of_child(b"O", name, content)
