from .alike import alike_in_store as alike_in_store
from .approved import Approved as Approved, approved_before as approved_before
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
    stored_cycle as stored_cycle,
    use_line as use_line,
)
from .receipts import HeldVersion as HeldVersion
from .run_notices import run_head as run_head
from .runs import Run as Run, RunRecord as RunRecord
from .scenarios import SavedScenario as SavedScenario
from .store import CycleRow as CycleRow, Store as Store, open_store as open_store
from .submissions import (
    ACCEPTED as ACCEPTED,
    REFUSED as REFUSED,
    NewSubmission as NewSubmission,
    StoredProposal as StoredProposal,
    Submission as Submission,
    is_out_of_cycle as is_out_of_cycle,
)
from .track_record import (
    StoredTrackLine as StoredTrackLine,
    TrackRecordReceipt as TrackRecordReceipt,
)
from .withdrawals import REOPENED as REOPENED, WITHDRAWN as WITHDRAWN, Standing as Standing
