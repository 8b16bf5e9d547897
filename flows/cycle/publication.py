"""The step that makes a run the one that reviewers see."""

from fct.data.common import Actor
from fct.data.subjects import Store
from fct.scoring.ranking import show_seen_runs


def publish(store: Store, run_id: str, actor: Actor) -> bool:
    """Publish a run; return whether that is new to readers.

    Publishing is one transaction: a reader sees the run before or this one, never half of it.
    """
    show_seen_runs()  # as each person sees it, made now and not at the first look
    run = store.runs.get(run_id)
    published = store.runs.published(run.fiscal_year)
    store.runs.publish(run_id, actor)
    return published is None or published.id != run_id
