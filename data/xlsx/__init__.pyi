from .book import Book as Book, BookSheet as BookSheet
from .finding_parts import (
    ABOUT_THE_ANSWER as ABOUT_THE_ANSWER,
    Kind as Kind,
    Mark as Mark,
    head_of_findings as head_of_findings,
    sentence_of as sentence_of,
)
from .finding_table import (
    finding_cells as finding_cells,
    headings_of as headings_of,
    height_of_cells as height_of_cells,
    widths_of as widths_of,
)
from .mark import mark_workbook as mark_workbook
from .marked_file import (
    MarkedFile as MarkedFile,
    Standing as Standing,
    head_lines as head_lines,
    standing_lines as standing_lines,
)
from .package import NotMarkableError as NotMarkableError, Package as Package
from .sheet import (
    Area as Area,
    read_area as read_area,
    read_place as read_place,
)
from .styles import COLORS as COLORS, OWN_SIZES as OWN_SIZES
from .text_height import Text as Text, row_height as row_height
from .xml import (
    Element as Element,
    NotXmlError as NotXmlError,
    local as local,
    parse as parse,
    run as run,
    safe_parser as safe_parser,
)
