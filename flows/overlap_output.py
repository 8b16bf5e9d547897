"""How pairs of overlapping proposals are printed."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape

from fct.flows.output import console

_HEADINGS = {
    "joint": "Two components, one cycle",
    "one component": "Possible duplicates within a component",
    "component not known": "A component is not known",
    "tested": "Tested in FCT before",
    "in test": "In test in FCT before",
    "named": "Named as an FCT project before",
    "proposed before": "Proposed in an earlier cycle",
}
_ANSWERS = {"joint project": "[green]✓ joint project[/]", "dismissed": "[yellow]✗ dismissed[/]"}


def print_overlaps(report: Mapping[str, Any]) -> None:
    """Print the pairs of a cycle by what they are, each with its reasons and its answer."""
    out = console()
    heading = None
    if not report["pairs"]:
        out.print(f"Nothing overlaps in fiscal year {report['fiscal_year']}.")
    for pair in report["pairs"]:
        if pair["relation"] != heading:
            heading = pair["relation"]
            out.print(f"\n[bold]{_HEADINGS[heading]}[/]")
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
