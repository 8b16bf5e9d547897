from .closing_lines import summary_in as summary_in
from .facts import (
    BookFacts as BookFacts,
    facts_from_json as facts_from_json,
    facts_to_json as facts_to_json,
    workbook_facts as workbook_facts,
)
from .forensics import notes_of_facts as notes_of_facts
from .form_versions import older_form_note as older_form_note
from .raw_book import RawBook as RawBook, RawSheet as RawSheet
from .workbook import (
    Workbook as Workbook,
    read_form as read_form,
    workbook_from_book as workbook_from_book,
)
