"""What a receipt says in words: how the submission stands, and what to do next.

The command line names options, the page what stands on it, and the inbox its folders; see
:mod:`fct.data.submitting.ways` for what refusals ask for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.data.common import in_series, plural
from fct.data.submitting.ways import EntryPoint, way_on
from fct.data.xlsx import head_of_findings

RANKABLE = "rankable"
_MOST_NOTES = 12  # of one proposal on a receipt
_NAMED = 3  # of a long list the first are named and the others counted
_WORDS = {
    "ineligible": "would be ineligible as it stands",
    "returned": "would be returned as it stands",
    "not recommended": "would not be recommended as it stands",
}
_ENTER = {
    EntryPoint.COMMAND: "Submit the file without --test to enter it.",
    EntryPoint.PAGE: "Submit the file without “Only a test” to enter it.",
    EntryPoint.INBOX: "Send the file to enter it.",
}
_WHICH = {
    EntryPoint.COMMAND: "`fct check` names each with its cell.",
    EntryPoint.PAGE: "A check of the file names each with its cell.",
    EntryPoint.INBOX: "A check of the file names each with its cell.",
}
_NEW_VERSION = {
    EntryPoint.COMMAND: "with `--replaces {ref}`",
    EntryPoint.PAGE: "as a new version of {ref}",
    EntryPoint.INBOX: "in the folder `replaces/{ref}`",
}
_REPLACES = {
    EntryPoint.COMMAND: "`--replaces {ref}`",
    EntryPoint.PAGE: "{ref}",
    EntryPoint.INBOX: "`replaces/{ref}`",
}
_QUESTION = {
    EntryPoint.COMMAND: "Send it again with {ways} if it is a new version, or with `--new` if it "
    "is a further proposal.",
    EntryPoint.PAGE: "Say above whether it is a new version of {ways} or a further proposal.",
    EntryPoint.INBOX: "Put it into the folder {ways} if it is a new version, or into the folder "
    "`new` if it is a further proposal.",
}
_TO_EDIT = {
    EntryPoint.COMMAND: "edit that form and send it again",
    EntryPoint.PAGE: "edit that form and submit it",
    EntryPoint.INBOX: "copy that form away, edit it, and put it into this folder under another "
    "name",
}
_CERTIFY = {
    EntryPoint.COMMAND: "`fct certify REF`",
    EntryPoint.PAGE: "on the page “Status”",
    EntryPoint.INBOX: "on the page “Status”",
}
_IN_CYCLE = "in cycle"
_BESIDE = {
    "nomination": "It is a nomination: it is checked for eligibility and not ranked. The full "
    "proposal comes on invitation, of which you are informed.",
    "out of cycle": "It came out of cycle: it enters no run of the cycle, and is judged by itself "
    "when the office asks for that.",
}
_AFTER = {
    EntryPoint.COMMAND: "A proposal that says it is out of cycle is taken with `--out-of-cycle`.",
    EntryPoint.PAGE: "A proposal that says it is out of cycle is taken with “Out of cycle”.",
    EntryPoint.INBOX: "A proposal that says it is out of cycle is taken in the folder "
    "`out-of-cycle`.",
}
_NOT_OPEN = "before the cycle opens"


def plain_status(receipt: Mapping[str, Any]) -> str:
    """Return the status of a receipt in words: that a late file is not judged belongs to it."""
    if not is_late(receipt):
        return str(receipt["status"])
    some = "" if len(receipt["late"]) == len(receipt["refs"]) else " in part"
    return f"{receipt['status']}, LATE: it will not be judged{some}"


def is_late(receipt: Mapping[str, Any]) -> bool:
    """Whether a file was taken that came too late for one of its proposals to be judged."""
    return not receipt["is_test"] and bool(receipt["late"])


def receipt_moment_words(receipt: Mapping[str, Any]) -> str:
    """Return when a submission came, in words, and who says so where it is not the clock."""
    stated = f" (as stated by {receipt['actor']})" if receipt["received_at_stated"] else ""
    is_early = receipt["refusal"] is not None and receipt["refusal"]["code"] == "NOT_OPEN"
    return f"{receipt['received']}{stated}, {_NOT_OPEN if is_early else receipt['timing']}"


def next_step(
    receipt: Mapping[str, Any], due: str, entry_point: EntryPoint = EntryPoint.COMMAND
) -> str:
    """Return what to do after a receipt, whose other values are given.

    Parameters
    ----------
    receipt : mapping
        As :func:`fct.data.submitting.receipts.receipt_report` makes it.
    due : str
        The cycle's deadline, grace included, in words.
    entry_point : EntryPoint, default=EntryPoint.COMMAND
        Where it is read.
    """
    if receipt["status"] == "refused":
        return _after_refusal(receipt, entry_point)
    if receipt["is_test"]:
        return f"This was a test: nothing of it is judged or published. {_ENTER[entry_point]}"
    if receipt["lane"] != _IN_CYCLE and not receipt["withdrawn"]:
        return _BESIDE[receipt["lane"]] + (" It came late." if receipt["late"] else "")
    said = [
        *_withdrawn(receipt, entry_point),
        *_replaced(receipt),
        *_late(receipt, due, entry_point),
    ]
    gone = {*receipt["withdrawn"], *receipt["replaced_by"], *receipt["late"]}
    if len(gone) < len(receipt["refs"]) or not receipt["refs"]:
        said += _standing(receipt, due, entry_point)
    return " ".join(said)


def _after_refusal(receipt: Mapping[str, Any], entry_point: EntryPoint) -> str:
    if receipt["refusal"]["code"] == "LOOKS_LIKE":
        refs = receipt["looks_like"] or ["REF"]
        ways = in_series([_REPLACES[entry_point].format(ref=ref) for ref in refs], "or")
        return _QUESTION[entry_point].format(ways=ways)
    said = ["Do what the refusal says and send the file again; nothing of it is judged."]
    said.append(way_on(receipt["refusal"]["code"], entry_point))
    if not receipt["file_kept"]:
        said.append("Nothing of the file is kept but its name, its size, its SHA-256 and the code.")
    return " ".join(filter(None, said))


def _withdrawn(receipt: Mapping[str, Any], entry_point: EntryPoint) -> list[str]:
    if not receipt["withdrawn"]:
        return []
    refs = _listed(receipt["withdrawn"])
    way = way_on("WITHDRAWN", entry_point)
    return [f"Withdrawn and not judged: {refs}. {way}"]


def _replaced(receipt: Mapping[str, Any]) -> list[str]:
    later, own = receipt["counted_versions"], receipt["versions"]
    said = [
        f"Version {own[ref]} of {ref} was replaced by version {later[ref]} ({submission})."
        for ref, submission in receipt["replaced_by"].items()
    ]
    more = len(said) - _NAMED
    return said[:_NAMED] + ([f"{more} more were replaced since."] if more > 0 else [])


def _late(receipt: Mapping[str, Any], due: str, entry_point: EntryPoint) -> list[str]:
    if receipt["in_time"]:
        return []
    late, counted = receipt["late"], receipt["counted_versions"]
    came = f"It came after the deadline, {due}"
    if not late:
        return [f"{came}, and is judged all the same."]
    which = "it is not judged"
    if len(late) < len(receipt["refs"]):
        which = f"{len(late)} of {len(receipt['refs'])} proposals are not judged: {_listed(late)}"
    judged = [ref for ref in late if counted.get(ref) is not None]
    return [
        f"{came}, so {which}. {_AFTER[entry_point]}",
        *(
            f"Version {counted[ref]} of {ref}, which came before, is judged."
            for ref in judged[:_NAMED]
        ),
    ]


def _standing(receipt: Mapping[str, Any], due: str, entry_point: EntryPoint) -> list[str]:
    year = receipt["fiscal_year"]
    bad = [one for one in receipt["as_it_stands"] if one["verdict"] != RANKABLE]
    until = "" if receipt["late"] or not receipt["in_time"] else f" until {due}"
    if not bad:
        notes = sum(len(one.get("notes", ())) for one in receipt["as_it_stands"])
        done = "Nothing to repair" if receipt["to_certify"] else "Nothing to do"
        head = head_of_findings(0, notes) if notes else done
        step = f"{head}: it is judged for fiscal year {year}."
        step += _to_certify(receipt, due, entry_point)
        if entry_point is EntryPoint.COMMAND:
            step += " `fct check` lists what could be stronger, if anything."
        if until:
            step += f" Until {due} {_how_to_replace(receipt, entry_point)}."
        return [step]
    said = [_repairs_line(one) for one in bad[:_NAMED]]
    if len(bad) > _NAMED:
        said.append(f"So would {len(bad) - _NAMED} more not be ranked; a check lists why.")
    if any(one["to_repair"] for one in bad):
        said.append(_WHICH[entry_point])
    if not until or not any(one["to_repair"] for one in bad):
        return said
    if len(receipt["refs"]) == 1:
        said.append(f"Send the repaired file{until}; {_by_ref(bad[0]['ref'], entry_point)}.")
    else:
        said.append(f"Send the repaired list again, with the same refs,{until}.")
    return said


def _to_certify(receipt: Mapping[str, Any], due: str, entry_point: EntryPoint) -> str:
    """Return that the component must still stand behind what was sent, if it must."""
    waiting = [ref for ref in receipt["to_certify"] if ref not in receipt["replaced_by"]]
    if not waiting:
        return ""
    return (
        f" A certifier of the component must certify {_listed(waiting)} by {due} "
        f"({_CERTIFY[entry_point]}): what is not certified is not ranked, and a certification of "
        "an earlier version does not count."
    )


def _how_to_replace(receipt: Mapping[str, Any], entry_point: EntryPoint) -> str:
    if len(receipt["refs"]) == 1:
        return f"a changed file replaces it; {_by_ref(receipt['refs'][0], entry_point)}"
    return "a changed list with the same refs replaces it"


def _by_ref(ref: str, entry_point: EntryPoint) -> str:
    """Return how a file is known as a new version: by the ref that it holds, else as it is sent."""
    how = _NEW_VERSION[entry_point].format(ref=ref)
    return f"one that does not hold the ref {ref} is sent {how}"


def how_to_change(receipt: Mapping[str, Any], entry_point: EntryPoint) -> str:
    """Return what to do with the form to edit of a receipt; nothing where no change is judged."""
    if receipt["late"]:
        return ""
    until = " before the deadline" if receipt["in_time"] else ""
    return f" To change the proposal{until}, {_TO_EDIT[entry_point]}."


def _listed(refs: Sequence[str]) -> str:
    more = f" and {len(refs) - _NAMED} more" if len(refs) > _NAMED else ""
    return ", ".join(refs[:_NAMED]) + more


def _repairs_line(one: Mapping[str, Any]) -> str:
    count = one["to_repair"]
    if one.get("is_other_work"):
        return f"{one['ref']} is not FCT work. {_to_answer(count)}"
    return f"{one['ref']} {_WORDS[one['verdict']]}: {plural(count, 'answer')} to repair."


def _to_answer(count: int) -> str:
    if not count:
        return "All questions of that program are answered, so nothing is to repair."
    which = "1 question of that program is" if count == 1 else f"{count} questions of it are"
    return f"{which} not answered."


def card_of_receipt(receipt: Mapping[str, Any]) -> list[str]:
    """Return the card with which a receipt opens, a line each: that of a lone proposal, or none."""
    if len(receipt["as_it_stands"]) != 1:
        return []
    return [
        text if name == "Answer" else f"{name}: {text}"
        for name, text in receipt["as_it_stands"][0].get("card", ())
    ]


def standing_lines(receipt: Mapping[str, Any]) -> list[str]:
    """Return what is to repair and to read of each proposal of a receipt, a line each.

    Where nothing is to repair or to read of any, nothing is said.
    """
    lines = []
    for one in receipt["as_it_stands"]:
        notes = one.get("notes", [])
        if not notes:
            continue
        lines.append(f"{one['ref']}: {head_of_findings(one['to_repair'], len(notes))}")
        lines += [_note_line(note) for note in notes[:_MOST_NOTES]]
        if len(notes) > _MOST_NOTES:
            lines.append(f"and {len(notes) - _MOST_NOTES} more, which a check of the file lists")
    return lines


def _note_line(note: Mapping[str, Any]) -> str:
    place = f"{note['sheet'] or ''} {note['cell'] or ''}".strip()
    return f"{place}: {note['text']}" if place else str(note["text"])
