"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

following_commands = CommandHomes(
    "fct.flows.following",
    {
        "Sponsors": {
            "project": ("project",),
        },
        "Operator": {
            "nominations": ("invite", "decline"),
        },
        "Reviewers": {
            "trends": ("trends",),
        },
    },
)
