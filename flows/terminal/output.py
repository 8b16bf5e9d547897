"""What the command line prints: JSON for programs, tables and short sentences for people."""

import json
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from fct.data.common import DeniedError, FctError, NotNowError, RefusalError, visible_text
from fct.flows.terminal.answering import in_cycle_time, local_moment, with_provenance
from fct.flows.terminal.streams import ShownConsole, beneath

_WIDTH_OF_A_FILE = 140
_BEYOND_ASCII = re.compile(r"[^\n -~]")
_UTC_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_COUNTS = ("proposals", "rankable", "not recommended", "returned", "ineligible", "late")


def ordered_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts of a run in the order in which they are shown; the store sorts them."""
    return {name: counts[name] for name in _COUNTS}


def console() -> Console:
    """Return a console as wide as its reader, or wide enough for a table in a file."""
    out = beneath(sys.stdout)
    return ShownConsole(file=out, highlight=False, width=None if out.isatty() else _WIDTH_OF_A_FILE)


def print_json(value: Any) -> None:
    """Print an answer as JSON; signs that cannot be seen stand as JSON's own escapes.

    An object says where it comes from, see :mod:`fct.flows.terminal.answering`; a list cannot.
    """
    print_no(with_provenance(value) if isinstance(value, Mapping) else value)


def print_no(value: Any) -> None:
    """Print as JSON without saying where it comes from: why something was denied, or a row.

    What is hidden and what is not there are denied in the same bytes, so nothing may stand beside.
    """
    text = in_cycle_time(json.dumps(value, ensure_ascii=False, indent=1))
    beneath(sys.stdout).write(_BEYOND_ASCII.sub(_json_sign, text) + "\n")


def print_report(report: Any, words: str | Callable[[Any], None], *, as_json: bool) -> None:
    """Print a report as JSON where programs read, else in words: a sentence, or printed by one."""
    if as_json:
        print_json(report)
    elif isinstance(words, str):
        typer.echo(words)
    else:
        words(report)


def print_row(row: Mapping[str, Any], sentence: str, *, as_json: bool) -> None:
    """Print what a command wrote as its list prints it, with nothing beside; else a sentence."""
    if as_json:
        print_no(row)
    else:
        typer.echo(sentence)


def print_listed(
    rows: Mapping[str, Sequence[Any]],
    shown_by: Sequence[str] | Callable[[Any], None],
    none: str,
    *,
    as_json: bool,
) -> None:
    """Print rows under their name as JSON; else by columns or by what prints them, or say none."""
    (listed,) = rows.values()
    printed = shown_by if callable(shown_by) else partial(print_lines, shown_by)
    print_report(rows if as_json else listed, printed if listed else none, as_json=as_json)


def _json_sign(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if visible_text(found[0]) != found[0] else found[0]


def shown(value: object) -> Text:
    """Return a stranger's text as a cell of a table."""
    # As text of its own kind, in which brackets are no markup.
    return Text(visible_text(str(value)))


class NotTaken(NamedTuple):
    """A file that was not taken.

    Attributes
    ----------
    number : int
        Which of the files it was, from 1.
    name : str
    error : FctError
    """

    number: int
    name: str
    error: FctError

    @property
    def code(self) -> str | None:
        """That of the refusal or denial, where it is one."""
        if isinstance(self.error, RefusalError | NotNowError | DeniedError):
            return self.error.code
        return None

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values; the name of a classified file may be classified too."""
        name = None if self.code == "CLASSIFIED" else self.name
        return {"file": name, "code": self.code, "error": str(self.error)}


def say_not_taken(problems: Iterable[NotTaken], *, of: int) -> None:
    """Print what was not taken of some files; a classified one is named by its place alone."""
    for problem in problems:
        is_unnamed = problem.code == "CLASSIFIED" and of > 1
        say_problem(problem.error, f"file {problem.number} of {of}: " if is_unnamed else "")


def say_problem(error: FctError, which: str = "") -> None:
    """Print what a person can fix to standard error, with its code where it has one."""
    code = f"{error.code}: " if isinstance(error, RefusalError | NotNowError | DeniedError) else ""
    said = str(error)
    if isinstance(error, RefusalError):
        from fct.data.submitting import EntryPoint, refusal_words

        said = refusal_words(error.code, error.message, EntryPoint.COMMAND)
    if changed := getattr(error, "more", {}).get("changed"):  # since the version that was read
        said += f" What changed: {', '.join(changed)}."
    beneath(sys.stderr).write(visible_text(f"fct: {which}{code}{said}\n"))


def say_note(note: str) -> None:
    """Print what every command says of the store to standard error, where no program reads."""
    beneath(sys.stderr).write(visible_text(f"fct: {note}\n"))


def print_head(head: Iterable[str]) -> None:
    """Print what stands at the head of everything that shows a run."""
    for sentence in head:
        console().print(Text(sentence, "bold yellow"))


def with_head(head: Sequence[str], report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report with the head of its run as ``head``, where there is anything to say."""
    return {**({"head": list(head)} if head else {}), **report}


