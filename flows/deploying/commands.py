"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

deploying_commands = CommandHomes(
    "fct.flows.deploying",
    {
        "Operator": {
            "deploy_command": ("deploy",),
        },
    },
)
