"""Commands on decisions: decide one proposal, and take a cycle's slate to its publication."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from fct.data import decisions
from fct.data.common import UsageError, plural
from fct.flows import terminal
from fct.flows.terminal import FiscalYear, Json, opened_store, print_report
from fct.scoring import deciding

if TYPE_CHECKING:
    from fct.data.subjects import Store
    from fct.scoring.deciding import Choice

SlateId = Annotated[
    str | None, typer.Option("--slate", metavar="ID", help="As FY2027-2; else the cycle's.")
]
Act = Callable[["Store", int, str | None], dict[str, Any]]


class SlateGroup(TyperGroup):
    """A group that shows the slate where no command of it is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``show`` before what is no command."""
        # `fct slate REF` shows one proposal: what is no command is taken for its ref.
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["show", *args]
        return super().parse_args(ctx, args)


slate_commands = typer.Typer(
    cls=SlateGroup,
    help="The slate of a cycle: show it, take it through its steps, publish it. Without a command "
    "it is shown, with a REF that proposal alone.",
)


def decide(
    ref: Annotated[str, typer.Argument(help="A proposal of the published run.")],
    outcome: Annotated[
        str, typer.Argument(help="fund, 'fund in part', reserve, return or 'not selected'.")
    ],
    kusd: Annotated[
        list[str] | None,
        typer.Option(metavar="YEAR=AMOUNT", help="In part: $K of a fiscal year; repeat it."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, in a sentence of 20 characters or more.")] = "",
    condition: Annotated[
        list[str] | None, typer.Option(help="What the project has to meet; repeat it.")
    ] = None,
    if_version: Annotated[
        int | None, typer.Option(min=0, help="The version that you saw; 0 for none.")
    ] = None,
    slate: SlateId = None,
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Decide one proposal; a further version needs the number of the one before."""
    amounts, chosen = decisions.read_kusd(kusd or []), decisions.read_outcome(outcome)
    with opened_store() as store:
        year = None if slate is None else store.slates.year_of(slate)
        year, known = terminal.known_ref(store, ref, fiscal_year or year)
        choice = deciding.Choice(
            ref=known,
            outcome=chosen,
            kusd=amounts,
            reason=reason,
            conditions=tuple(condition or ()),
            if_version=if_version,
        )
        report = deciding.decide(store, year, choice, slate)
        words = "" if as_json else _decided_words(report) + _to_submit_again(store, year, slate)
    print_report(report, words, as_json=as_json)


def _decided_words(report: Mapping[str, Any]) -> str:
    kinds = f" Exception: {', '.join(report['exception'])}." if report["exception"] else ""
    money = _amounts(report["kusd"])
    given = f" with {money} ($K)" if money else ""
    return f"{report['ref']}: {report['outcome']}{given}, version {report['version']}.{kinds}"


def _to_submit_again(store: "Store", fiscal_year: int, slate: str | None) -> str:
    """Return that a slate which took steps already is a draft: a decision undoes them."""
    standing = deciding.standing_of(store, fiscal_year, slate)
    if standing.state is not decisions.SlateState.DRAFT or not standing.kept.steps:
        return ""
    return " The slate is a draft; submit it again (`fct slate submit`) once it is decided."


