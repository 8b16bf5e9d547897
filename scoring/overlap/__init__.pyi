from .entries import Entry as Entry, proposal_key as proposal_key
from .from_store import stored_overlaps as stored_overlaps
from .report import (
    AnsweredOverlap as AnsweredOverlap,
    answer_report as answer_report,
    overlap_report as overlap_report,
)
