from .assigning_page import show_assigning as show_assigning
from .people_page import show_people as show_people
