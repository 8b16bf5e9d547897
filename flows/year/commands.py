"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

year_commands = CommandHomes(
    "fct.flows.year",
    {
        "tick": "tick_command",
        "calendar": "showing_command",
        "board": "showing_command",
        "list": "showing_command",
        "messages": "showing_command",
        "extend": "extend_command",
    },
)
