from .overlap_page import show_overlap as show_overlap
from .projects_page import show_projects as show_projects
from .record_page import show_record as show_record
from .trends_page import show_trends as show_trends
