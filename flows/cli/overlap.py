"""Commands on overlaps: proposals of one item, vendor or requirement, and projects of the past."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from fct.data import proposals
from fct.data.common import UsageError, utc_now
from fct.flows.terminal import FiscalYear, Json, chosen_year, console, opened_store, print_report

if TYPE_CHECKING:
    from fct.data.proposals import Answer, OverlapAnswer


overlap_commands = typer.Typer(invoke_without_command=True)


@overlap_commands.callback()
def overlap(
    context: typer.Context,
    fiscal_year: FiscalYear = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show what was dismissed, too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List proposals of one item, vendor or requirement, and items that were in FCT before."""
    context.obj = fiscal_year
    if context.invoked_subcommand is not None:
        return
    from fct.scoring.overlap import overlap_report, stored_overlaps

    with opened_store() as store:
        year = chosen_year(store, fiscal_year)
        found = stored_overlaps(store, year)
    shown = [one for one in found if everything or not one.is_dismissed]
    report = {
        "fiscal_year": year,
        "pairs": overlap_report(shown),
        "dismissed_not_shown": len(found) - len(shown),
    }
    print_report(report, print_overlaps, as_json=as_json)


@overlap_commands.command()
def answer(
    context: typer.Context,
    left: Annotated[
        str, typer.Argument(help="Ref of the cycle, or a name as `fct overlap` shows it.")
    ],
    right: Annotated[str, typer.Argument(help="The other one, as in 'past 7'.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
    joint: Annotated[bool, typer.Option("--joint", help="They are one joint project.")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="They do not overlap.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="Take the answer back.")] = False,
    if_version: Annotated[
        int | None,
        typer.Option(help="The version of the answer that you read, once there is one."),
    ] = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Confirm or dismiss an overlap; each answer is kept with its reason and your name."""
    from fct.scoring.overlap import answer_report

    chosen = _chosen(joint, dismiss, reopen)
    with opened_store() as store:
        year = chosen_year(store, fiscal_year or context.obj)
        refs = store.versions.components(year)
        left_key, right_key = (_key(year, name, refs) for name in (left, right))
        kept = store.overlaps.add_answer(
            proposals.OverlapAnswer(
                fiscal_year=year,
                left_key=left_key,
                right_key=right_key,
                answer=chosen,
                reason=reason,
                at=utc_now(),
                actor=store.actor,
            ),
            if_version,
        )
    report = {"fiscal_year": year, "pair": list(kept.pair), **answer_report(kept)}
    report["version"] = (if_version or 0) + 1
    print_report(report, _sentence(kept), as_json=as_json)


def _chosen(joint: bool, dismiss: bool, reopen: bool) -> "Answer":
    answers = {
        proposals.Answer.JOINT: joint,
        proposals.Answer.DISMISSED: dismiss,
        proposals.Answer.OPEN: reopen,
    }
    chosen = [kind for kind, is_chosen in answers.items() if is_chosen]
    if len(chosen) != 1:
        raise UsageError("Say one of --joint, --dismiss and --reopen.")
    return chosen[0]


def _key(fiscal_year: int, name: str, refs: Mapping[str, str | None]) -> str:
    """Return the key of a ref of the cycle; any other name is a key already."""
    from fct.scoring.overlap import proposal_key

    name = name.strip()
    return proposal_key(fiscal_year, name) if name in refs else name


def _sentence(kept: "OverlapAnswer") -> str:
    pair = " and ".join(kept.pair)
    return {
        proposals.Answer.JOINT: f"{pair} are a joint project. If at most one of them may be "
        "funded, name both under `duplicates` in the cycle file.",
        proposals.Answer.DISMISSED: f"{pair} are not proposed again; `fct overlap --all` "
        "shows them still.",
        proposals.Answer.OPEN: f"{pair} are open again.",
    }[kept.answer]


_HEADINGS = {
    "joint": "Two components, one cycle",
    "one component": "Possible duplicates within a component",
    "component not known": "A component is not known",
    "tested": "Tested in FCT before",
    "in test": "In test in FCT before",
    "named": "Named as an FCT project before",
    "proposed before": "Proposed in an earlier cycle",
}
_OTHER_ITEMS = ": the same vendor, another item"
_ANSWERS = {"joint project": "[green]✓ joint project[/]", "dismissed": "[yellow]✗ dismissed[/]"}


def print_overlaps(report: Mapping[str, Any]) -> None:
    """Print the pairs of a cycle by what they are, each with its reasons and its answer."""
    out = console()
    heading = None
    if not report["pairs"]:
        out.print(f"Nothing overlaps in fiscal year {report['fiscal_year']}.")
    for pair in report["pairs"]:
        of = _HEADINGS[pair["relation"]] + ("" if pair["one_item"] else _OTHER_ITEMS)
        if of != heading:
            heading = of
            out.print(f"\n[bold]{heading}[/]")
        _print_pair(out, pair)
    if (hidden := report["dismissed_not_shown"]) > 0:
        pairs = "1 dismissed pair is" if hidden == 1 else f"{hidden} dismissed pairs are"
        out.print(f"\n{pairs} not shown; add --all to see them.")
    if report["pairs"]:
        out.print(
            "\nAnswer with `fct overlap answer ONE OTHER --joint`, `--dismiss` or `--reopen`, and "
            "--reason; names of two words stand in quotes."
        )


def _print_pair(out: Console, pair: Mapping[str, Any]) -> None:
    out.print(f"  {pair['score']:.2f}  [bold]{escape(pair['proposed'])}[/]")
    for side in (pair["left"], pair["right"]):
        name = side["key"] if side["fiscal_year"] != pair["left"]["fiscal_year"] else side["ref"]
        of = f" ({escape(side['component'])})" if side["component"] else ""
        after = f": {escape(side['outcome'])}" if side["outcome"] else ""
        out.print(f"        {escape(name)}{of} {escape(side['title'])}{after}")
    out.print(f"        {escape('; '.join(reason['words'] for reason in pair['reasons']))}")
    if (answer := pair["answer"]) is not None:
        by = f"{answer['at'][:10]} by {escape(answer['actor'])}"
        out.print(f"        {_ANSWERS[answer['answer']]} {by}: “{escape(answer['reason'])}”")
    if pair["version"]:
        out.print(f"        answer on it with --if-version {pair['version']}")
