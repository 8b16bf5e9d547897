from .admit import (
    LARGEST as LARGEST,
    WalkedPart as WalkedPart,
    beside_tables as beside_tables,
    inspect_workbook as inspect_workbook,
    is_workbook_name as is_workbook_name,
    tables_of_zip as tables_of_zip,
    walked_part as walked_part,
)
from .archive import (
    Part as Part,
    Unpacker as Unpacker,
    around_parts as around_parts,
    read_directory as read_directory,
    stored_archive as stored_archive,
)
from .embedded import shows_nothing as shows_nothing
from .file_names import (
    kept_name as kept_name,
    printed_name as printed_name,
    safe_download_name as safe_download_name,
)
from .kinds import (
    OLE as OLE,
    Kind as Kind,
    kind_of as kind_of,
    old_office_file as old_office_file,
)
from .marking_scan import MarkingScanner as MarkingScanner
from .markings import Markings as Markings, declared_markings as declared_markings
from .number_formats import Look as Look, Oddity as Oddity
from .office import (
    STATED as STATED,
    OfficeKind as OfficeKind,
    OfficeWalk as OfficeWalk,
    another_kind as another_kind,
    office_kind_of as office_kind_of,
)
from .package import (
    CONTENT as CONTENT,
    CONTENT_TYPES as CONTENT_TYPES,
    SHARED_STRINGS as SHARED_STRINGS,
    refuse_macros as refuse_macros,
)
from .refused import GateRefusalError as GateRefusalError, gate_refusal as gate_refusal
from .sheet import LINKED_DATA as LINKED_DATA, Places as Places, check_grid as check_grid
from .text_runs import ascii_lines as ascii_lines, hex_lines as hex_lines, wide_lines as wide_lines
from .xml_walk import NotXmlError as NotXmlError, is_xml as is_xml
