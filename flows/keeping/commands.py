"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

keeping_commands = CommandHomes(
    "fct.flows.keeping",
    {
        "reproduce": "history",
        "changes": "history",
        "revert": "history",
        "archive": "archiving",
        "doctor": "doctor",
    },
)
