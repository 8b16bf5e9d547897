from .attachment_kinds import (
    attachment_declaration as attachment_declaration,
    attachment_endings as attachment_endings,
    told_search as told_search,
)
from .attachments import (
    Evidence as Evidence,
    attach as attach,
    attach_bytes as attach_bytes,
    known_criterion as known_criterion,
)
from .cycle_choice import is_not_open as is_not_open, year_of_file as year_of_file
from .delivery import (
    Delivery as Delivery,
    other_component as other_component,
    packed_tables as packed_tables,
    submit as submit,
    submit_bytes as submit_bytes,
)
from .next_steps import (
    Door as Door,
    is_late as is_late,
    standing_lines as standing_lines,
    told_receipt_moment as told_receipt_moment,
    told_status as told_status,
)
from .receipt_words import (
    receipt_lines as receipt_lines,
    status_mark as status_mark,
    status_words as status_words,
)
from .receipts import (
    stored_receipt as stored_receipt,
    timing_of as timing_of,
    told_moment as told_moment,
)
from .withdrawal import reopen as reopen, withdraw as withdraw
