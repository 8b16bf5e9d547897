from .commands import year_commands as year_commands
from .due import Due as Due, Planner as Planner, Planning as Planning
from .tick_command import run_tick as run_tick, ticked_lines as ticked_lines
from .ticking import Ticked as Ticked, system_store as system_store, tick as tick
from .trouble import report_trouble as report_trouble
from .turns import turn as turn
