from .answering import answer as answer, answer_bytes as answer_bytes
from .approved import Approved as Approved, approved_before as approved_before
from .attachment_kinds import (
    attachment_declaration as attachment_declaration,
    attachment_endings as attachment_endings,
    search_words as search_words,
)
from .attachments import (
    Evidence as Evidence,
    attach as attach,
    attach_bytes as attach_bytes,
    known_criterion as known_criterion,
)
from .certification import certify as certify
from .cycle_choice import is_not_open as is_not_open, year_of_file as year_of_file
from .deadline_words import OwnDeadline as OwnDeadline, own_deadline as own_deadline
from .delivery import (
    Delivery as Delivery,
    other_component as other_component,
    packed_tables as packed_tables,
    read_submitted as read_submitted,
    submit as submit,
    submit_bytes as submit_bytes,
)
from .extending import (
    Wanted as Wanted,
    correct_receipt as correct_receipt,
    extend as extend,
)
from .lanes import last_moment as last_moment
from .next_steps import (
    card_of_receipt as card_of_receipt,
    how_to_change as how_to_change,
    is_late as is_late,
    plain_status as plain_status,
    receipt_moment_words as receipt_moment_words,
    standing_lines as standing_lines,
)
from .receipt_words import (
    receipt_lines as receipt_lines,
    status_mark as status_mark,
    status_words as status_words,
)
from .receipts import (
    IN_TIME as IN_TIME,
    moment_words as moment_words,
    stored_receipt as stored_receipt,
    timing_of as timing_of,
)
from .ways import EntryPoint as EntryPoint, refusal_words as refusal_words
from .withdrawal import reopen as reopen, withdraw as withdraw
