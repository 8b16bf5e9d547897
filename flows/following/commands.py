"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

following_commands = CommandHomes(
    "fct.flows.following",
    {
        "project": "project",
        "invite": "nominations",
        "decline": "nominations",
        "trends": "trends",
    },
)
