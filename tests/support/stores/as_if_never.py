"""Two stores that differ in proposals which one person may not see, and how they are compared."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from fct.data.common.actor import Actor
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.documents.sample_season import sample_proposals
from fct.data.people.roles import Role
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.program.lowerings import LoweringAnswer, LoweringStep
from fct.data.program.rule_stages import Stage, StageChange
from fct.data.reviewing.discussion import Audience
from fct.data.reviewing.version import ReviewState
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.data.tables.withheld import WITHHELD
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.learning.rule_alarms import stored_statistics
from tests.conftest import ACTOR, IN_TIME
from tests.support.files.workbooks import write_template
from tests.support.stores.homes import blank_store
from tests.support.stores.people import as_person, person
from tests.support.stores.reviews import complete_review

COUNT = 10
REVIEWER = person("rita", Role.REVIEWER, name="Rita Moe-Nowhere")
# Without duplicates: where they are listed by name, a withheld one stands in another place.
TEXT = packaged_cycle_texts()[2027].partition("duplicates:")[0].replace("15000", "7500")

# What differs though nothing leaks: times, ids of receipts, hashes of files.
_APART = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(?:\+00:00|Z)?"), "TIME"),
    (re.compile(r"[0-9]{1,2} [A-Z][a-z]{2} 20[0-9]{2},? [0-9]{2}:[0-9]{2}"), "TIME"),
    (re.compile(r'"bytes": [0-9]+'), "SIZE"),  # of an archive; what is in it is compared
    (re.compile(r"FY2027-S[0-9]{4}"), "SUBMISSION"),
    (re.compile(r"FY2027-Q[0-9]{3}"), "QUESTION"),
    (
        re.compile(
            r"\b[0-9a-f]{64}\b|\b[0-9a-f]{56}\b|\b[0-9a-f]{32}\b|\b[0-9a-f]{16}\b|\b[0-9a-f]{12}\b"
        ),
        "HASH",
    ),
)


@dataclass(frozen=True)
class Pair:
    """A store that holds hidden proposals, and one that never did."""

    held: Path
    never: Path
    seen: Sequence[str]
    hidden: Sequence[str]

    def plain(self, text: str) -> str:
        """Return what was said, without what differs though nothing leaks."""
        for pattern, name in _APART:
            text = pattern.sub(name, text)
        for ref in self.hidden:
            text = text.replace(ref, WITHHELD)
        text = text.replace(str(self.held), "HOME").replace(str(self.never), "HOME")
        return re.sub(" +", " ", text)  # a table is as wide as what stands in it


MOMENT = dt.datetime(2026, 8, 3, 12, tzinfo=dt.UTC)


def make_pair(folder: Path, seed: int) -> Pair:
    """Make both stores, with what people said of every proposal in each."""
    samples, rng = sample_proposals(), np.random.default_rng(seed)
    refs = [str(ref) for ref in rng.choice(sorted(samples), COUNT, replace=False)]
    forms = {ref: folder / f"{ref}.xlsx" for ref in refs}
    for ref, path in forms.items():
        path.write_bytes(_form_of(ref))
    hidden = sorted(refs[: int(rng.integers(1, 4))])
    seen = sorted(set(refs) - set(hidden))
    pair = Pair(folder / "all", folder / "rest", seen, hidden)
    with season(pair.held, [forms[ref] for ref in refs]) as store:
        _review(store, [*seen, *hidden], hidden[0])
        _conflict(store, hidden)
    with season(pair.never, [forms[ref] for ref in refs if ref not in hidden]) as store:
        _review(store, seen, hidden[0])
        _conflict(store, hidden)
    return pair


@cache
def _form_of(ref: str) -> bytes:
    """The form of a sample, written once for all seasons."""
    with TemporaryDirectory() as folder:
        path, filled = Path(folder) / "form.xlsx", sample_proposals()[ref]
        write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)
        return path.read_bytes()


def season(home: Path, forms: Sequence[Path]) -> Store:
    """An illustrative store with a published run over some forms, and its people."""
    store = open_store(Settings(blank_store(home)))
    store.make_new(ACTOR, illustrative=True)
    store.move_clock(MOMENT)  # so that both stores hold the same moments
    store.cycles.add(2027, TEXT, sha256_of_text(TEXT), ACTOR)
    for form in forms:
        submit(store, form, Delivery(ACTOR, IN_TIME, 2027))
    done = evaluate(store, 2027, None, ACTOR, lambda _: None)
    store.runs.publish(done.run_id, ACTOR)
    _set_stage(store)
    for one in (REVIEWER, person("rex", Role.REVIEWER), person("olga", Role.OPERATOR)):
        as_person(store, one)
    return store


def _set_stage(store: Store) -> None:
    """Lower a rule, with the figures over all proposals that were looked at."""
    figures = stored_statistics(store, ["A3"])["A3"]
    change = StageChange(
        rule="A3", stage=Stage.WARN, reason="Too loud.", statistics=figures, at=IN_TIME, actor=ACTOR
    )
    asked = store.stages.propose_lowering(change)
    step = LoweringAnswer(
        step=LoweringStep.CONFIRMED, reason="So it is.", at=IN_TIME, actor=Actor("Another", "other")
    )
    store.stages.answer_lowering(asked.id, step)


def _review(store: Store, refs: Sequence[str], named: str) -> None:
    """Let two reviewers say something of each proposal; what is seen comes first, for its ids."""
    office = as_person(store, person("olga", Role.OPERATOR))
    rita, rex = as_person(store, REVIEWER), as_person(store, person("rex", Role.REVIEWER))
    for n, ref in enumerate(refs):
        for one in ("rita", "rex"):
            office.assignments.assign(2027, ref, one, None)
        rex.reviews.write(2027, ref, complete_review((1 + n % 5, 3, 3, 3, 4)), ReviewState.IN)
        if n % 3 != 1:
            state = ReviewState.IN if n % 3 == 0 else ReviewState.DRAFT
            rita.reviews.write(2027, ref, complete_review(), state)
        rex.comments.add(2027, ref, Audience.REVIEWERS, f"Compare it with {named}.")
        rex.flags.add(2027, ref, "legal", "Read the license once more.")
        rex.questions.ask(2027, ref, ["vendor"], "Who makes it?", IN_TIME.date())


def _conflict(store: Store, hidden: Sequence[str]) -> None:
    for ref in hidden:
        as_person(store, REVIEWER).conflicts.add("rita", ConflictWith(ref=ref), "Kin.")
