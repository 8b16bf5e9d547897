"""A sponsor's note beside a finding that needs no repair: shown to reviewers, counted by nobody."""

from typing import Any

from fct.data.common import NotNowError, UsageError, in_series, utc_now
from fct.data.people import Action
from fct.data.subjects import Store
from fct.data.tables import SponsorNote

_NOTED = ("weakness", "note")  # severities of findings that ask for no repair


def note_finding(store: Store, fiscal_year: int, ref: str, rule: str, text: str) -> SponsorNote:
    """Keep what a sponsor says beside a weakness or a note of the version that is judged.

    Raises
    ------
    DeniedError
        If the person is no sponsor of the component.
    NotNowError
        ``CLOSED``, after the deadline.
    UsageError
        If the rule has no such finding, or the text is blank or too long.
    """
    from fct.scoring.judging import judge, stored_exceptions  # to show a note nothing is judged
    from fct.scoring.ranking.reports import proposal_reports

    store.ask(Action.PROPOSAL_SUBMIT, ref)
    _, cycle = store.cycles.read(fiscal_year)
    if utc_now() > store.extensions.of_proposal(cycle, ref):
        raise NotNowError(
            "CLOSED",
            f"The deadline of fiscal year {fiscal_year} has passed, so nothing is added to {ref}; "
            "what the office wants to know it asks.",
        )
    stored = store.versions.get(fiscal_year, ref)
    exceptions = stored_exceptions(store, cycle, {ref: stored.version})
    (said,) = proposal_reports(judge([stored.proposal], cycle, exceptions=exceptions))
    noted = {one["rule"] for one in said["findings"] if one["severity"] in _NOTED}
    if rule not in noted:
        known = in_series(sorted(noted)) if noted else "no rule"
        raise UsageError(
            f"{ref} has no weakness and no note of rule {rule}, beside which something can be "
            f"said; it has such findings of {known}. What blocks it is repaired instead."
        )
    return store.sponsor_notes.add(fiscal_year, ref, stored.version, rule, text)


def sponsor_note_report(note: SponsorNote) -> dict[str, Any]:
    """Return a note of a sponsor as JSON values."""
    return {
        "ref": note.ref,
        "fiscal_year": note.fiscal_year,
        "version": note.version,
        "rule": note.rule,
        "text": note.text,
        "by": note.actor.name,
        "at": note.at.isoformat(timespec="seconds"),
    }
