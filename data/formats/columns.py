"""The data dictionary of what goes out as tables: each column with unit, meaning and source."""

import csv
from importlib.resources import files
from typing import NamedTuple

from fct.data.common import loaded_once

_FILE = "columns.csv"


class ExportColumn(NamedTuple):
    """One column of a table that goes out.

    Attributes
    ----------
    export, sheet, column : str
        ``FY`` in a column stands for each fiscal year.
    unit : str
        Of its numbers; empty where there are none.
    meaning, source : str
    """

    export: str
    sheet: str
    column: str
    unit: str
    meaning: str
    source: str


@loaded_once
def export_columns() -> tuple[ExportColumn, ...]:
    """Return every column of every export, in the order of the tables."""
    text = (files("fct.data") / "schemas" / _FILE).read_text("utf-8")
    return tuple(ExportColumn(**row) for row in csv.DictReader(text.splitlines()))
