from .glance_page import show_glance as show_glance
from .large_list import (
    show_large_glance as show_large_glance,
    show_large_judged as show_large_judged,
    show_large_order as show_large_order,
    show_large_unranked as show_large_unranked,
    show_left_out as show_left_out,
)
from .line_page import show_line as show_line
from .merit_page import show_merit as show_merit
from .what_if_page import show_what_if as show_what_if
from .why_page import show_why as show_why
