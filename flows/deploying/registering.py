"""The work pool, the deployments and their schedules at a Prefect server.

The server is given the base job template of the pool, because it would ask an outside host for one.
Nothing of the store is handed to it: each worker has the store's address in its own environment.
"""

from collections.abc import Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fct.data.common import load_json
from fct.flows import cycle, serving

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.deployments.runner import RunnerDeployment

WORK_POOL = "fct"
POOL_TYPE = "process"


def register_flows(zones: Iterable[str], template: str) -> dict[str, Any]:
    """Make the work pool and the deployments; a second time only what differs is changed.

    Parameters
    ----------
    zones : iterable of str
        Time zones of the store's cycles, in whose hours the tick runs.
    template : str
        Base job template of the pool, as JSON.

    Returns
    -------
    dict of str to object
        ``work_pool, type, made, deployments``; of each deployment ``name, schedules``.
    """
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        is_made = _make_pool(client, load_json(template))
    listed = []
    for deployment in pool_deployments(zones):
        deployment.apply(work_pool_name=WORK_POOL)
        times = [_time_of(one.schedule) for one in deployment.schedules or []]
        listed.append({"name": deployment.full_name, "schedules": times})
    return {"work_pool": WORK_POOL, "type": POOL_TYPE, "made": is_made, "deployments": listed}


def pool_deployments(zones: Iterable[str]) -> "list[RunnerDeployment]":
    """Return what runs in the pool: the scheduled flows, and judging a cycle by hand."""
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    by_hand = RunnerDeployment.from_flow(
        cycle.evaluate_cycle,
        "by-hand",
        concurrency_limit=1,
        version=version("fct-evaluation"),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return [*serving.deployments(zones), by_hand]


def _make_pool(client: "SyncPrefectClient", template: dict[str, Any]) -> bool:
    """Make the work pool, or give it the template again; return whether it was made."""
    from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
    from prefect.exceptions import ObjectNotFound

    try:
        client.read_work_pool(WORK_POOL)
    except ObjectNotFound:
        client.create_work_pool(
            WorkPoolCreate(name=WORK_POOL, type=POOL_TYPE, base_job_template=template)
        )
        return True
    client.update_work_pool(WORK_POOL, WorkPoolUpdate(base_job_template=template))
    return False


def _time_of(schedule: Any) -> str:
    cron = getattr(schedule, "cron", None)
    if cron is not None:
        return f"{cron} {schedule.timezone}"
    return f"every {schedule.interval.total_seconds() / 60:g} minutes"
