from .status_page import show_status as show_status, show_waiting as show_waiting
from .submit_page import show_submit as show_submit
from .which_program_page import show_which_program as show_which_program
