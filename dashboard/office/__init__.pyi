from .activity_page import show_activity as show_activity
from .assigning_page import show_assigning as show_assigning
from .board_page import show_board as show_board
from .calendar_page import show_calendar as show_calendar
from .conflicts_page import show_conflicts as show_conflicts
from .decide_page import show_decide as show_decide
from .messages_page import show_messages as show_messages
from .people_page import show_people as show_people
