from .anchors import (
    anchors_of as anchors_of,
    anchors_report as anchors_report,
)
from .assignment import (
    Assignment as Assignment,
    AssignmentChange as AssignmentChange,
    AssignmentState as AssignmentState,
    AssignmentStep as AssignmentStep,
    is_overdue as is_overdue,
)
from .blank_review import (
    TemplateHead as TemplateHead,
    review_template as review_template,
)
from .completeness import (
    Lack as Lack,
    lacks_of as lacks_of,
    refuse_incomplete as refuse_incomplete,
)
from .content import (
    Choice as Choice,
    LevelGiven as LevelGiven,
    Overrule as Overrule,
    Recommended as Recommended,
    ReviewContent as ReviewContent,
    ReviewState as ReviewState,
)
from .discussion import (
    OFFICE as OFFICE,
    Audience as Audience,
    Comment as Comment,
    Flag as Flag,
    FlagRaised as FlagRaised,
    FlagResolved as FlagResolved,
    open_refs as open_refs,
)
from .panel_state import PanelState as PanelState, Reader as Reader
from .review_file import parse_review as parse_review
from .terms import load_review_terms as load_review_terms
from .version import (
    ReviewVersion as ReviewVersion,
    refuse_stale as refuse_stale,
    review_report as review_report,
    review_that_is_in as review_that_is_in,
    version_report as version_report,
)
