"""The schedules."""

import pytest

from fct.data.program.cycle import parse_cycle
from fct.flows.serving.serve import annual_schedule, deployments

CYCLE = parse_cycle("{fiscal_year: 2027, final_due: 2026-06-30}", "cycle")


@pytest.mark.parametrize(
    ("final_due", "cron"),
    [("2026-06-30", "0 6 1 7 *"), ("2026-05-15", "0 6 16 5 *"), ("2026-12-31", "0 6 1 1 *")],
)
def test_a_cycle_is_evaluated_the_morning_after_its_last_day(final_due: str, cron: str) -> None:
    """Worked by hand, over the ends of a month and a year."""
    cycle = parse_cycle(f"{{fiscal_year: 2027, final_due: {final_due}}}", "cycle")

    assert annual_schedule(cycle).cron == cron
    assert annual_schedule(cycle).timezone == "America/New_York"


def test_three_deployments_are_served_one_run_at_a_time() -> None:
    """Inbox, nightly evaluation and annual cycle, found by module and not by path."""
    made = {deployment.name: deployment for deployment in deployments([CYCLE])}

    assert set(made) == {"inbox", "nightly", "annual"}
    assert all(deployment.concurrency_limit == 1 for deployment in made.values())
    assert made["annual"].entrypoint == "fct.flows.cycle.flows.evaluate_cycle"
    assert len(made["annual"].schedules) == 2  # by its date, and every hour to catch up
