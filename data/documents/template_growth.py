"""Rows that grow with what is typed into them, which the library that writes the form cannot set.

A row that has a height of its own keeps it, and a long answer would be cut; one that only has the
height that it was last shown with is fitted again by every program when a cell in it is edited.
"""

import re
from collections.abc import Collection, Mapping

from fct.data.xlsx import Package

_ROW = re.compile(rb'(<row r="([0-9]+)"[^>]*?) customHeight="1"')


def with_growing_rows(content: bytes, sheets: Mapping[int, Collection[int]]) -> bytes:
    """Return a workbook that was just made with rows that grow.

    Parameters
    ----------
    content : bytes
    sheets : mapping of int to collection of int
        By number of the sheet, from 1 in the order in which they were added, its rows from 0.
    """
    package = Package(content)
    for number, rows in sheets.items():
        part = f"xl/worksheets/sheet{number}.xml"

        def without(found: re.Match[bytes], rows: Collection[int] = rows) -> bytes:
            return found[1] if int(found[2]) - 1 in rows else found[0]

        package.write(part, _ROW.sub(without, package.read(part)))
    return package.to_bytes()
