"""Who says what is due: one planner a kind of action."""

from fct.flows.year.due import Planner

PLANNERS: tuple[Planner, ...] = ()
