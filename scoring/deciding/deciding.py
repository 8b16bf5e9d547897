"""Deciding in a store: the same for commands and pages.

Each act is judged over what is kept in the transaction that writes it; the run that it hangs on is
read before, as it takes longer, and read again if another one was published meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

from fct.data.common import Actor, DeniedError, NotNowError, StoreError, not_there, utc_now
from fct.data.decisions import Decision, KeptSlate, Step, StepKind, Who
from fct.data.deliberations import STEP_ACTIONS
from fct.data.people import Action, Role
from fct.data.store import kept_conditions, kept_reason, kept_words
from fct.scoring.deciding.basis import Basis, basis_of, beside_the_run
from fct.scoring.deciding.choices import (
    Choice,
    advice_on,
    decision_on,
    next_version,
    refusals_of,
)
from fct.scoring.deciding.slate_reports import decision_report, preview_report, slate_report
from fct.scoring.deciding.standing import Standing
from fct.scoring.deciding.steps import (
    Act,
    covered_by,
    deny_approval,
    deny_submission,
    may_not_draft,
    refuse_publication,
    refuse_send_back,
    refuse_submission,
    step_on,
)
from fct.scoring.ranking import OrderOfMerit

if TYPE_CHECKING:
    from fct.data.subjects import Store

P = ParamSpec("P")
T = TypeVar("T")
_TRIES = 5
FindBasis: TypeAlias = Callable[["Store", int, KeptSlate], Basis]
_find: ContextVar[FindBasis | None] = ContextVar("find_basis", default=None)


class _AnotherRunError(Exception):
    """Another run was published since the basis was read."""


class _DeniedInsideError(Exception):
    """A denial that was found in a transaction."""

    def __init__(self, denied: DeniedError) -> None:
        super().__init__(denied)
        self.denied = denied


def basis_order(store: "Store", fiscal_year: int, kept: KeptSlate) -> OrderOfMerit:
    """Return the order that a slate hangs on: of the published run, or that of its publication.

    Raises
    ------
    UsageError
        If no run of the year is published.
    """
    from fct.scoring.defending import order_of, published_order

    if kept.published is None:
        return published_order(store, fiscal_year)
    return order_of(store, store.runs.get(kept.published.run_id))


def basis_now(store: "Store", fiscal_year: int, kept: KeptSlate) -> Basis:
    """Return the run that a slate hangs on; see :func:`basis_order`.

    A published slate keeps the rules of approval that its run had; until then those of the newest
    cycle file bind.
    """
    order = basis_order(store, fiscal_year, kept)
    newest = store.cycles.read(fiscal_year)[1]
    # Steps and separation are those of now until it is published, and from then on those by which
    # it was.
    rules = newest if kept.published is None else order.cycle
    basis = basis_of(order, store.runs.verdicts(order.run_id), rules)
    if kept.slate is None or not kept.slate.is_supplement:
        return basis
    return _with_out_of_cycle(store, basis)


@contextmanager
def bases_by(find: FindBasis) -> Iterator[None]:
    """Let another function find what :func:`basis_now` finds, for who keeps it.

    Parameters
    ----------
    find : callable
        Must give what :func:`basis_now` would: who decides is judged by it.
    """
    token = _find.set(find)
    try:
        yield
    finally:
        _find.reset(token)


def _basis(store: "Store", fiscal_year: int, kept: KeptSlate) -> Basis:
    return (_find.get() or basis_now)(store, fiscal_year, kept)


def _with_out_of_cycle(store: "Store", basis: Basis) -> Basis:
    """Return what a supplement hangs on: what was judged out of cycle by the same run, too."""
    judged = store.out_of_cycle.newest(basis.fiscal_year)
    came = {one.ref: one.proposal for one in store.versions.out_of_cycle(basis.fiscal_year)}
    items = {
        ref: beside_the_run(came[ref], str(said["verdict"]))
        for ref, said in sorted(judged.items())
        if said["run"] == basis.run_id and ref in came
    }
    return replace(basis, items={**basis.items, **items})


def standing_of(store: "Store", fiscal_year: int, slate_id: str | None = None) -> Standing:
    """Return how a slate stands to who looks.

    A reviewer who is in conflict with any proposal of the cycle sees it as if there were no slate
    yet: advice, money and exceptions of a slate hang on every proposal.

    Raises
    ------
    DeniedError
        ``NOT_THERE``, if there is no such slate that the person may see.
    """
    store.ask(Action.SLATE_SEE)
    if is_apart(store, fiscal_year):
        if slate_id is not None:
            store.deny(not_there(slate_id), Action.SLATE_SEE, slate_id)
        kept = store.slates.none_kept(fiscal_year)
    else:
        kept = store.slates.kept(fiscal_year, slate_id)
    return Standing(_basis(store, fiscal_year, kept), kept)


def is_apart(store: "Store", fiscal_year: int) -> bool:
    """Whether who acts works on no slate of a cycle, because of a conflict."""
    who = store.slates.who(fiscal_year)
    return bool(who.in_conflict) and not who.may_all and Role.AUTHORITY not in who.roles


def slate_shown(
    store: "Store", fiscal_year: int, slate_id: str | None = None, ref: str | None = None
) -> dict[str, Any]:
    """Return a slate as ``fct slate --json`` prints it.

    Raises
    ------
    DeniedError
        ``NOT_THERE``, if the run has no such proposal or the cycle no such slate.
    """
    standing = standing_of(store, fiscal_year, slate_id)
    if ref is not None and ref not in standing.basis.items:
        store.deny(not_there(ref), Action.SLATE_SEE, ref)
    return slate_report(standing, ref)


def decide(
    store: "Store", fiscal_year: int, choice: Choice, slate_id: str | None = None
) -> dict[str, Any]:
    """Decide one proposal, and return its decision as the slate lists it.

    Raises
    ------
    DeniedError
    NotNowError
        See :func:`fct.scoring.deciding.choices.refusals_of`.
    """
    choice.refuse_form()
    choice = replace(
        choice,
        reason=kept_words(choice.reason, "A decision"),
        conditions=kept_conditions(choice.conditions),
    )
    store.ask(Action.DECISION_DRAFT, choice.ref)
    who = _working(store, fiscal_year)

    def make(standing: Standing, new_id: str, actor: Actor) -> list[Decision]:
        _refuse_not_judged(standing, choice.ref)
        if (denial := may_not_draft(standing, who, choice.ref)) is not None:
            raise denial
        return [decision_on(standing, choice, new_id, utc_now(), actor)]

    (made,), standing = _decided(store, fiscal_year, slate_id, choice.ref, make)
    return decision_report(standing, choice.ref) | {"slate": made.slate_id}


def advise(store: "Store", fiscal_year: int, slate_id: str | None = None) -> dict[str, Any]:
    """Give every undecided proposal its advice; those that the person may not decide stay.

    Returns
    -------
    dict of str to object
        The slate, with ``advised`` and ``waits_for_another``, both refs.
    """
    store.ask(Action.DECISION_DRAFT)
    who, left_out = _working(store, fiscal_year), set[str]()

    def make(standing: Standing, new_id: str, actor: Actor) -> list[Decision]:
        undecided = standing.undecided
        left_out.update(ref for ref in undecided if may_not_draft(standing, who, ref) is not None)
        refs = [ref for ref in undecided if ref not in left_out]
        return advice_on(standing, refs, new_id, utc_now(), actor)

    made, standing = _decided(store, fiscal_year, slate_id, None, make)
    report = slate_report(standing)
    others = [ref for ref in report["undecided"] if ref in left_out]
    return report | {"advised": [one.ref for one in made], "waits_for_another": others}


def preview(
    store: "Store", fiscal_year: int, choices: Sequence[Choice], slate_id: str | None = None
) -> dict[str, Any]:
    """Return what choices would do all at once, and what would be refused; nothing is done.

    What gives no money comes before what does, so that each is judged with what the others free.
    """
    standing, who = standing_of(store, fiscal_year, slate_id), store.slates.who(fiscal_year)
    for choice in choices:
        choice.refuse_form()
        if choice.ref not in standing.basis.items:
            store.deny(not_there(choice.ref), Action.SLATE_SEE, choice.ref)
    now, possible, refused = standing, list[Choice](), list[dict[str, Any]]()
    # What takes no money first: it may free some for the others.
    for choice in sorted(choices, key=lambda one: one.outcome.is_funded):
        reasons = _why_not(now, who, choice)
        refused += [{"ref": choice.ref, **reason} for reason in reasons]
        codes = {reason["code"] for reason in reasons}
        if codes <= _OF_THE_CHOICE:
            possible.append(choice)
            now = now if "OVER_BUDGET" in codes else _with_choice(now, choice)
    return preview_report(standing, possible, refused, who.id)


_OF_THE_CHOICE = {"NEEDS_REASON", "OVER_BUDGET", "OVER_REQUEST"}
"""What refuses a choice whose money is shown all the same."""


def _why_not(standing: Standing, who: Who, choice: Choice) -> list[dict[str, Any]]:
    """Return what would refuse a choice on the newest version."""
    denial = may_not_draft(standing, who, choice.ref)
    if denial is not None:
        return [denial.as_plain()["denied"]]
    newest = standing.kept.newest.get(choice.ref)
    on_newest = replace(choice, if_version=0 if newest is None else newest.version)
    return [error.as_plain()["refused"] for error in refusals_of(standing, on_newest)]


def _with_choice(standing: Standing, choice: Choice) -> Standing:
    """Return how a slate would stand with one more decision."""
    kept = standing.kept
    slate_id = "" if kept.slate is None else kept.slate.id
    made = next_version(standing, choice, slate_id, utc_now(), Actor("preview"))
    return Standing(standing.basis, replace(kept, versions=(*kept.versions, made)))


def submit(store: "Store", fiscal_year: int, slate_id: str | None = None) -> dict[str, Any]:
    """Take the first step of approval, and return the slate."""

    def make(standing: Standing, who: Who) -> Act:
        deny_submission(standing, who)
        refuse_submission(standing)
        return Act(StepKind.SUBMIT, covers=standing.to_approve)

    return _stepped(store, fiscal_year, slate_id, StepKind.SUBMIT, make)


def approve(store: "Store", fiscal_year: int, slate_id: str | None = None) -> dict[str, Any]:
    """Take the next step of approval where the person may, and return the slate.

    Returns
    -------
    dict of str to object
        The slate, with ``covers`` and ``waits_for_another``, both refs.
    """
    others: list[str] = []

    def make(standing: Standing, who: Who) -> Act:
        covers = covered_by(standing, who)
        others[:] = [ref for ref in standing.waiting if ref not in set(covers)]
        return Act(StepKind.APPROVE, covers=covers)

    report = _stepped(store, fiscal_year, slate_id, StepKind.APPROVE, make)
    return report | {"waits_for_another": others}


def send_back(
    store: "Store",
    fiscal_year: int,
    reason: str,
    refs: Sequence[str] = (),
    slate_id: str | None = None,
) -> dict[str, Any]:
    """Make a slate a draft again, with a reason, and return it; everything said stays."""
    kept = kept_reason(reason, "To send a slate back")

    def make(standing: Standing, who: Who) -> Act:
        deny_approval(standing, who)
        for ref in refs:
            if ref not in standing.basis.items:
                raise not_there(ref)
        refuse_send_back(standing)
        return Act(StepKind.SEND_BACK, refs=refs, reason=kept)

    return _stepped(store, fiscal_year, slate_id, StepKind.SEND_BACK, make)


def publish(store: "Store", fiscal_year: int, slate_id: str | None = None) -> dict[str, Any]:
    """Publish an approved slate, and return it."""

    def make(standing: Standing, who: Who) -> Act:  # noqa: ARG001 - as the other steps
        refuse_publication(standing)
        return Act(StepKind.PUBLISH)

    return _stepped(store, fiscal_year, slate_id, StepKind.PUBLISH, make)


def new_supplement(store: "Store", fiscal_year: int, reason: str) -> dict[str, Any]:
    """Make a supplement to the published slate of a cycle, and return it."""
    _working(store, fiscal_year)
    made = store.slates.add_supplement(fiscal_year, reason)
    return slate_report(standing_of(store, fiscal_year, made.id))


def _working(store: "Store", fiscal_year: int) -> Who:
    """Return who acts; whoever is kept apart from the slate works on none."""
    if is_apart(store, fiscal_year):
        store.deny(not_there("slate"), Action.SLATE_SEE, "slate")
    return store.slates.who(fiscal_year)


def _decided(
    store: "Store",
    fiscal_year: int,
    slate_id: str | None,
    ref: str | None,
    make: Callable[[Standing, str, Actor], Sequence[Decision]],
) -> tuple[list[Decision], Standing]:
    """Keep decisions, and return them with the slate as it stands then."""

    def on(basis: Basis) -> list[Decision]:
        return store.slates.decide(
            fiscal_year,
            slate_id,
            ref,
            _denied_outside(
                lambda kept, new_id, actor: make(_standing(kept, basis), new_id, actor)
            ),
        )

    return _on_the_run(store, fiscal_year, slate_id, on, (Action.DECISION_DRAFT, ref))


def _stepped(
    store: "Store",
    fiscal_year: int,
    slate_id: str | None,
    kind: StepKind,
    make: Callable[[Standing, Who], Act],
) -> dict[str, Any]:
    """Take a step, and return the slate with what the step covers."""
    store.slates.ask(kind)
    who = _working(store, fiscal_year)

    def taken(standing: Standing, actor: Actor) -> Step:
        return step_on(standing, make(standing, who), actor)

    def on(basis: Basis) -> Step:
        return store.slates.take_step(
            fiscal_year,
            slate_id,
            kind,
            _denied_outside(lambda kept, actor: taken(_standing(kept, basis), actor)),
        )

    step, standing = _on_the_run(store, fiscal_year, slate_id, on, (STEP_ACTIONS[kind], slate_id))
    return slate_report(standing) | {"covers": list(step.covers)}


def _on_the_run(
    store: "Store",
    fiscal_year: int,
    slate_id: str | None,
    act: Callable[[Basis], T],
    denial: tuple[Action, str | None],
) -> tuple[T, Standing]:
    """Act on the run that the slate hangs on; once more where another one came between.

    ``denial`` says as what a denial that is found in the transaction is logged after it.
    """
    # The run is read outside of the transaction, as that takes long; within it is looked whether it
    # is still the one.
    for _ in range(_TRIES):
        kept = store.slates.kept(fiscal_year, slate_id)
        try:
            basis = _basis(store, fiscal_year, kept)
            done = act(basis)
        except _DeniedInsideError as inside:
            action, name = denial
            store.deny(inside.denied, action, name or "slate")
            raise inside.denied from None
        except _AnotherRunError:
            continue
        return done, Standing(basis, store.slates.kept(fiscal_year, slate_id))
    raise StoreError(
        f"Runs of fiscal year {fiscal_year} are being published one after the other. Nothing was "
        "written; try again in a moment."
    )


def _denied_outside(make: Callable[P, T]) -> Callable[P, T]:
    """Return a step of a transaction whose denial is logged after it: logging writes too."""

    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return make(*args, **kwargs)
        except DeniedError as denied:
            raise _DeniedInsideError(denied) from denied

    return made


def _standing(kept: KeptSlate, basis: Basis) -> Standing:
    """Return how a slate stands in a transaction; refused where its run is another one."""
    run_id = kept.published.run_id if kept.published else kept.standing and kept.standing.run_id
    if run_id != basis.run_id:
        raise _AnotherRunError
    return Standing(basis, kept)


def _refuse_not_judged(standing: Standing, ref: str) -> None:
    if ref not in standing.basis.items:
        raise NotNowError(
            "NOT_JUDGED",
            f"Run {standing.basis.run_id} did not judge {ref}, so there is nothing to decide. "
            "Evaluate the cycle again and publish the run, then decide it.",
        )
