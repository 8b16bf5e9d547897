from .commands import office_commands as office_commands
