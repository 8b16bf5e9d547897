from .acts import letter_of as letter_of, refer as refer
from .not_fct import handed_report as handed_report, not_fct_report as not_fct_report
from .purposes import (
    development_avoided_usd as development_avoided_usd,
    purpose_changes as purpose_changes,
)
