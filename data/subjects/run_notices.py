"""What stands at the head of everything that shows a run: what it was made with, what changed.

Pages, exports and commands all take their sentences from here.
"""

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from fct.data.formats import Provenance, provenance_of_program, provenance_of_run
from fct.data.people import Action
from fct.data.program import load_form, rules_sha256
from fct.data.proposals import granted_waivers
from fct.data.store import one_line
from fct.data.tables import stored_cycle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fct.data.proposals import GrantedWaiver
    from fct.data.subjects.store import Store
    from fct.data.tables import CycleRow, Run

_NAMED = 5  # of a long list the first are named and the others counted


def run_head(store: "Store", run: "Run") -> list[str]:
    """Return the sentences at the head of what shows a run; none where there is nothing to say.

    A ref is a sponsor's text: signs that would steer a terminal are left out.
    """
    sentences = (exceptions_sentence(run), changes_sentence(store, run))
    return [one_line(sentence) for sentence in sentences if sentence]


def provenance_of(store: "Store", run: "Run") -> Provenance:
    """Return where something comes from that shows a run of the store."""
    return provenance_of_run(run, partial(store.runs.declarations, run))


def provenance_of_cycle(store: "Store", fiscal_year: int) -> Provenance:
    """Return where something comes from that is about a cycle of the store.

    The run is the one that readers see; without one, and for who may not see its order, the cycle
    stands alone.
    """
    whole = store.whole()
    run = whole.runs.published(fiscal_year) if store.acting.scopes(Action.ORDER_SEE) else None
    if run is not None:
        return provenance_of(whole, run)
    row = whole.cycles.find(fiscal_year)
    if row is None:
        return provenance_of_program(fiscal_year)
    rubric = stored_cycle(row).loaded_rubric
    return provenance_of_program(fiscal_year, row.version, rubric.version)


def exceptions_sentence(run: "Run") -> str:
    """Return with which rules lowered and which waivers a run was made; empty for none."""
    stages: Mapping[str, str] = run.evidence.get("stages", {})
    waived: Mapping[str, Sequence[Mapping[str, Any]]] = run.evidence.get("waivers", {})
    lowered = [f"{rule} at {stage}" for rule, stage in stages.items()]
    waivers = [
        f"{one['id']}, rule {one['rule']} for {ref}"
        for ref, of_ref in waived.items()
        for one in of_ref
    ]
    parts = [
        f"{_count(found, one, many)} ({_listed(found, sign)})"
        for found, one, many, sign in (
            (lowered, "rule lowered", "rules lowered", ", "),
            (waivers, "waiver", "waivers", "; "),
        )
        if found
    ]
    return f"Run {run.id} was made with {' and '.join(parts)}." if parts else ""


def changes_sentence(store: "Store", run: "Run") -> str:
    """Return what of a run's input is another one in the store now; empty for nothing."""
    found = input_changes(store, run)
    return f"Inputs changed since this run, {run.id}: {'; '.join(found)}." if found else ""


class Inputs(NamedTuple):
    """What a run on the store now would depend on, beside what one run depended on.

    Attributes
    ----------
    row : CycleRow
        The last version of the cycle.
    then, now : mapping of str to int
        Keys of the versions of proposals by ref.
    given_then : list of str
        Ids of waivers.
    given : list of GrantedWaiver
    stages_then, stages : mapping of str to str
        By rule.
    """

    row: "CycleRow"
    then: "Mapping[str, int]"
    now: "Mapping[str, int]"
    given_then: list[str]
    given: "list[GrantedWaiver]"
    stages_then: "Mapping[str, str]"
    stages: "Mapping[str, str]"

    @property
    def refs(self) -> list[str]:
        """The proposals that are new, changed or gone."""
        return sorted(
            ref
            for ref in self.now.keys() | self.then.keys()
            if self.now.get(ref) != self.then.get(ref)
        )


def inputs_since(store: "Store", run: "Run") -> Inputs:
    """Return what a run on the store now would depend on, beside what this one did.

    Compared are the versions of the proposals, and the hashes and names of all else; nothing is
    judged.
    """
    row, cycle = store.cycles.read(run.fiscal_year)
    now = store.versions.ids_to_judge(run.fiscal_year, cycle.deadline)
    return Inputs(
        row,
        store.versions.judged_ids(run.id),
        now,
        _ids_of_run(run),
        granted_waivers(store.waivers.of_cycle(run.fiscal_year), now, cycle.final_due),
        run.evidence.get("stages", {}),
        {rule: str(stage) for rule, stage in store.stages.now().items()},
    )


def input_changes(store: "Store", run: "Run") -> list[str]:
    """Return in words what a run on the store now would depend on and this one did not."""
    found = inputs_since(store, run)
    refs, row = found.refs, found.row
    return [
        said
        for said, differs in (
            (f"proposals new, changed or gone: {_listed(refs)}", bool(refs)),
            (f"the cycle file is version {row.version} now", row.sha256 != run.cycle_sha256),
            ("stages of rules", found.stages != found.stages_then),
            ("waivers", sorted(one.id for one in found.given) != found.given_then),
            ("the form", run.form_sha256 != load_form().sha256),
            ("the rules of this program", run.rules_sha256 != rules_sha256()),
        )
        if differs
    ]


def _ids_of_run(run: "Run") -> list[str]:
    """Return the ids of the waivers that a run was given; an older run kept those that counted."""
    # Given and not counted ones are compared: a waiver for a rule that held would else look like a
    # change.
    given: list[str] | None = run.evidence.get("waivers_given")
    if given is not None:
        return sorted(given)
    counted = run.evidence.get("waivers", {})
    return sorted({one["id"] for of_ref in counted.values() for one in of_ref})


def _count(found: "Sequence[str]", one: str, many: str) -> str:
    return f"{len(found)} {one if len(found) == 1 else many}"


def _listed(found: "Sequence[str]", sign: str = ", ") -> str:
    more = len(found) - _NAMED
    return sign.join(found[:_NAMED]) + (f" and {more} more" if more > 0 else "")
