from .commands import year_commands as year_commands
from .rights import LONGEST_PAUSE as LONGEST_PAUSE
from .tick_command import run_tick as run_tick, ticked_lines as ticked_lines
from .ticking import system_store as system_store
from .trouble import report_trouble as report_trouble
from .turns import turn as turn
