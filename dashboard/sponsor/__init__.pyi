from .status_page import show_status as show_status
from .submit_page import show_submit as show_submit
from .which_program_page import show_which_program as show_which_program
