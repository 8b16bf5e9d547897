from .overlap_page import show_overlap as show_overlap
from .record_page import show_record as show_record
