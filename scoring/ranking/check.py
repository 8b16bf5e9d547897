"""The quick entry point: judge files at once, without a store, great-expectations or Prefect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from fct.data.common import (
    ExitCode,
    Note,
    RawProposal,
    RefusalError,
    UsageError,
    normalize,
    paused_collector,
)
from fct.data.program import (
    NOMINATION,
    Cycle,
    Rubric,
    Severity,
    Stage,
    load_cycle,
    packaged_cycle_texts,
    parse_cycle,
    starting_stages,
)
from fct.data.proposals import alike_key, component_of, note_alike
from fct.data.reading import SafeReading, read_path_safely, read_safely
from fct.data.sheets import BookFacts, Workbook, notes_of_facts, workbook_from_book
from fct.data.store import Settings
from fct.data.submitting import year_of_file
from fct.scoring.judging import Exceptions, Judgement, is_other_work, judge, missing_of
from fct.scoring.ranking.reports import note_report, proposal_reports

_BESIDE = (
    "The file holds beside its sheets: {what}. Nothing of it is followed or run, and its values "
    "are read as they were saved. Reviewers get the file as it is: take out what they do not need."
)
_NOMINATED = (
    "This is a nomination: the gates are checked, and whether its answers can be read. All else is "
    "judged on the full proposal."
)
_TO_REPAIR = {Severity.GATE, Severity.CRITERION, Severity.FORM}


@dataclass(frozen=True, slots=True)
class KnownCycle:
    """A cycle, where it was found, and the stages of the rules that do not block there."""

    cycle: Cycle
    found_in: str
    stages: Mapping[str, Stage] = field(default_factory=starting_stages)

    def stages_report(self) -> dict[str, Any]:
        """Return which rules do not block, and by whose word: a cycle file alone sets no stage."""
        return {
            "found_in": "store" if self.found_in == "store" else "packaged",
            "not_blocking": {rule: str(stage) for rule, stage in self.stages.items()},
        }


def find_cycle(
    workbook: Workbook, cycle_file: Path | None, *, named: int | None, settings: Settings
) -> KnownCycle:
    """Return the cycle by which a file is judged (reading 72).

    Raises
    ------
    RefusalError
        If no cycle of its fiscal year is known, or another year is named than is stamped in it.
    """
    if cycle_file is not None:
        return KnownCycle(load_cycle(cycle_file), str(cycle_file))
    from fct.data.subjects import known_cycle_text, known_cycle_years, known_stages

    packaged = packaged_cycle_texts()
    stored = known_cycle_years(settings)
    year = year_of_file(workbook, named, stored=stored, packaged=packaged)
    text = known_cycle_text(settings, year)
    if text is not None:
        return KnownCycle(parse_cycle(text, f"cycle {year}"), "store", known_stages(settings))
    return KnownCycle(parse_cycle(packaged[year], f"{year}.yaml"), "packaged")


def named_proposals(workbook: Workbook) -> list[RawProposal]:
    """Return the proposals of a file; a form without a ref is called by its file's name."""
    stem = Path(workbook.file).stem
    return [
        proposal if proposal.ref else replace(proposal, ref=stem) for proposal in workbook.proposals
    ]


def check_file(
    path: Path,
    cycle_file: Path | None,
    rubric: Rubric | None,
    settings: Settings,
    known: KnownCycle | None = None,
) -> dict[str, Any]:
    """Return the report on one file: its refusal, or its proposals with their findings.

    Parameters
    ----------
    path : Path
    cycle_file : Path, optional
    rubric : Rubric, optional
    settings : Settings
    known : KnownCycle, optional
        To judge by, whatever cycle is stamped in the file.
    """
    asked = _Asked(str(path), path.name, cycle_file, rubric, settings, known=known)
    return _checked(asked, lambda: read_path_safely(path, with_facts=True))


def check_bytes(
    name: str, content: bytes, settings: Settings, fiscal_year: int | None = None
) -> dict[str, Any]:
    """Return what :func:`check_file` does, of a file whose bytes are at hand.

    Parameters
    ----------
    name : str
    content : bytes
    settings : Settings
    fiscal_year : int, optional
        Of the cycle, for a file that is stamped with none.
    """
    asked = _Asked(name, name, None, None, settings, fiscal_year)
    return _checked(asked, lambda: read_safely(name, content, with_facts=True))


class _Asked(NamedTuple):
    """What is checked, and by what."""

    file: str
    name: str
    cycle_file: Path | None
    rubric: Rubric | None
    settings: Settings
    fiscal_year: int | None = None
    known: KnownCycle | None = None


