from .client import (
    SafeReading as SafeReading,
    read_book_safely as read_book_safely,
    read_path_safely as read_path_safely,
    read_safely as read_safely,
    workbooks_in as workbooks_in,
)
from .client_mark import mark_workbook_safely as mark_workbook_safely
from .client_scan import scan_safely as scan_safely
from .plain_markings import refuse_marked as refuse_marked
from .sandbox import start_reading as start_reading
from .scanner import configured_scanner as configured_scanner
from .track_record import (
    TrackLine as TrackLine,
    read_track_record as read_track_record,
    track_record_fields as track_record_fields,
    write_track_record_template as write_track_record_template,
)
from .workers import dask_address as dask_address, dask_client as dask_client
