"""A receipt in words, line by line, as every entry point shows it."""

from collections.abc import Mapping
from typing import Any

from fct.data.gate import printed_name
from fct.data.submitting.next_steps import (
    card_of_receipt,
    is_late,
    plain_status,
    receipt_moment_words,
    standing_lines,
)


def receipt_lines(receipt: Mapping[str, Any]) -> list[str]:
    """Return a receipt in words, line by line."""
    again = " (received before; this is the first receipt)" if receipt["is_repeat"] else ""
    file = printed_name(receipt["file"] or "–")
    lines = [f"{status_words(receipt)} {receipt['id']} {file}{again}{_place(receipt)}"]
    lines += card_of_receipt(receipt)
    if receipt["refusal"]:
        lines.append(f"{receipt['refusal']['code']}: {receipt['refusal']['message']}")
    else:
        lines += [f"{heading}: {', '.join(refs)}" for heading, refs in _refs(receipt).items()]
    verified = "" if receipt["actor_verified"] else " (as named, not verified)"
    return [
        *lines,
        *standing_lines(receipt),
        f"received {receipt_moment_words(receipt)}{_due(receipt)}",
        *_clock_lines(receipt),
        f"sent by {receipt['actor']}{verified}",
        f"SHA-256 of the file {receipt['sha256'] or '–'}",
        f"fiscal year {receipt['fiscal_year']}, {_read_by(receipt)}",
        receipt["next"],
    ]


def _clock_lines(receipt: Mapping[str, Any]) -> list[str]:
    """Return what is to be known of the clock: how a moment was put right, and a simulated one."""
    lines = [
        f"the receipt first said {one['was']}; put right by {one['by']} and {one['approved_by']}: "
        f"{one['reason']}"
        for one in receipt["corrections"]
    ]
    if receipt["first_timing"] != receipt["timing"]:
        lines.append(f"it first said: {receipt['first_timing']}")
    return lines + ([receipt["clock"]] if receipt["clock"] else [])


def _read_by(receipt: Mapping[str, Any]) -> str:
    return f"form version {receipt['form_version']}, rules {receipt['rules_sha256'][:12]}"


def status_words(receipt: Mapping[str, Any]) -> str:
    """Return how a submission stands, with its mark."""
    kind = "TEST " if receipt["is_test"] else ""
    return f"{kind}{status_mark(receipt)} {plain_status(receipt)}"


def _place(receipt: Mapping[str, Any]) -> str:
    """Return in which store a late file lies: it may be the wrong one."""
    if not is_late(receipt):
        return ""
    return printed_name(f", kept in the store {receipt['store']}")


def _refs(receipt: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the refs by what they are: of which version, or of a test."""
    found: dict[str, list[str]] = {}
    for ref in receipt["refs"]:
        version = receipt["versions"].get(ref)
        heading = "refs it would get" if version is None else f"version {version} of"
        found.setdefault(heading, []).append(ref)
    return found


def status_mark(receipt: Mapping[str, Any]) -> str:
    """Return the sign of a status: a tick only where nothing is to be repaired."""
    if receipt["status"] != "accepted":
        return "✗"
    has_to_repair = any(one["verdict"] != "rankable" for one in receipt["as_it_stands"])
    return "!" if has_to_repair or plain_status(receipt) != "accepted" else "✓"


def _due(receipt: Mapping[str, Any]) -> str:
    grace = receipt["grace_minutes"]
    allowed = f" and {grace} minutes of grace" if grace else ""
    later = receipt["extended_to"]
    extended = f", extended to {later}" if later else ""
    return f" (due {receipt['final_due']}{allowed}{extended})"
