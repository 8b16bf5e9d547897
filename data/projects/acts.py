"""What people may do with a project as it stands: the steps, or why not."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from fct.data.common import Actor, NotNowError, UsageError, normalize, utc_now
from fct.data.decisions import CLOSED, FOUND, ProjectStep, ProjectStepKind
from fct.data.program import load_form
from fct.data.projects.standing import KeptProject
from fct.data.store import kept_reason


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought; without anything, that it was bought."""

    quantity: int | None = None
    kusd: Decimal | None = None
    on: dt.date | None = None


def transferred(kept: KeptProject, actor: Actor, to: str, reason: str) -> ProjectStep:
    """Return the step that gives a project to another component.

    Raises
    ------
    UsageError
        If no component is called so, or the reason is missing.
    NotNowError
        ``ENDED`` of a project that is closed; ``SAME_COMPONENT``.
    """
    component = component_named(to)
    refuse_closed(kept)
    if component == kept.component:
        raise NotNowError(
            "SAME_COMPONENT", f"{kept.ref} belongs to {component} already; nothing was changed."
        )
    return _step(kept, actor, ProjectStepKind.TRANSFER, reason, component=component)


def terminated(kept: KeptProject, actor: Actor, reason: str) -> ProjectStep:
    """Return the step that ends a project before its time; raises as :func:`transferred`."""
    refuse_closed(kept)
    return _step(kept, actor, ProjectStepKind.TERMINATE, reason)


def procured(kept: KeptProject, actor: Actor, bought: Purchase | None, reason: str) -> ProjectStep:
    """Return the step that says what became of a tested item.

    Parameters
    ----------
    kept : KeptProject
    actor : Actor
    bought : Purchase or None
        None where the component decided not to buy.
    reason : str

    Raises
    ------
    NotNowError
        ``NO_FINDING`` before the close-out; ``ENDED``.
    """
    refuse_closed(kept)
    if kept.state not in FOUND:
        raise NotNowError(
            "NO_FINDING",
            f"No close-out of {kept.ref} has stated a finding yet, so there is no tested item to "
            "buy. Send the close-out first; a project that stops before is terminated.",
        )
    if bought is None:
        return _step(kept, actor, ProjectStepKind.NOT_PROCURE, reason)
    if bought.on is not None and kept.found_on is not None and bought.on < kept.found_on:
        raise UsageError(
            f"The purchase on {bought.on} is before the finding of {kept.found_on}. Correct the "
            "day of the purchase, or send a new version of the close-out."
        )
    return _step(
        kept,
        actor,
        ProjectStepKind.PROCURE,
        reason,
        quantity=bought.quantity,
        kusd=None if bought.kusd is None else f"{bought.kusd:f}",
        done_on=bought.on,
    )


def refuse_closed(kept: KeptProject) -> None:
    """Raise a NotNowError with the code ``ENDED`` where nothing is to be done with a project."""
    if kept.state in CLOSED:
        raise NotNowError(
            "ENDED", f"{kept.ref} is {kept.state}: the project has ended, and its record stays."
        )


def component_named(name: str) -> str:
    """Return a component as the form spells it; raises UsageError if there is none."""
    choices = load_form()["component"].choices
    known = {normalize(choice): choice for choice in choices}
    if (component := known.get(normalize(name))) is None:
        raise UsageError(f"No component is called {name}; components are {', '.join(choices)}.")
    return component


def _step(
    kept: KeptProject, actor: Actor, kind: ProjectStepKind, reason: str, **more: object
) -> ProjectStep:
    return ProjectStep(
        ref=kept.ref,
        fiscal_year=kept.row.fiscal_year,
        kind=kind,
        reason=kept_reason(reason, "This"),
        at=utc_now(),
        actor=actor,
        **more,  # type: ignore[arg-type] # fields of the step
    )
