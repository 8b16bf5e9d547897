from .attachments import Attachment as Attachment, NewAttachment as NewAttachment
from .cycle_index import (
    known_cycle_text as known_cycle_text,
    known_cycle_years as known_cycle_years,
    known_stages as known_stages,
    known_titles as known_titles,
)
from .cycles import (
    how_to_add_cycle as how_to_add_cycle,
    no_cycle_sentence as no_cycle_sentence,
    sample_sentence as sample_sentence,
    use_line as use_line,
)
from .receipts import (
    ACCEPTED as ACCEPTED,
    LATE as LATE,
    REFUSED as REFUSED,
    HeldVersion as HeldVersion,
    Submission as Submission,
)
from .receiving import NewSubmission as NewSubmission
from .run_notices import (
    Inputs as Inputs,
    exceptions_sentence as exceptions_sentence,
    inputs_since as inputs_since,
    provenance_of as provenance_of,
    provenance_of_cycle as provenance_of_cycle,
    run_head as run_head,
)
from .runs import BatchedRun as BatchedRun, Runs as Runs
from .store import Store as Store, open_store as open_store, open_store_as as open_store_as
from .track_record import (
    StoredTrackLine as StoredTrackLine,
    TrackRecordReceipt as TrackRecordReceipt,
)
from .versions import (
    OUT_OF_CYCLE as OUT_OF_CYCLE,
    ListedVersion as ListedVersion,
    StoredProposal as StoredProposal,
    VersionKey as VersionKey,
    alike_in_store as alike_in_store,
    alike_words as alike_words,
    choice as choice,
    is_out_of_cycle as is_out_of_cycle,
)
from .withdrawals import REOPENED as REOPENED