def _checked(asked: _Asked, read: Callable[[], SafeReading]) -> dict[str, Any]:
    report: dict[str, Any] = {
        "file": asked.file,
        "sha256": None,
        "refusal": None,
        "cycle": None,
        "stages": None,
        "proposals": [],
        "notes": [],
        "form_note": None,
    }
    try:
        reading = read()
        with paused_collector():
            workbook = workbook_from_book(reading.book)
        if workbook.is_list:
            note_alike(workbook.proposals)
        # Known from here on: a file that no cycle fits is refused, and its hash still names it.
        report["sha256"] = workbook.sha256
        known = asked.known or find_cycle(
            workbook, asked.cycle_file, named=asked.fiscal_year, settings=asked.settings
        )
    except RefusalError as error:
        report["refusal"] = {"code": error.code, "message": error.message}
        return report
    exceptions = Exceptions(known.stages)
    if workbook.form == NOMINATION:
        exceptions = exceptions.of_nomination()
    judgement = judge(named_proposals(workbook), known.cycle, asked.rubric, exceptions=exceptions)
    report["cycle"] = {
        "fiscal_year": known.cycle.fiscal_year,
        "final_due": known.cycle.final_due.isoformat(),
        "found_in": known.found_in,
        "rubric_version": (asked.rubric or known.cycle.loaded_rubric).version,
    }
    report["stages"] = known.stages_report()
    report["proposals"] = proposal_reports(judgement)
    notes = [*_notes(workbook, reading), *_alike_notes(workbook, known, asked.settings)]
    report["notes"] = [note_report(note) for note in notes]
    report["form_note"] = workbook.older_form or None
    return report


def _notes(workbook: Workbook, reading: SafeReading) -> list[Note]:
    """Return what is noted of a file whatever its cycle."""
    facts = reading.facts or BookFacts([], counts_from_1904=False)
    odd = notes_of_facts(facts, workbook.proposals)
    beside = [Note(_BESIDE.format(what=what), "", "") for what in reading.notes]
    if workbook.form == NOMINATION:
        beside.append(Note(_NOMINATED, "", ""))
    return list(dict.fromkeys([*workbook.notes, *odd, *beside]))  # two readers, one thing seen


def _alike_notes(workbook: Workbook, known: KnownCycle, settings: Settings) -> list[Note]:
    """Return the note that a form without a ref looks like a proposal of the store (reading 75)."""
    # A list names its refs itself, and a file's cycle alone cannot say what a store holds.
    if workbook.is_list or workbook.proposals[0].ref or known.found_in != "store":
        return []
    (proposal,) = workbook.proposals
    key = alike_key(proposal)
    year = known.cycle.fiscal_year
    from fct.data.subjects import known_titles

    # The store's libraries take most of a second to import: they are needed where a title fits.
    if key is None or key[0] not in map(normalize, known_titles(settings, year)):
        return []
    from fct.data.subjects import alike_in_store, alike_words

    component = component_of(proposal)
    refs = alike_in_store(settings, year, known.cycle.deadline, proposal, component)
    if not refs:
        return []
    text = (
        "Title, item, vendor and component are those of {ref}, already in this cycle. When you "
        "submit this file, say whether it is a new version of {which} or a further proposal."
    ).format_map(alike_words(refs))
    return [Note(text, "", "", "title")]


def exit_code_of(reports: list[dict[str, Any]]) -> ExitCode:
    """Return the exit code of a check: a refusal outweighs findings (reading 73)."""
    if any(report["refusal"] for report in reports):
        return ExitCode.REFUSED
    to_repair = any(
        _has_to_repair(proposal) for report in reports for proposal in report["proposals"]
    )
    return ExitCode.FINDINGS if to_repair else ExitCode.NOTHING_TO_REPAIR


def _has_to_repair(proposal: Mapping[str, Any]) -> bool:
    if is_other_work(proposal):
        return missing_of(proposal) > 0
    return any(finding["severity"] in _TO_REPAIR for finding in proposal["findings"])


def judge_files(paths: list[Path], cycle: Cycle, rubric: Rubric | None) -> Judgement:
    """Judge the proposals of several files together, for ranking.

    Raises
    ------
    RefusalError
        If a file is refused: an order of merit without it would be wrong.
    UsageError
        If two files hold the same ref.
    """
    proposals: dict[str, RawProposal] = {}
    for path in paths:
        for proposal in named_proposals(workbook_from_book(read_path_safely(path).book)):
            if (earlier := proposals.get(proposal.ref)) is not None:
                raise UsageError(
                    f"The ref “{proposal.ref}” stands in {earlier.origin.file} and in {path.name}. "
                    "Leave one of the files out, or give one proposal another ref."
                )
            proposals[proposal.ref] = proposal
    return judge(list(proposals.values()), cycle, rubric)
