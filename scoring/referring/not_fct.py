"""What of a cycle is not FCT work: which program, why, and whether it was handed on."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fct.data.referrals import answer_words, newest_by_ref
from fct.data.subjects import Store, StoredProposal
from fct.data.tables import HandedOn
from fct.scoring.judging import is_other_work, missing_of, verdict_words
from fct.scoring.referring.acts import reports_of
from fct.scoring.referring.purposes import (
    development_avoided_usd,
    purpose_changes,
    purpose_of,
)


def not_fct_report(store: Store, fiscal_year: int) -> dict[str, Any]:
    """Return what of a cycle leads to another program, and what was handed on.

    Returns
    -------
    dict of str to object
        ``referrals``, one a proposal with a card, or that was handed on, or that asked for
        something else before: ``ref, title, component, purpose, verdict, referral, program, name,
        said, missing, state, handed_on, purpose_changes``; ``counts`` by state and by program;
        ``development_avoided``, in dollars, of how many proposals that are FCT work.
    """
    _, cycle = store.cycles.read(fiscal_year)
    stored = store.versions.to_judge(fiscal_year, cycle.deadline)
    last = newest_by_ref(store.referrals.of_cycle(fiscal_year))
    reports = reports_of(store, cycle, stored)
    rows = []
    for one, said in zip(stored, reports, strict=True):
        versions = [] if one.version == 1 else store.versions.all(fiscal_year, one.ref)
        changes = purpose_changes(versions)
        if said["card"] is not None or one.ref in last or changes:
            rows.append(_row(one, said, last.get(one.ref)) | {"purpose_changes": changes})
    rows.sort(key=lambda row: (str(row["program"]), row["ref"]))
    counts = {
        "states": dict(Counter(row["state"] for row in rows)),
        "programs": dict(Counter(row["program"] or "none named" for row in rows)),
    }
    work = [one for one, said in zip(stored, reports, strict=True) if not is_other_work(said)]
    avoided = development_avoided_usd(work)
    total = {"usd": float(sum(avoided.values())), "proposals": len(avoided)}
    return {
        "fiscal_year": fiscal_year,
        "referrals": rows,
        "counts": counts,
        "development_avoided": total,
    }


def _row(stored: StoredProposal, said: Mapping[str, Any], made: HandedOn | None) -> dict[str, Any]:
    card = said["card"]
    return {
        "ref": stored.ref,
        "title": said["title"],
        "component": said["component"],
        "purpose": purpose_of(stored),
        "verdict": verdict_words(said),
        "referral": said["referral"],
        "program": None if card is None else card["program"],
        "name": None if card is None else card["name"],
        "said": None if card is None else answer_words(card),
        "missing": said["referral_missing"],
        "state": _state(said, made),
        "handed_on": None if made is None else handed_report(made),
    }


def _state(said: Mapping[str, Any], made: HandedOn | None) -> str:
    """Return where a referral stands."""
    if made is not None:
        return "handed on" if said["card"] is not None else "handed on, FCT work since"
    if said["card"] is None:
        return "asks for something else since"
    if not is_other_work(said):
        return "not FCT work as it stands"
    if said["card"]["program"] is None:
        return "no program"
    return "to be answered" if missing_of(said) else "to be handed on"


def handed_report(made: HandedOn) -> dict[str, Any]:
    """Return a referral as JSON values."""
    return {
        "id": made.id,
        "ref": made.ref,
        "version": made.version,
        "program": made.program,
        "office": made.office,
        "reason": made.reason,
        "purpose": made.purpose,
        "at": made.at.isoformat(timespec="seconds"),
        "by": made.actor.name,
    }
