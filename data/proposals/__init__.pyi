from .alike import (
    alike_key as alike_key,
    component_of as component_of,
    note_alike as note_alike,
    note_without as note_without,
)
from .answers import (
    SCALES as SCALES,
    State as State,
    as_text as as_text,
    is_blank as is_blank,
    read_answer as read_answer,
    reading_words as reading_words,
    unread_pieces as unread_pieces,
)
from .asked_fields import (
    known_fields as known_fields,
    other_fields as other_fields,
    texts_of as texts_of,
)
from .cost_and_schedule import Shift as Shift, shifts as shifts
from .differences import Change as Change, difference as difference
from .overlap_answers import (
    Answer as Answer,
    OverlapAnswer as OverlapAnswer,
    answer_versions as answer_versions,
    pair_of as pair_of,
    refuse_stale_answer as refuse_stale_answer,
    standing_answers as standing_answers,
)
from .table import (
    NO_CELL as NO_CELL,
    ProposalTable as ProposalTable,
    SheetTable as SheetTable,
    build_table as build_table,
    read_fields as read_fields,
)
from .variants import Variant as Variant, table_of_variants as table_of_variants
from .waivers import (
    WAITING as WAITING,
    GrantedWaiver as GrantedWaiver,
    Waiver as Waiver,
    WaiverAnswer as WaiverAnswer,
    WaiverChoice as WaiverChoice,
    WaiverRequest as WaiverRequest,
    granted_waivers as granted_waivers,
    own_answer as own_answer,
    refuse_answer as refuse_answer,
    refuse_expired as refuse_expired,
    refuse_request as refuse_request,
)
