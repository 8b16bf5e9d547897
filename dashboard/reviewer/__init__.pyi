from .compare_page import show_compare as show_compare
from .findings_page import show_findings as show_findings
from .large_proposal import show_large_proposal as show_large_proposal
from .not_fct_page import show_not_fct as show_not_fct
from .not_ranked_page import show_not_ranked as show_not_ranked
from .panel_page import show_panel as show_panel
from .proposal_page import show_proposal as show_proposal
from .questions_page import show_questions as show_questions
from .queue_page import show_queue as show_queue, show_reviews_left as show_reviews_left
from .review_page import show_review as show_review
from .rules_page import show_rules as show_rules
