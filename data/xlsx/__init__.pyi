from .book import Book as Book, BookSheet as BookSheet
from .findings_sheet import Mark as Mark, MarkedFile as MarkedFile, told_head as told_head
from .mark import mark_workbook as mark_workbook
from .package import NotMarkableError as NotMarkableError, Package as Package
from .sheet import Area as Area, merged_areas as merged_areas, read_place as read_place
from .styles import Kind as Kind
from .xml import (
    NotXmlError as NotXmlError,
    local as local,
    parse as parse,
    run as run,
    safe_parser as safe_parser,
)
