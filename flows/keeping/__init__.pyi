from .commands import keeping_commands as keeping_commands
