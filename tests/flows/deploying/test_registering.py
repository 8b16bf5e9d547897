"""What is registered at a Prefect server; test_many_machines.py of the system registers it."""

from importlib.metadata import version

from fct.flows.deploying.registering import _time_of, pool_deployments


def test_what_runs_in_the_pool_is_found_by_module_one_run_at_a_time() -> None:
    """The scheduled flows, and judging by hand, which has no schedule; all of this version."""
    made = {one.full_name: one for one in pool_deployments(["America/New_York"])}

    assert {name: one.entrypoint for name, one in made.items()} == {
        "ingest/inbox": "fct.flows.cycle.flows.ingest_flow",
        "tick/year": "fct.flows.serving.scheduled.tick_flow",
        "evaluate-cycle/by-hand": "fct.flows.cycle.flows.evaluate_cycle",
    }
    assert all(one.concurrency_limit == 1 for one in made.values())
    assert {one.version for one in made.values()} == {version("fct-evaluation")}
    assert not made["evaluate-cycle/by-hand"].schedules


def test_a_schedule_is_said_in_words() -> None:
    """An interval by its minutes, hours with their zone."""
    (year,) = (one for one in pool_deployments(["Pacific/Auckland"]) if one.name == "year")

    assert [_time_of(one.schedule) for one in year.schedules or []] == [
        "every 5 minutes",
        "0 0,4,8 * * * Pacific/Auckland",
    ]


def test_nothing_of_the_store_is_handed_to_the_server() -> None:
    """No deployment carries a setting, a parameter or a place of this machine."""
    for one in pool_deployments(["America/New_York"]):
        assert one.job_variables == {}
        assert one.parameters == {}
        assert "FCT_" not in one.model_dump_json()
