from .status_page import show_status as show_status
from .submit_page import show_submit as show_submit
