"""A small season in a store of its own: a published run, and people in the roles that decide."""

import datetime as dt
from pathlib import Path

from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals, write_sample_season
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.deciding.deciding import advise, approve, publish, submit as submit_slate
from tests.support.files.workbooks import write_template
from tests.support.stores.homes import blank_store, copied_home

ACTOR = Actor("tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
REFS = (
    *("FY27-ARMY-01", "FY27-ARMY-02", "FY27-USMC-01", "FY27-NAVY-06", "FY27-USAF-04"),
    *("FY27-ARMY-12", "FY27-SOCOM-07"),
)
CYCLE = """\
fiscal_year: 2027
final_due: 2026-06-30
budgets: {2027: 3000, 2028: 2200}
promised:
  - {ref: FY27-ARMY-01, fiscal_year: 2027, kusd: 820}
  - {ref: FY27-ARMY-01, fiscal_year: 2028, kusd: 600}
"""
PEOPLE = {
    "boss": (Role.ADMINISTRATOR, Role.OPERATOR),
    "reviewer-1": (Role.REVIEWER,),
    "reviewer-2": (Role.REVIEWER,),
    "authority-1": (Role.AUTHORITY,),
    "authority-2": (Role.AUTHORITY,),
    "auditor-1": (Role.AUDITOR,),
    "expert-1": (Role.EXPERT,),
    "operator-1": (Role.OPERATOR,),
}
WITH_COMPONENT = {
    "sponsor-army": ((Role.SPONSOR,), "Army"),
    "reviewer-4": ((Role.REVIEWER,), "Army"),
    "authority-3": ((Role.AUTHORITY,), "Army"),
}


def make_season(home: Path) -> None:
    """Make the season: seven proposals, of which one is returned, and people."""
    forms = home.parent / f"{home.name}-forms"
    forms.mkdir(parents=True)
    samples = sample_proposals()
    with open_store(Settings(blank_store(home))) as store:
        store.make_new(ACTOR, illustrative=True)
        store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), ACTOR)
        for ref in REFS:
            path = forms / f"{ref}.xlsx"
            write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=samples[ref])
            submit(store, path, Delivery(ACTOR, IN_TIME, 2027))
        publish_run(store)
        for name, roles in PEOPLE.items():
            store.people.add(Person(id=name, name=name.title(), roles=frozenset(roles)))
        for name, (own, component) in WITH_COMPONENT.items():
            person = Person(id=name, name=name.title(), roles=frozenset(own), component=component)
            store.people.add(person)


def publish_run(store: Store) -> str:
    """Judge what is in a store and publish it; return the run."""
    run_id = evaluate(store, 2027, None, ACTOR, lambda _: None).run_id
    store.runs.publish(run_id, ACTOR)
    return run_id


def change_cycle(store: Store, text: str) -> str:
    """Give the store another cycle file, judge again and publish; return the run."""
    store.cycles.add(2027, text, sha256_of_text(text), ACTOR)
    return publish_run(store)


def acting_as(store: Store, name: str) -> Store:
    """Return the store as one of its people sees it."""
    person = store.people.known(name)
    return store.as_(Acting(person.actor(), person))


def take_all_steps(store: Store) -> None:
    """Decide all by advice, submit, approve and publish."""
    advise(acting_as(store, "reviewer-1"), 2027)
    submit_slate(acting_as(store, "reviewer-2"), 2027)
    approve(acting_as(store, "authority-1"), 2027)
    publish(acting_as(store, "authority-1"), 2027)


def sample_files(folder: Path) -> list[Path]:
    """Put the files of the whole sample season into a folder, and return those to submit."""
    copied_home(folder, "", write_sample_season)
    return sorted(path for path in folder.iterdir() if path.suffix != ".txt")
