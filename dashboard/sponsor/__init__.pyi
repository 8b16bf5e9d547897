from .submit_page import show_submit as show_submit
