from .commands import following_commands as following_commands