@slate_commands.command(hidden=True)
def show(
    ref: Annotated[str | None, typer.Argument(help="One proposal; without it all of them.")] = None,
    slate: SlateId = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Show the slate: decisions, money by year, exceptions, agreement, what is undecided."""
    with opened_store() as store:
        report = deciding.slate_shown(store, _year(store, slate, fiscal_year), slate, ref)
    print_report(report, print_slate, as_json=as_json)


@slate_commands.command()
def preview(
    sets: Annotated[
        list[str],
        typer.Option("--set", metavar="REF=OUTCOME", help="What would be decided; repeat it."),
    ],
    slate: SlateId = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Say what many decisions at once would do to money and exceptions; nothing is done."""
    choices = _choices(sets)
    with opened_store() as store:
        report = deciding.preview(store, _year(store, slate, fiscal_year), choices, slate)
    print_report(report, _print_preview, as_json=as_json)


def _choices(sets: Sequence[str]) -> "list[Choice]":
    chosen: dict[str, deciding.Choice] = {}
    for text in sets:
        # From the right, as a ref may hold the sign and an outcome does not.
        ref, sign, outcome = text.rpartition("=")
        if not sign or not ref.strip():
            raise UsageError(
                f"--set {text!r} does not say which proposal gets which outcome; write "
                "--set REF=OUTCOME, as in --set FY27-ARMY-02=reserve."
            )
        if (name := ref.strip()) in chosen:
            raise UsageError(f"--set names {name} twice; write one outcome for each proposal.")
        chosen[name] = deciding.Choice(ref=name, outcome=decisions.read_outcome(outcome))
        # Before the store is opened: all that is wrong with the words themselves.
        chosen[name].refuse_form()
    return list(chosen.values())


@slate_commands.command()
def advise(slate: SlateId = None, fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Give every undecided proposal the advice of the machine, each as a first version."""
    report = _acted(deciding.advise, slate, fiscal_year)
    others = report["waits_for_another"]
    more = f" Another person decides {', '.join(others)}." if others else ""
    advised = len(report["advised"])
    have = "has its" if advised == 1 else "have their"
    sentence = f"{plural(advised, 'proposal')} {have} advice.{more}"
    print_report(report, sentence, as_json=as_json)


@slate_commands.command()
def submit(slate: SlateId = None, fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Take the first step of approval: every proposal is decided."""
    report = _acted(deciding.submit, slate, fiscal_year)
    print_report(report, _state_words(report), as_json=as_json)


@slate_commands.command()
def approve(slate: SlateId = None, fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Take the next step of approval, for the decisions on which you may act."""
    report = _acted(deciding.approve, slate, fiscal_year)
    others = report["waits_for_another"]
    more = f" Another person approves {', '.join(others)}." if others else ""
    print_report(report, _state_words(report) + more, as_json=as_json)


@slate_commands.command("send-back")
def send_back(
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept and shown.")],
    ref: Annotated[
        list[str] | None, typer.Option(help="A proposal that it is about; repeat it.")
    ] = None,
    slate: SlateId = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Make the slate a draft again; all that was said stays."""
    with opened_store() as store:
        year = _year(store, slate, fiscal_year)
        report = deciding.send_back(store, year, reason, ref or [], slate)
    print_report(report, _state_words(report), as_json=as_json)


@slate_commands.command()
def publish(slate: SlateId = None, fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Publish the approved slate; from then on it never changes."""
    report = _acted(deciding.publish, slate, fiscal_year)
    print_report(report, _state_words(report), as_json=as_json)


@slate_commands.command()
def new(
    supplement: Annotated[
        bool, typer.Option("--supplement", help="To the published slate of the cycle.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept and shown.")] = "",
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Make a supplement: a slate of its own for what comes after publication."""
    if not supplement:
        raise UsageError(
            "The first slate of a cycle is made by its first decision. A further one is a "
            "supplement: add --supplement and --reason."
        )
    with opened_store() as store:
        report = deciding.new_supplement(store, terminal.chosen_year(store, fiscal_year), reason)
    sentence = f"{report['slate']} is made; name it with --slate {report['slate']}."
    print_report(report, sentence, as_json=as_json)


def _acted(act: Act, slate: str | None, fiscal_year: int | None) -> dict[str, Any]:
    with opened_store() as store:
        return act(store, _year(store, slate, fiscal_year), slate)


def _year(store: "Store", slate: str | None, fiscal_year: int | None) -> int:
    """Return the cycle that was named, or that of the slate, or the only one."""
    if slate is None or fiscal_year is not None:
        return terminal.chosen_year(store, fiscal_year)
    year = store.slates.year_of(slate)
    terminal.note_cycle(store, year)
    return year


def _state_words(report: Mapping[str, Any]) -> str:
    covered = f" It covers {plural(len(report['covers']), 'decision')}." if report["covers"] else ""
    return f"Slate {report['slate']} is {report['state']}.{covered}"


def print_slate(report: Mapping[str, Any]) -> None:
    """Print a slate as tables."""
    out = terminal.console()
    name = report["slate"] or f"of fiscal year {report['fiscal_year']}"
    out.print(f"[bold]Slate {escape(name)}[/], {report['state']}, on run {escape(report['run'])}")
    _print_decisions(report["decisions"])
    _print_money(report["money"])
    for one in report["exceptions"]:
        why = f": {one['reason']}" if one["reason"] else ""
        out.print(escape(f"exception: {one['ref']}, {one['kind']}{why}"))
    if report["agreement"] is not None:
        out.print(f"People and machine agree on {report['agreement']:.1%} of what is ranked.")
    for label, refs in (
        ("undecided", report["undecided"]),
        ("decided on advice that has changed", report["advice_changed"]),
    ):
        if refs:
            out.print(escape(f"{label}: {', '.join(refs)}"))
    for step in report["steps"]:
        counts = "" if step["counts"] else " (counts no more)"
        out.print(escape(f"{step['step']} by {step['by']} at {step['at']}{counts}"))


def _print_preview(report: Mapping[str, Any]) -> None:
    _print_decisions(report["decisions"])
    _print_money(report["money"])
    for one in report["refused"]:
        terminal.console().print(escape(f"refused: {one['ref']}, {one['code']}: {one['message']}"))


def _print_decisions(rows: Sequence[Mapping[str, Any]]) -> None:
    names = ("rank", "ref", "title", "mark", "advice", "outcome", "$K", "by", "version")
    shown = [dict(row) | {"$K": _amounts(row["kusd"] or {})} for row in rows]
    terminal.print_lines(names, shown)


def _print_money(money: Mapping[str, Mapping[str, Any]]) -> None:
    names = ("budget", "held", "promised", "decided", "left")
    rows = [
        {"fiscal year": year, **{f"{name} ($K)": one[name] for name in names}}
        for year, one in money.items()
    ]
    terminal.print_lines(("fiscal year", *(f"{name} ($K)" for name in names)), rows)


def _amounts(kusd: Mapping[str, Any]) -> str:
    return ", ".join(f"{year}: {amount:,}" for year, amount in kusd.items())
