"""What each role may do on what: the declared table of actions."""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from fct.data.common import loaded_once
from fct.data.people.roles import Role
from fct.data.program import declared_rows


class Action(StrEnum):
    """What somebody does to or with something."""

    PROPOSAL_SEE = "proposal.see"
    PROPOSAL_SUBMIT = "proposal.submit"
    PROPOSAL_WITHDRAW = "proposal.withdraw"
    PROPOSAL_ATTACH = "proposal.attach"
    PROPOSAL_CERTIFY = "proposal.certify"
    QUESTION_ANSWER = "question.answer"
    ORDER_SEE = "order.see"
    REVIEW_WRITE = "review.write"
    REVIEW_SEE = "review.see"
    PANEL_SEE = "panel.see"
    COMMENT_WRITE = "comment.write"
    FLAG_WRITE = "flag.write"
    REFERRAL_WRITE = "referral.write"
    QUESTION_ASK = "question.ask"
    DECISION_DRAFT = "decision.draft"
    SLATE_SEE = "slate.see"
    SLATE_SUBMIT = "slate.submit"
    SLATE_APPROVE = "slate.approve"
    SLATE_PUBLISH = "slate.publish"
    PACKAGE_WRITE = "package.write"
    CYCLE_CHANGE = "cycle.change"
    RUN_EVALUATE = "run.evaluate"
    REVIEW_ASSIGN = "review.assign"
    CONFLICT_WRITE = "conflict.write"
    WAIVER_REQUEST = "waiver.request"
    WAIVER_APPROVE = "waiver.approve"
    RULE_CHANGE = "rule.change"
    RULE_WATCH = "rule.watch"
    ALARM_REVIEW = "alarm.review"
    SCENARIO_WRITE = "scenario.write"
    OVERLAP_ANSWER = "overlap.answer"
    RECORD_CHANGE = "record.change"
    PROJECT_SEE = "project.see"
    PROJECT_START = "project.start"
    PROJECT_CHANGE = "project.change"
    PROJECT_REPORT = "project.report"
    PROJECT_PROCURE = "project.procure"
    TRENDS_SEE = "trends.see"
    NOMINATION_ANSWER = "nomination.answer"
    PERSON_SEE = "person.see"
    PERSON_CHANGE = "person.change"
    LOG_SEE = "log.see"
    STORE_BACK_UP = "store.back-up"
    STORE_ARCHIVE = "store.archive"
    STORE_DIAGNOSE = "store.diagnose"
    RUN_REPRODUCE = "run.reproduce"
    RUN_REVERT = "run.revert"
    STORE_VERIFY = "store.verify"
    CLOCK_MOVE = "clock.move"
    TICK_RUN = "tick.run"
    TICK_SEE = "tick.see"
    CALENDAR_SEE = "calendar.see"
    BOARD_SEE = "board.see"
    MESSAGE_SEE = "message.see"
    LISTS_SEE = "lists.see"
    DEADLINE_EXTEND = "deadline.extend"
    RECEIPT_CORRECT = "receipt.correct"


class Scope(StrEnum):
    """On which objects an action is open to a role."""

    NONE = "none"
    OWN = "own"
    ASSIGNED = "assigned"
    ALL = "all"


# What a schedule does (year.md, "The tick"): it takes files in, judges, publishes, backs up.
SYSTEM_MAY: AbstractSet[Action] = frozenset(
    {
        Action.PROPOSAL_SEE,
        Action.PROPOSAL_SUBMIT,
        Action.ORDER_SEE,
        Action.RUN_EVALUATE,
        Action.PROJECT_SEE,
        Action.PROJECT_START,
        Action.STORE_BACK_UP,
        Action.REVIEW_SEE,
        Action.PANEL_SEE,
        Action.SLATE_SEE,
        Action.PERSON_SEE,
        Action.TICK_RUN,
        Action.TICK_SEE,
        Action.CALENDAR_SEE,
        Action.BOARD_SEE,
        Action.MESSAGE_SEE,
    }
)


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One row of the table.

    Attributes
    ----------
    action : Action
    role : Role
    scope : Scope
    condition : str
        What must hold beside the scope; empty where nothing must.
    """

    action: Action
    role: Role
    scope: Scope
    condition: str


@dataclass(frozen=True, slots=True)
class Access:
    """The table of actions.

    Attributes
    ----------
    rows : tuple of AccessRow
        One for each action and role, in the order of the file.
    scopes : mapping
    """

    rows: tuple[AccessRow, ...]
    scopes: Mapping[tuple[Action, Role], Scope]

    def scope(self, action: Action, role: Role) -> Scope:
        """Return on what a role may do an action."""
        return self.scopes[action, role]


@loaded_once
def load_access() -> Access:
    """Return the table of ``declarations/access.csv``.

    Raises
    ------
    ValueError
        If an action lacks a role, or has one twice: the file is part of the program.
    """
    rows = tuple(
        AccessRow(Action(row["action"]), Role(row["role"]), Scope(row["scope"]), row["condition"])
        for row in declared_rows("access.csv")
    )
    scopes = {(row.action, row.role): row.scope for row in rows}
    # Every pair once: a row that is missing would be a right that nobody decided on.
    wanted = {(action, role) for action in Action for role in Role}
    if wanted != scopes.keys() or len(rows) != len(scopes):
        raise ValueError(f"access.csv: {sorted(wanted ^ scopes.keys())} stand there not once")
    return Access(rows, scopes)
