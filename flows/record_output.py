"""What the command line prints of the track record, and of what was learnt from it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from fct.flows.output import print_lines

if TYPE_CHECKING:
    from fct.data.store_track_record import TrackRecordReceipt

_MOST_REFS = 10
_HALF_A_PERCENT = 0.005


def print_receipt(receipt: "TrackRecordReceipt") -> None:
    """Print how many lines were added, and which proposals the store does not know."""
    typer.echo(f"Lines added: {receipt.added}; known already: {receipt.unchanged}.")
    if receipt.unknown:
        told = ", ".join(f"{ref} of {year}" for year, ref in receipt.unknown[:_MOST_REFS])
        more = len(receipt.unknown) - _MOST_REFS
        told += f" and {more} more" if more > 0 else ""
        typer.echo(
            f"Not in the store: {told}. The lines are kept, for projects from before the store; "
            "where a ref is mistyped, add the line again with the right one."
        )


def print_learnt(report: Mapping[str, Any]) -> None:
    """Print the chances that were learnt and how they did on cycles left out, or why none are."""
    if not report["learnt"]:
        typer.echo(f"Nothing was learnt. {report['reason']}")
    else:
        figures = report["figures"]
        typer.echo(
            f"Learnt from {figures['cases']} projects of {figures['cycles']} cycles before "
            f"{report['fiscal_year']}, {figures['yes']} of which tested well and were procured. On "
            f"cycles left out the Brier score is {figures['brier']:.3f}, that of the base rate "
            f"{figures['base_brier']:.3f} (skill {figures['skill']:.0%}, p {figures['p']:.3f})."
        )
        typer.echo("\nHow often it happened, beside the chance told of cycles left out:")
        columns = ("chance_told", "happened", "from", "to", "cases")
        print_lines(columns, (_bin(row) for row in report["curve"]))
        _print_chances(report)
    _print_left_out(report["left_out"])


def _bin(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {"chance_told": row["told"], "happened": row["share"]}
    return _percent(told | {"from": row["low"], "to": row["high"]}) | {"cases": row["cases"]}


def _print_chances(report: Mapping[str, Any]) -> None:
    if not report["predictions"]:
        typer.echo(f"\nNo run of {report['fiscal_year']} is published, so no chance is told.")
        return
    typer.echo(f"\nChance to test well and be procured, once selected, in {report['fiscal_year']}:")
    rows = [
        {
            "ref": row["ref"],
            **_percent({"chance": row["chance"], "from": row["low"], "to": row["high"]}),
            "remark": "unlike any past project in some part" if row["beyond"] else "",
        }
        for row in report["predictions"]
    ]
    print_lines(("ref", "chance", "from", "to", "remark"), rows)
    typer.echo("In rank order. The chances do not enter the rank.")


def print_weights(report: Mapping[str, Any]) -> None:
    """Print the weights that past selections imply, or why none are, and who agrees with whom."""
    if not report["learnt"]:
        typer.echo(f"No weights are told. {report['reason']}")
    else:
        figures = report["figures"]
        typer.echo(
            f"From {figures['cases']} selections of {figures['cycles']} cycles, compared within "
            "cycle and tier. On cycles left out the implied order has "
            f"{figures['concordance']:.0%} of the pairs right (p {figures['p']:.3f})."
        )
        typer.echo("\nPoints of merit of each part:")
        rows = ({**row, "from": row["low"], "to": row["high"]} for row in report["weights"])
        print_lines(("part", "rubric", "implied", "from", "to"), rows)
    for row in report["agreement"]:
        if row["cases"]:
            low, high = f"{row['low']:.0%}", f"{row['high']:.0%}"
            where = " in cycles left out" if row["order"] == "implied" else ""
            typer.echo(
                f"{row['yes']} of {row['cases']} selections agree with the {row['order']} order"
                f"{where} ({row['share']:.0%}; {low} to {high})."
            )
    _print_left_out(report["left_out"])


def _percent(shares: Mapping[str, float]) -> dict[str, str]:
    return {name: _rounded(share) for name, share in shares.items()}


def _rounded(share: float) -> str:
    """Return a share in percent; only what never and always happened is 0 and 100."""
    if 0 < share < _HALF_A_PERCENT:
        return "<1%"
    return ">99%" if 1 - _HALF_A_PERCENT < share < 1 else f"{share:.0%}"


def _print_left_out(left_out: Mapping[str, int]) -> None:
    for reason, count in left_out.items():
        typer.echo(f"Left out {count} of the track record: {reason}.")
