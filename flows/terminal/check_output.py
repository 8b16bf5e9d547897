"""How the report on a checked file is printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fct.data.submitting import EntryPoint, refusal_words
from fct.data.xlsx import Kind, Mark, head_of_findings, sentence_of
from fct.flows.terminal.output import console, shown
from fct.scoring import judging
from fct.scoring.judging import repairs_of, verdict_words

_MARKS = {
    "met": "[green]✓ met[/]",
    "weak": "[yellow]~ weak[/]",
    "not shown": "[yellow]? not shown[/]",
    "not met": "[red]✗ not met[/]",
    "rankable": "[green]rankable[/]",
    "returned": "[yellow]returned for repair[/]",
    "not recommended": "[red]not recommended[/]",
    "ineligible": "[red]ineligible[/]",
    "not FCT work": "[yellow]not FCT work[/]",
}
_MARK_WIDTH = 10  # of a criterion's verdict, with a margin
_MOST_PRINTED = 200  # proposals of one file: a season; nobody reads more on a screen
_MOST_REPAIRS = 12  # below a receipt
_CODE_WIDTH = 4  # of a rule's id, with a margin
ASKED = "Questions of that program which the form does not answer"
_HEADINGS = {
    "gate": "Gates: whether this is FCT work",
    "form": "Form: repair these, and the proposal can be judged",
    "criterion": "Criteria: not met, or not shown",
    "weakness": "Weaknesses: they lower the strength, nothing else",
    "note": "Notes: nothing to do",
}


def print_check(report: Mapping[str, Any]) -> None:
    """Print the report on one file."""
    out = console()
    if (refused := report["refusal"]) is not None:
        said = refusal_words(refused["code"], refused["message"], EntryPoint.COMMAND)
        out.print(f"[red]✗ refused[/] ({refused['code']}) {escape(said)}")
        return
    cycle = report["cycle"]
    out.print(
        f"[bold]{escape(report['file'])}[/]  judged for fiscal year {cycle['fiscal_year']} "
        f"as of {cycle['final_due']} ({escape(cycle['found_in'])})"
    )
    if report.get("form_note"):
        out.print(f"  {escape(report['form_note'])}")
    not_blocking = [
        f"{rule} at {stage}" for rule, stage in report["stages"]["not_blocking"].items()
    ]
    if not_blocking:
        out.print(
            f"  rules that do not block a proposal ({report['stages']['found_in']}): "
            f"{', '.join(not_blocking)}"
        )
    is_lone = len(report["proposals"]) == 1
    if not is_lone:
        print_notes(out, report["notes"])
    for proposal in report["proposals"][:_MOST_PRINTED]:
        notes = [*(report["notes"] if is_lone else ()), *judging.notes_read(proposal)]
        _print_proposal(out, proposal, notes)
    if (more := len(report["proposals"]) - _MOST_PRINTED) > 0:
        out.print(
            f"\nChecked and not shown here: {more:,} of {len(report['proposals']):,} proposals; "
            "`--list findings.xlsx` and `--json` show all."
        )


def print_repairs(report: Mapping[str, Any]) -> None:
    """Print what is to repair in a file that was submitted, each with its cell."""
    marks = [mark for mark in judging.marks_of(report["proposals"]) if mark.kind is Kind.REPAIR]
    more = len(marks) - _MOST_REPAIRS
    _print_findings(console(), "To repair", marks[:_MOST_REPAIRS])
    if more > 0:
        console().print(f"  And {more:,} more, which `fct check` names.")


def print_notes(out: Console, notes: Sequence[Mapping[str, Any]]) -> None:
    """Print the notes of the reader, each with its place."""
    for note in notes:
        place = f"{note['sheet'] or ''} {note['cell'] or ''}".strip()
        out.print(f"  note: {escape(f'{place}: ' if place else '')}{escape(note['text'])}")


def _print_proposal(
    out: Console, proposal: Mapping[str, Any], notes: Sequence[Mapping[str, Any]]
) -> None:
    title = f" {escape(proposal['title'])}" if proposal["title"] else ""
    out.print(f"\n[bold]{escape(proposal['ref'])}[/]{title}: {_MARKS[verdict_words(proposal)]}")
    print_card(out, proposal)
    out.print(f"  [bold]{head_of_findings(repairs_of(proposal), len(notes))}[/]")
    print_notes(out, notes)
    marks = judging.marks_of([proposal])
    if judging.is_other_work(proposal):
        _print_findings(out, ASKED, marks)
        return
    _print_figures(out, proposal)
    for severity, heading in _HEADINGS.items():
        _print_findings(out, heading, [mark for mark in marks if mark.severity == severity])


def print_card(out: Console, proposal: Mapping[str, Any]) -> None:
    """Print what is said of another program, above all else."""
    lines = judging.card_lines(proposal)
    if not lines:
        return
    (_, answer), *others = lines
    out.print(f"  [bold]{escape(answer)}[/]")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, text in others:
        table.add_row(f" {name}", shown(text))
    out.print(table)


def _print_figures(out: Console, proposal: Mapping[str, Any]) -> None:
    for criterion, verdict in proposal["criteria"].items():
        out.print(f"  {_MARKS[verdict]}{' ' * (_MARK_WIDTH - len(verdict))} {criterion}")
    low, high = proposal["maturity"]["low"], proposal["maturity"]["high"]
    span = f"{low:.1f}" if low == high else f"{low:.1f} to {high:.1f} (answers are missing)"
    out.print(
        f"  tier {proposal['tier'] or 'not known'}, maturity {span}, "
        f"strength {proposal['strength']:.1f}, merit {proposal['merit']:.1f}"
    )


def _print_findings(out: Console, heading: str, marks: Sequence[Mark]) -> None:
    if not marks:
        return
    out.print(f"  [bold]{heading}[/]")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    for width in (_CODE_WIDTH, _CODE_WIDTH, 20):
        table.add_column(max_width=width, no_wrap=width == _CODE_WIDTH)
    table.add_column()
    for mark in marks:
        words = f"{sentence_of(mark)} {mark.other_rules}".rstrip()
        table.add_row("", mark.rule, shown(mark.where), shown(words))
    out.print(table)
