from .decision_print import (
    Column as Column,
    CriterionReason as CriterionReason,
    Notice as Notice,
    Paper as Paper,
    Section as Section,
    decision_pdf as decision_pdf,
    notice_pdf as notice_pdf,
)
from .meeting_print import (
    Sheet as Sheet,
    meeting_pdf as meeting_pdf,
    meeting_xlsx as meeting_xlsx,
)
from .packing import (
    listed as listed,
    refuse_full as refuse_full,
    write_folder as write_folder,
    zip_of as zip_of,
)
from .release import (
    Proof as Proof,
    Release as Release,
    prove as prove,
    releasable_xlsx as releasable_xlsx,
)
from .typst_pages import printed_pdf as printed_pdf
