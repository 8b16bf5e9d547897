"""The cells of one file as a reader found them, before anything is made of them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from fct.data.common import CellValue
from fct.data.gate import Look


class RawSheet(NamedTuple):
    """One sheet as a grid of cells that starts at A1.

    Attributes
    ----------
    name : str
    rows : list of list
    looks : mapping
        By row and column from 0: how a cell is shown, where that is not what it holds.
    """

    name: str
    rows: list[list[CellValue]]
    looks: Mapping[tuple[int, int], Sequence[Look]] = MappingProxyType({})


class RawBook(NamedTuple):
    """One file: its hash, its sheets and its custom properties."""

    file: str
    sha256: str
    sheets: list[RawSheet]
    properties: dict[str, str]
