from .people_page import show_people as show_people
