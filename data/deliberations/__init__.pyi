from .acting import (
    account_name as account_name,
    acting_of as acting_of,
    is_owner as is_owner,
)
from .activity import Activity as Activity, Deed as Deed
from .assignments import Assignments as Assignments
from .certifications import (
    Certifications as Certifications,
    ToCertify as ToCertify,
)
from .comments import Comments as Comments
from .conflicts import Conflicts as Conflicts, ConflictWith as ConflictWith
from .designations import Designations as Designations
from .exports import Exports as Exports
from .flags import Flags as Flags
from .people import People as People
from .questions import (
    OPEN as OPEN,
    Answering as Answering,
    Question as Question,
    Questions as Questions,
    insert_answer as insert_answer,
    refuse_answered as refuse_answered,
    refuse_other_fields as refuse_other_fields,
    refuse_other_proposal as refuse_other_proposal,
)
from .reviews import Reviews as Reviews
from .saved_views import SavedViews as SavedViews
from .separation import Part as Part, Separation as Separation
from .sessions import Sessions as Sessions
from .slates import STEP_ACTIONS as STEP_ACTIONS, Slates as Slates
from .sponsor_notes import SponsorNotes as SponsorNotes
