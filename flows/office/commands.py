"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

office_commands = CommandHomes(
    "fct.flows.office",
    {
        "Administrator": {
            "people": ("person",),
        },
        "Everyone": {
            "access": ("access",),
            "reviewing": ("anchors",),
            "exchange": ("questions",),
            "log": ("log",),
        },
        "Operator": {
            "clock": ("clock",),
            "assigning": ("assign", "unassign", "assignments"),
            "package": ("package",),
            "meeting": ("marking",),
            "backup": ("backup", "restore"),
        },
        "Reviewers": {
            "assigning": ("queue",),
            "reviewing": ("review", "panel"),
            "remarks": ("comment", "comments", "flag", "flags"),
            "referring": ("refer", "referrals"),
            "conflicts": ("conflict",),
            "deciding": ("decide", "slate"),
            "exchange": ("ask",),
            "meeting": ("meeting-paper",),
        },
        "Sponsors": {
            "exchange": ("status", "certify", "answer", "note"),
        },
        "Auditor": {
            "audit": ("audit",),
        },
    },
)
