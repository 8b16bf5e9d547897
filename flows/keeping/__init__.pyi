from .checks import (
    FAIL as FAIL,
    OK as OK,
    WARN as WARN,
    Check as Check,
    Found as Found,
    checked as checked,
)
from .commands import keeping_commands as keeping_commands
