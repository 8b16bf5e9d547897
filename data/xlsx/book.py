"""The workbook part: its sheets by name, and one sheet of ours put before them or taken out."""

from typing import NamedTuple

from fct.data.xlsx.package import NotMarkableError, Package
from fct.data.xlsx.styles import least_styles
from fct.data.xlsx.xml import (
    Edit,
    Element,
    apply_edits,
    attribute,
    cut,
    insert_last,
    prefix_of,
    set_attributes,
)

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class BookSheet(NamedTuple):
    """One sheet: its name, its part, whether it has cells (a chart has none), whether it shows."""

    name: str
    part: str
    has_cells: bool
    is_hidden: bool


class Book:
    """The main part of a workbook.

    Parameters
    ----------
    package : Package

    Raises
    ------
    NotMarkableError
        If the package holds no workbook.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        found = [r for r in package.relations("") if r.type.endswith("/officeDocument")]
        if not found or found[0].target not in package:
            raise NotMarkableError("it holds no workbook")
        self.part = found[0].target
        # A strict workbook names its relationships by other addresses than a transitional one
        # (ECMA-376, parts 1 and 4), so that ours are built on the workbook's own.
        self.base = found[0].type.removesuffix("/officeDocument")
        root = package.parse(self.part)
        self.namespace = root.attributes.get(
            f"xmlns:{prefix_of(root)[:-1]}" if prefix_of(root) else "xmlns", ""
        )

    @property
    def sheets(self) -> list[BookSheet]:
        """The sheets in the order of their tabs."""
        relations = {item.id: item for item in self._package.relations(self.part)}
        sheets = []
        for sheet in self._listed(self._package.parse(self.part)):
            relation = relations.get(_relation_id(sheet))
            if relation is not None and relation.target in self._package:
                has_cells = relation.type.endswith("/worksheet")
                is_hidden = sheet.attribute("state") in {"hidden", "veryHidden"}
                name = sheet.attribute("name")
                sheets.append(BookSheet(name, relation.target, has_cells, is_hidden))
        return sheets

    @property
    def counts_from_1904(self) -> bool:
        """Whether its days are counted from 1904, as an old Macintosh did."""
        root = self._package.parse(self.part)
        return any(item.attribute("date1904") in {"1", "true"} for item in root.all("workbookPr"))

    def _listed(self, root: Element) -> list[Element]:
        sheets = root.first("sheets")
        return sheets.children if sheets is not None else []

    def styles(self) -> str:
        """Return the name of the part that holds the styles, which is added where it is missing."""
        for relation in self._package.relations(self.part):
            if relation.type.endswith("/styles") and relation.target in self._package:
                return relation.target
        name = "xl/styles.xml" if "xl/styles.xml" not in self._package else "xl/stylesFct.xml"
        self._package.relate(self.part, f"{self.base}/styles", name)
        self._package.set_type(name, _STYLES_TYPE)
        self._package.write(name, least_styles(self.namespace))
        return name

    def remove_sheet(self, name: str) -> None:
        """Take a sheet out, if it is there, with what the workbook says of it alone."""
        root, content = self._package.parse(self.part), self._package.read(self.part)
        for index, sheet in enumerate(self._listed(root)):
            if sheet.attribute("name").casefold() != name.casefold():
                continue
            relation = _relation_id(sheet)
            edits = [cut(sheet), *_shifted(content, root, removed=index)]
            self._package.write(self.part, apply_edits(content, edits))
            for item in self._package.relations(self.part):
                if item.id == relation:
                    self._package.unrelate(self.part, relation)
                    self._package.remove(item.target)
            return

    def insert_first_sheet(self, name: str, content: bytes) -> None:
        """Put a sheet before the others, and let it be the one that is shown."""
        number, part = 1, "xl/worksheets/sheetFct1.xml"
        while part in self._package:
            number += 1
            part = f"xl/worksheets/sheetFct{number}.xml"
        relation = self._package.relate(self.part, f"{self.base}/worksheet", part)
        self._package.set_type(part, _SHEET_TYPE)
        self._package.write(part, content)
        root, book = self._package.parse(self.part), self._package.read(self.part)
        sheets = root.first("sheets")
        if sheets is None:
            raise NotMarkableError("it lists no sheets")
        known = (sheet.attribute("sheetId") for sheet in sheets.children)
        ids = [int(number) for number in known if number.isdecimal()]
        # An id names a sheet whatever its place (ECMA-376 part 1, 18.2.19), so that the next after
        # the highest is free.
        given = attribute("name", name) + attribute("sheetId", max(ids, default=0) + 1)
        # The prefix is declared on the spot: the workbook may use another for relationships.
        given += attribute("xmlns:r", self.base) + attribute("r:id", relation)
        new = b"<" + f"{prefix_of(root)}sheet".encode() + given + b"/>"
        edits = _shifted(book, root, removed=None)
        if sheets.is_empty:
            edits += insert_last(book, sheets, new)
        else:
            edits.append(Edit(sheets.inner, sheets.inner, new))
        self._package.write(self.part, apply_edits(book, edits))


def _relation_id(sheet: Element) -> str:
    return next((v for k, v in sheet.attributes.items() if k.endswith(":id")), "")


def _shifted(content: bytes, root: Element, *, removed: int | None) -> list[Edit]:
    """Return the edits of what counts sheets: one was put first, or the given one taken out."""
    edits: list[Edit] = []
    # Views and local names count sheets by place from 0 (ECMA-376 part 1, 18.2.30 and 18.2.5), so
    # that one put first moves them all. The first is shown: it is there in any case.
    for view in (child for views in root.all("bookViews") for child in views.children):
        given = {n: 0 for n in ("activeTab", "firstSheet") if int(view.attribute(n) or 0)}
        edits += [set_attributes(content, view, given)] if given else []
    names = root.first("definedNames")
    for name in names.children if names is not None else ():
        local_to = name.attribute("localSheetId")
        if not local_to.isdecimal():
            continue
        index = int(local_to)
        if index == removed:
            edits.append(cut(name))
        elif removed is None or index > removed:
            step = 1 if removed is None else -1
            edits.append(set_attributes(content, name, {"localSheetId": index + step}))
    return edits
