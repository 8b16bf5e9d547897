from .activity_page import show_activity as show_activity
from .assigning_page import show_assigning as show_assigning
from .conflicts_page import show_conflicts as show_conflicts
from .decide_page import show_decide as show_decide
from .people_page import show_people as show_people
