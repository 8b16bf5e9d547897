from .commands import register_year as register_year
from .due import Due as Due, Planner as Planner
from .ticking import Ticked as Ticked, coming as coming, system_store as system_store, tick as tick
