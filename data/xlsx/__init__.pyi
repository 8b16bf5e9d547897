from .book import Book as Book, BookSheet as BookSheet
from .finding_parts import (
    ABOUT_THE_ANSWER as ABOUT_THE_ANSWER,
    Mark as Mark,
    head_of_findings as head_of_findings,
    sentence_of as sentence_of,
)
from .findings_sheet import MarkedFile as MarkedFile
from .mark import mark_workbook as mark_workbook
from .package import NotMarkableError as NotMarkableError, Package as Package
from .sheet import Area as Area, merged_areas as merged_areas, read_place as read_place
from .styles import Kind as Kind
from .text_height import Text as Text, row_height as row_height
from .xml import (
    NotXmlError as NotXmlError,
    local as local,
    parse as parse,
    run as run,
    safe_parser as safe_parser,
)
