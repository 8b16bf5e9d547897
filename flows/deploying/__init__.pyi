from .commands import deploying_commands as deploying_commands
