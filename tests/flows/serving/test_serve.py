"""The schedules."""

from fct.flows.serving.serve import ANCHOR, deployments


def test_the_inbox_and_the_year_are_served_one_run_at_a_time() -> None:
    """Each is found by module and not by path, and names its runs."""
    made = {deployment.name: deployment for deployment in deployments(["America/New_York"])}

    assert set(made) == {"inbox", "year"}
    assert all(deployment.concurrency_limit == 1 for deployment in made.values())
    assert made["year"].entrypoint == "fct.flows.serving.scheduled.tick_flow"


def test_the_year_goes_by_the_hours_of_each_zone_and_by_an_interval_that_restarts_keep() -> None:
    """Two cycles in two zones: nights and mornings of each; no restart moves the interval."""
    zones = ["America/New_York", "Pacific/Auckland"]
    (year,) = (one for one in deployments(zones) if one.name == "year")
    interval, *hours = (one.schedule for one in year.schedules)

    assert [one.timezone for one in hours] == zones
    assert {one.cron for one in hours} == {"0 0,4,8 * * *"}
    assert interval.anchor_date == ANCHOR
