"""Who says what is due: one planner a kind of action."""

from fct.flows.year.due import Planner
from fct.flows.year.evaluating import plan_evaluation
from fct.flows.year.noticing import plan_notices
from fct.flows.year.opening import plan_closing, plan_opening
from fct.flows.year.project_planners import PROJECT_PLANNERS
from fct.flows.year.reminding import plan_escalations, plan_reminders

PLANNERS: tuple[Planner, ...] = (
    plan_opening,
    plan_reminders,
    plan_closing,
    plan_evaluation,
    plan_escalations,
    plan_notices,
    *PROJECT_PLANNERS,
)
