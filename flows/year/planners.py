"""Who says what is due: one planner a kind of action."""

from fct.flows.year.due import Planning
from fct.flows.year.evaluating import plan_evaluation
from fct.flows.year.noticing import plan_notices
from fct.flows.year.opening import plan_closing, plan_opening
from fct.flows.year.project_planners import PROJECT_PLANNERS
from fct.flows.year.reminding import plan_escalations, plan_reminders

PLANNERS: tuple[Planning, ...] = (
    Planning("open", plan_opening),
    Planning("remind", plan_reminders),
    Planning("close", plan_closing),
    Planning("evaluate", plan_evaluation),
    Planning("escalate", plan_escalations),
    Planning("notify", plan_notices),
    *PROJECT_PLANNERS,
)
