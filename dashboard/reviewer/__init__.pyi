from .findings_page import show_findings as show_findings
from .not_ranked_page import show_not_ranked as show_not_ranked
from .proposal_page import show_proposal as show_proposal
from .rules_page import show_rules as show_rules
