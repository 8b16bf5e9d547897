"""How the proposals of a submission stand: what the next run would say of each as it is now."""

from collections.abc import Mapping
from typing import Any

from fct.data.common import Note, RawProposal
from fct.data.program import Cycle, load_form
from fct.data.referrals import handed_words, newest_by_ref
from fct.data.sheets import BookFacts, notes_of_facts, older_form_note
from fct.data.subjects import Store, Submission
from fct.data.submitting import EntryPoint, stored_receipt
from fct.data.tables import HandedOn, Lane
from fct.scoring.judging import (
    card_lines,
    is_other_work,
    judge,
    notes_read,
    repairs_of,
    stored_exceptions,
)
from fct.scoring.ranking.reports import note_report, proposal_reports


def receipt_with_standing(
    store: Store, submission: Submission, cycle: Cycle, entry_point: EntryPoint = EntryPoint.COMMAND
) -> dict[str, Any]:
    """Return the receipt of a submission, with how its proposals stand, for every entry point."""
    standings = standings_of(store, submission, cycle)
    return stored_receipt(store, submission, cycle, standings, entry_point)


def standings_of(store: Store, submission: Submission, cycle: Cycle) -> list[dict[str, Any]]:
    """Return ref, verdict, number of answers to repair and notes of a submission's proposals.

    Beside them stands the card of another program, where there is one, in lines, and whether it is
    other work.

    Left out are those that the next run will not judge: withdrawn, replaced or late, and those of
    a test.

    Parameters
    ----------
    store : Store
    submission : Submission
    cycle : Cycle
        That of the submission's fiscal year.
    """
    counted = {
        held.ref
        for held in store.submissions.held_versions(submission.id, cycle.deadline)
        if held.version == held.counted_version
    }
    refs = counted - store.standings.withdrawn(submission.fiscal_year)
    stored = [
        one
        for one in store.versions.of_submission(submission.fiscal_year, submission.id)
        if one.ref in refs
    ]
    if not stored:
        return []
    versions = {one.ref: one.version for one in stored}
    exceptions = stored_exceptions(store, cycle, versions)
    if submission.lane is Lane.NOMINATION:
        exceptions = exceptions.of_nomination()
    judgement = judge([one.proposal for one in stored], cycle, exceptions=exceptions)
    handed = newest_by_ref(store.referrals.of_cycle(submission.fiscal_year))
    return [
        {
            "ref": said["ref"],
            "verdict": said["verdict"],
            "to_repair": repairs_of(said),
            "notes": [*notes_read(said), *_odd_notes(one.proposal)],
            **_other_program(said, handed.get(one.ref)),
        }
        for one, said in zip(stored, proposal_reports(judgement), strict=True)
    ]


def _other_program(said: Mapping[str, Any], made: HandedOn | None) -> dict[str, Any]:
    """Return the card of a proposal, with whether it was handed on as its last line."""
    lines = card_lines(said)
    if made is not None:
        lines.append(("Referral", handed_words(made)))
    if not lines:
        return {}
    return {"is_other_work": is_other_work(said), "card": [list(line) for line in lines]}


def standing_of(store: Store, cycle: Cycle, ref: str) -> dict[str, Any] | None:
    """Return what the next run would say of a proposal as it is now; None where none judges it.

    Parameters
    ----------
    store : Store
    cycle : Cycle
    ref : str

    Returns
    -------
    dict of str to object or None
        As :func:`fct.scoring.ranking.reports.proposal_reports` gives it.
    """
    year = cycle.fiscal_year
    counted = store.versions.ids_to_judge(year, cycle.deadline).get(ref)
    if counted is None:
        return None
    stored = next(one for one in store.versions.all(year, ref) if one.id == counted)
    exceptions = stored_exceptions(store, cycle, {ref: stored.version})
    (said,) = proposal_reports(judge([stored.proposal], cycle, exceptions=exceptions))
    return said | {"notes": [*said["notes"], *_odd_notes(stored.proposal)]}


def _odd_notes(proposal: RawProposal) -> list[dict[str, str | None]]:
    """Return what its answers alone show, and an older form; the rest stands in the file."""
    nothing = BookFacts([], counts_from_1904=False)
    notes = notes_of_facts(nothing, [proposal])
    if older := older_form_note(load_form(), proposal.origin.older_form):
        notes.append(Note(older, "", ""))
    return [note_report(note) for note in notes]
