from .calendar import Phase as Phase, phase as phase
from .copying import copied_cycle as copied_cycle
from .cycle_file_checks import (
    cycle_notes as cycle_notes,
    refuse_closed as refuse_closed,
    refuse_unknown_expected as refuse_unknown_expected,
)
from .evaluation import evaluate as evaluate
from .flows import (
    evaluate_cycle as evaluate_cycle,
    evaluate_flow as evaluate_flow,
    ingest_flow as ingest_flow,
    look_at_start as look_at_start,
    publish_flow as publish_flow,
)
from .publication import publish as publish
from .reproducing import reproduce as reproduce
from .returning import (
    Wanted as Wanted,
    return_files as return_files,
    return_form_to_edit as return_form_to_edit,
)
from .second_copies import clear_second_copies as clear_second_copies
