"""One page a proposal in a meeting paper: what its points rest on, what was found and decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.data.common import squeeze
from fct.data.papers import Column, Section, Sheet
from fct.data.program import country_name
from fct.scoring.deciding.meeting_sections import MeetingSource
from fct.scoring.deciding.package_sections import money_words
from fct.scoring.deciding.released import answer_of
from fct.scoring.deciding.slate_reports import decision_report
from fct.scoring.defending import parts_of

_ANSWERS = 3  # of a part; a criterion reads many more, and its findings name those that matter
_LONGEST = 90  # characters of an answer


def meeting_pages(source: MeetingSource) -> list[Sheet]:
    """Return the page of each proposal that is shown, in order of merit."""
    return [_page(source, row) for row in source.rows]


def _page(source: MeetingSource, row: Mapping[str, Any]) -> Sheet:
    ref = row["ref"]
    where = [f"Rank {row['rank']} of {len(source.package.order.ranks)}"]
    if source.has_budget:
        where.append(str(row["mark"]))
    if why := source.why_not(row):
        where.append(why)
    return Sheet(
        title=f"{row['rank']}  {ref}  {row['title'] or 'No title'}",
        said=", ".join(where),
        facts=_facts(source, row),
        sections=[_parts(source, ref), _findings(source, ref)],
    )


def _facts(source: MeetingSource, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    ref, order = row["ref"], source.package.order
    proposal, score = order.proposals[ref], source.scores[row["ref"]]
    low, high = float(score["maturity_low"]), float(score["maturity_high"])
    known = source.sure.get(ref)
    said = decision_report(source.package.standing, ref)
    answers = {name: answer_of(proposal, name) for name in ("item_name", "vendor", "country")}
    facts = [
        ("Component", row["component"]),
        ("Type", row["project_type"]),
        ("Item", answers["item_name"]),
        ("Vendor", answers["vendor"]),
        ("Country", answers["country"] and country_name(answers["country"])),
        ("Request", money_words(row["request_kusd"])),
        ("Tier", row["tier"]),
        ("Merit", f"{row['merit']:.2f}"),
        ("Maturity", f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"),
        ("Strength", f"{float(score['strength']):.2f}"),
        ("Funded in samples", source.sureness(ref)),
        ("Ranks in 9 of 10", "" if known is None else f"{known.rank_from} to {known.rank_to}"),
        ("Tied with", ", ".join(row["tied_with"])),
        ("Advice", said["advice"]),
        ("Decided", " ".join(filter(None, [said["outcome"] or "undecided", said["reason"]]))),
    ]
    return [(label, squeeze(str(words))) for label, words in facts if words not in {None, ""}]


def _parts(source: MeetingSource, ref: str) -> Section:
    columns = (
        Column("Part of merit", 4.4),
        Column("Verdict", 2.2),
        Column("Points", 1.6, is_right=True),
        Column("Of", 1.5, is_right=True),
        Column("What it rests on"),
    )
    criteria = source.scores[ref]["criteria"]
    rows = [
        (
            _part_words(one.part),
            criteria[one.part]["verdict"] if one.part in criteria else "",
            one.points,
            one.most,
            "; ".join(
                f"{_short(answer.written)} ({answer.where})" for answer in one.evidence[:_ANSWERS]
            ),
        )
        for one in parts_of(source.package.order, ref)
    ]
    return Section("How the merit came about", "", columns, rows)


def _short(written: str) -> str:
    """Return an answer on one line; of a long one the beginning, which says that it goes on."""
    line = squeeze(written) or "blank"
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _part_words(part: str) -> str:
    words = part.replace("_", " ")
    return words.upper() if part in {"trl", "mrl"} else words.capitalize()


def _findings(source: MeetingSource, ref: str) -> Section:
    columns: Sequence[Column] = (
        Column("Rule", 1.4),
        Column("Outcome", 2.2),
        Column("Where", 4),
        Column("Finding"),
    )
    rows = [
        (
            one["rule"],
            one["outcome"] if isinstance(one["outcome"], str) else _OUTCOMES[int(one["outcome"])],
            f"{one['sheet'] or ''} {one['cell'] or ''}".strip(),
            one["message"],
        )
        for one in source.findings.get(ref, ())
    ]
    said = "" if rows else "Nothing was found: every rule holds."
    return Section("Findings", said, columns, rows)


_OUTCOMES = {1: "holds", 0: "unknown", -1: "fails"}
