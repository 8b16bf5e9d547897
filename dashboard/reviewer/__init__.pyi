from .findings_page import show_findings as show_findings
from .not_ranked_page import show_not_ranked as show_not_ranked
from .panel_page import show_panel as show_panel
from .proposal_page import show_proposal as show_proposal
from .questions_page import show_questions as show_questions
from .queue_page import show_queue as show_queue
from .review_page import show_review as show_review
from .rules_page import show_rules as show_rules
