"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

keeping_commands = CommandHomes(
    "fct.flows.keeping",
    {
        "Auditor": {
            "history": ("reproduce",),
        },
        "Reviewers": {
            "history": ("changes", "revert"),
        },
        "Operator": {
            "archiving": ("archive",),
            "doctor": ("doctor",),
        },
    },
)
