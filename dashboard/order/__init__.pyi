from .glance_page import show_glance as show_glance
from .line_page import show_line as show_line
from .merit_page import show_merit as show_merit
from .what_if_page import show_what_if as show_what_if
from .why_page import show_why as show_why
