from .acting import acting_of as acting_of
from .assignments import Assignments as Assignments
from .comments import Comments as Comments
from .conflicts import Conflicts as Conflicts, ConflictWith as ConflictWith
from .exports import Exports as Exports
from .flags import Flags as Flags, flagged_refs as flagged_refs
from .people import People as People
from .review_rows import stored_panels as stored_panels
from .reviews import Reviews as Reviews
from .slates import STEP_ACTIONS as STEP_ACTIONS, Slates as Slates