def print_of_run(
    head: Sequence[str],
    report: Mapping[str, Any],
    printed: Callable[[Any], None],
    *,
    as_json: bool,
) -> None:
    """Print a report on a run, as JSON or by ``printed``, under its head."""
    if not as_json:
        print_head(head)
    print_report(with_head(head, report) if as_json else report, printed, as_json=as_json)


def plain_table(headings: Iterable[str], numbers: Collection[str] = ()) -> Table:
    """Return an empty table with these headings and no lines, its numbers on the right."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        side: Literal["left", "right"] = "right" if heading in numbers else "left"
        table.add_column(shown(heading), justify=side, overflow="fold")
    return table


def print_lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as a table of the named columns."""
    table = plain_table(column.replace("_", " ") for column in columns)
    for row in rows:
        table.add_row(*(shown(_plain(row.get(column))) for column in columns))
    console().print(table)


def _plain(value: Any) -> str:
    match value:
        case None | () | []:
            said = "–"
        case bool():
            said = "yes" if value else "no"
        case float():
            said = f"{value:,.2f}"
        case list() | tuple():
            said = ", ".join(map(_plain, value))
        case Mapping():
            said = "; ".join(f"{name}: {_plain(one)}" for name, one in value.items())
        case _:
            said = str(value)
    return local_moment(said) if _UTC_MOMENT.fullmatch(said) else said


def waiver_line(waiver: Mapping[str, Any]) -> str:
    """Return a waiver that counted in a run, as it is printed beside the score."""
    return (
        f"[yellow]waived[/] {escape(waiver['ref'])}: rule {waiver['rule']} {waiver['outcome']}, "
        f"waived by {waiver['id']} until {waiver['expires']}, approved by "
        f"{escape(waiver['approved_by'])}: “{escape(waiver['approval_reason'])}”"
    )


def _mark_words(row: Mapping[str, Any]) -> str:
    """Return a mark, and whether the proposal claims in vain to be continuing (reading 56)."""
    return f"{row['mark']} (continuing, unconfirmed)" if row["unconfirmed"] else str(row["mark"])


def print_rank(report: Mapping[str, Any]) -> None:
    """Print the order of merit with its funding line."""
    out = console()
    print_head(report.get("head", ()))
    if not report["order"]:
        out.print("No proposal is rankable.")
    headings = ("rank", "ref", "title", "tier", "merit", "maturity", "request ($K)", "mark")
    table = plain_table(headings, {"rank", "tier", "merit", "maturity"})
    for row in report["order"]:
        request = ", ".join(f"{year}: {kusd:,.1f}" for year, kusd in row["request_kusd"].items())
        tied = " (tie)" if row["tied_with"] else ""
        table.add_row(
            f"{row['rank']}{tied}",
            shown(row["ref"]),
            shown(row["title"] or ""),
            str(row["tier"]),
            f"{row['merit']:.2f}",
            f"{row['maturity']:.2f}",
            request,
            _mark_words(row) if report["budgets"] else "–",
        )
    out.print(table)
    for row in report["order"]:
        for waiver in row["waivers"]:
            out.print(waiver_line(waiver))
    if others := len(report.get("not_ranked", ())):
        out.print(f"not ranked: {others}; `fct show` lists their verdicts, `fct why REF` says why")
    _print_money(report)


_MONEY = {"held": "held back"}


def _print_money(report: Mapping[str, Any]) -> None:
    out = console()
    if report["budgets"]:
        for name in ("budgets", "promised", "held", "left"):
            if name in report:
                money = ", ".join(f"{year}: {kusd:,.1f}" for year, kusd in report[name].items())
                out.print(f"{_MONEY.get(name, name)} ($K): {money or 'none'}")
        for sentence in (*report["no_effect"], *report["warnings"]):
            out.print(escape(sentence))
        if "left_out" in report:
            out.print(escape(report["left_out"]["said"]))
            return
        none = escape(report.get("no_best_set", "none"))
        out.print(f"best set under the same budgets: {', '.join(report['best_set']) or none}")
    else:
        out.print("This cycle has no budget yet: no funding line can be drawn.")


def print_panel_rank(report: Mapping[str, Any]) -> None:
    """Print the order by panel, with the machine's rank, mark and sureness beside each."""
    out = console()
    print_head(report.get("head", ()))
    if not report["order"]:
        out.print("No proposal is rankable.")
    headings = ("rank", "official", "ref", "tier", "merit", "by", "mark", "official", "how sure")
    table = plain_table(headings, {"rank", "tier", "merit"})
    for row in report["order"]:
        merit = row["merit"] if row["panel_merit"] is None else row["panel_merit"]
        sure = " / ".join(row[name] or "–" for name in ("confidence", "confidence_official"))
        table.add_row(
            str(row["rank"]),
            str(row["rank_official"]),
            shown(row["ref"]),
            str(row["tier"]),
            f"{merit:.2f}",
            row["by"],
            _mark_words(row) if report["budgets"] else "–",
            row["mark_official"] if report["budgets"] else "–",
            sure,
        )
    out.print(table)
    _print_money(report)
    changed = [one["ref"] for one in report["differs"] if one["mark"] != one["mark_official"]]
    others = ", ".join(changed) or "none"
    out.print(f"marked differently than by the machine: {others}", markup=False)
