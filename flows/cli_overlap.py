"""Commands on overlaps: proposals of one item, vendor or requirement, and projects of the past."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from fct.data.errors import UsageError
from fct.flows.cli_options import As, FiscalYear, Json, opened_store
from fct.flows.cli_store import chosen_year
from fct.flows.output import print_json

if TYPE_CHECKING:
    from fct.data.overlap_answers import Answer, OverlapAnswer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(overlap)
    group.command()(answer)
    app.add_typer(group, name="overlap", rich_help_panel="Reviewers")


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
    from fct.flows.overlap_output import print_overlaps
    from fct.scoring.overlap_report import overlap_report
    from fct.scoring.stored_overlaps import stored_overlaps

    with opened_store() as store:
        year = chosen_year(store, fiscal_year)
        found = stored_overlaps(store, year)
    shown = [one for one in found if everything or not one.is_dismissed]
    report = {
        "fiscal_year": year,
        "pairs": overlap_report(shown),
        "dismissed_not_shown": len(found) - len(shown),
    }
    if as_json:
        print_json(report)
    else:
        print_overlaps(report)


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
    fiscal_year: FiscalYear = None,
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Confirm or dismiss an overlap; each answer is kept with its reason and your name."""
    from fct.data.actor import current_actor
    from fct.data.overlap_answers import OverlapAnswer
    from fct.scoring.overlap_report import answer_report

    chosen = _chosen(joint, dismiss, reopen)
    with opened_store() as store:
        year = chosen_year(store, fiscal_year or context.obj)
        refs = store.refs(year)
        left_key, right_key = (_key(year, name, refs) for name in (left, right))
        kept = store.add_overlap_answer(
            OverlapAnswer(
                fiscal_year=year,
                left_key=left_key,
                right_key=right_key,
                answer=chosen,
                reason=reason,
                at=dt.datetime.now(dt.UTC),
                actor=current_actor(actor_name),
            )
        )
    if as_json:
        print_json({"fiscal_year": year, "pair": list(kept.pair), **answer_report(kept)})
    else:
        typer.echo(_sentence(kept))


def _chosen(joint: bool, dismiss: bool, reopen: bool) -> "Answer":
    from fct.data.overlap_answers import Answer

    answers = {Answer.JOINT: joint, Answer.DISMISSED: dismiss, Answer.OPEN: reopen}
    chosen = [kind for kind, is_chosen in answers.items() if is_chosen]
    if len(chosen) != 1:
        raise UsageError("Say one of --joint, --dismiss and --reopen.")
    return chosen[0]


def _key(fiscal_year: int, name: str, refs: Mapping[str, str | None]) -> str:
    """Return the key of a ref of the cycle; any other name is a key already."""
    from fct.scoring.overlap_entries import proposal_key

    name = name.strip()
    return proposal_key(fiscal_year, name) if name in refs else name


def _sentence(kept: "OverlapAnswer") -> str:
    from fct.data.overlap_answers import Answer

    pair = " and ".join(kept.pair)
    return {
        Answer.JOINT: f"{pair} are a joint project. If at most one of them may be funded, name "
        "both under `duplicates` in the cycle file.",
        Answer.DISMISSED: f"{pair} are not proposed again; `fct overlap --all` shows them still.",
        Answer.OPEN: f"{pair} are open again.",
    }[kept.answer]
