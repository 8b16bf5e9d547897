"""Commands that judge files at once: ``check``, and ``rank`` of files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from fct.data.common import UsageError
from fct.flows.terminal import (
    Json,
    note_judged_by,
    print_json,
    print_panel_rank,
    print_rank,
    print_report,
)

CycleFile = Annotated[Path | None, typer.Option(help="Cycle file (YAML) to judge by.")]
RubricFile = Annotated[
    Path | None, typer.Option(help="Rubric file (YAML) instead of the packaged one.")
]
MERIT, PANEL = "merit", "panel"


def check(
    files: Annotated[list[Path], typer.Argument(help="Workbooks, CSV folders or zips.")],
    cycle_file: CycleFile = None,
    rubric_file: RubricFile = None,
    marked: Annotated[
        Path | None, typer.Option(help="Folder for the workbooks with their findings marked.")
    ] = None,
    findings_list: Annotated[
        Path | None, typer.Option("--list", help="Write the findings as a list, .xlsx.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write a page to print, .pdf.")] = None,
    as_json: Json = False,
) -> None:
    """Show what is wrong in a workbook, where, and what to do; nothing is submitted."""
    from fct.data.reading import start_reading

    start_reading()  # first: it gets ready while pandas is imported here
    from fct.data.program import load_cycle, load_rubric
    from fct.data.store import Settings
    from fct.flows.cycle import Wanted, return_files
    from fct.flows.terminal import print_check
    from fct.scoring.ranking import check_file, exit_code_of

    rubric = load_rubric(rubric_file)
    settings = Settings.from_environment()
    if cycle_file is not None:
        load_cycle(cycle_file)
    wanted = Wanted(marked, findings_list, pdf)
    wanted.refuse_misfits()
    reports = [check_file(file, cycle_file, rubric, settings) for file in files]
    if as_json:
        _note_judged_by(reports)
        print_json({"files": reports})
    else:
        for report in reports:
            print_check(report)
    for sentence in return_files(reports, wanted, settings):
        typer.echo(sentence, err=True)
    raise typer.Exit(exit_code_of(reports))


def _note_judged_by(reports: Sequence[Mapping[str, Any]]) -> None:
    """Keep cycle and rubric of an answer where all files were judged by the same."""
    known = {
        (one["cycle"]["fiscal_year"], one["cycle"]["rubric_version"])
        for one in reports
        if one["cycle"]
    }
    if len(known) == 1:
        note_judged_by(*known.pop())


def rank(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files to rank; without any, the published run.")
    ] = None,
    cycle_file: CycleFile = None,
    rubric_file: RubricFile = None,
    by: Annotated[
        str, typer.Option(metavar="ORDER", help="merit, or panel for the order by reviews.")
    ] = MERIT,
    fiscal_year: Annotated[int | None, typer.Option(help="Cycle of the store.")] = None,
    as_json: Json = False,
) -> None:
    """Print the order of merit with its funding line, or the order by panel beside it."""
    if by not in {MERIT, PANEL}:
        raise UsageError(f"--by {by} is not an order; write {MERIT} or {PANEL}.")
    if by == PANEL:
        if files:
            raise UsageError("Files have no panel; leave --by out, or rank the published run.")
        from fct.flows.cli.evaluation import panel_rank

        print_report(panel_rank(fiscal_year), print_panel_rank, as_json=as_json)
        return
    if files:
        from fct.data.program import load_cycle, load_rubric
        from fct.scoring.ranking import judge_files, order_of_merit, rank_report

        if cycle_file is None:
            raise UsageError("Name the cycle that the files are ranked for with --cycle-file.")
        cycle = load_cycle(cycle_file)
        rubric = load_rubric(rubric_file)
        note_judged_by(cycle.fiscal_year, (rubric or cycle.loaded_rubric).version)
        judgement = judge_files(files, cycle, rubric)
        report = rank_report(order_of_merit(judgement, cycle, rubric))
    else:
        from fct.flows.cli.evaluation import published_rank

        report = published_rank(fiscal_year)
    print_report(report, print_rank, as_json=as_json)
