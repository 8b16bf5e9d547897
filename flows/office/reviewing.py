"""Commands on reviews: write one, its file, its anchors, and what a panel comes to."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from fct.data.common import UsageError, read_text
from fct.flows import terminal
from fct.flows.terminal import Json, console, known_ref, opened_store, print_lines, print_report
from fct.scoring import reviewing

if TYPE_CHECKING:
    from fct.data.reviewing import ReviewState
    from fct.data.subjects import Store

Ref = Annotated[str, typer.Argument(help="Reference of a proposal.")]


def review(
    ref: Ref,
    file: Annotated[
        Path | None,
        typer.Option(metavar="REVIEW.yaml", help="What it says; or where --template writes."),
    ] = None,
    is_draft: Annotated[
        bool, typer.Option("--draft", help="Keep it as a draft, which may have gaps.")
    ] = False,
    if_version: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Version that it was written from; 0 for none."),
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show it, with all its versions.")] = False,
    person: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose review to show; else your own.")
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Write the file to fill in, with the anchors.")
    ] = False,
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Write your review of a proposal from a file; show it; or write the file to fill in."""
    _refuse_mixed(file, show=show, template=template, is_writing=is_draft or if_version is not None)
    if person is not None and not show:
        raise UsageError("--person names whose review --show shows; add --show.")
    if show:
        _show(ref, person, fiscal_year, as_json=as_json)
    elif template:
        _template(ref, file, fiscal_year, as_json=as_json)
    elif file is not None:
        _write(ref, file, is_draft, if_version, (fiscal_year, as_json))


def _refuse_mixed(file: Path | None, *, show: bool, template: bool, is_writing: bool) -> None:
    if show and (file is not None or template or is_writing):
        raise UsageError("--show shows the review as it is kept; leave the other options out.")
    if template and is_writing:
        raise UsageError("--template writes a file and keeps nothing; leave the others out.")
    if not show and not template and file is None:
        raise UsageError(
            "Say what to do: --file REVIEW.yaml keeps a review, --show shows it, --template writes "
            "the file to fill in."
        )


def _write(
    ref: str,
    file: Path,
    is_draft: bool,
    if_version: int | None,
    common: tuple[int | None, bool],
) -> None:
    from fct.data.reviewing import (
        Lack,
        ReviewContent,
        ReviewState,
        lacks_of,
        parse_review,
        review_report,
    )

    fiscal_year, as_json = common
    text = read_text(file, "review")
    state = ReviewState.DRAFT if is_draft else ReviewState.IN
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)

        def lacks(content: ReviewContent) -> list[Lack]:
            return lacks_of(content, store.reviews.machine_levels(year, ref))

        content = parse_review(text, file.name, None if is_draft else lacks)
        versions = store.reviews.write(year, ref, content, state, read=if_version)
    report = review_report(ref, versions[-1].person, versions)
    print_report(report, _kept_words(report, state), as_json=as_json)


def _kept_words(report: Mapping[str, Any], state: "ReviewState") -> str:
    from fct.data.reviewing import ReviewState

    kept = f"Version {report['version']} of your review of {report['ref']} is kept"
    if state is ReviewState.IN:
        return f"{kept} and in."
    before = report["version_in"]
    until = f"; version {before} counts until it is in" if before else ""
    return f"{kept} as a draft{until}. The next one is sent with --if-version {report['version']}."


def _show(ref: str, person: str | None, fiscal_year: int | None, *, as_json: bool) -> None:
    from fct.data.reviewing import review_report

    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        whose = person or store.acting.id
        versions = store.reviews.of(year, ref, whose)
    print_report(review_report(ref, whose, versions), _print_review, as_json=as_json)


def _print_review(report: Mapping[str, Any]) -> None:
    out = console()
    head = f"{report['ref']}, review by {report['person']}: version {report['version']}"
    out.print(f"[bold]{escape(head)}[/] ({report['state']})")
    print_lines(
        ("criterion", "level", "reason"),
        [{"criterion": name} | given for name, given in report["levels"].items()],
    )
    said = report["recommendation"]
    out.print(escape(f"Recommends: {said['choice'] or '–'}. {said['reason'] or ''}"))
    for one in report["overrules"]:
        out.print(escape(f"Overrules {one['rule']}: {one['outcome']}. {one['reason'] or ''}"))
    for one in report["versions"]:
        on = one["proposal_version"]
        words = f"version {one['version']}, {one['state']}, {one['at']}"
        out.print(f"  {words}, written on version {on} of the proposal")


def _template(ref: str, file: Path | None, fiscal_year: int | None, *, as_json: bool) -> None:
    if file is not None:
        terminal.free_path(file)
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        text, version = _template_of(store, year, ref)
        if file is not None:
            terminal.write_out(store, file, text.encode(), ref)
    report = {"ref": ref, "version": version, "file": None if file is None else str(file)}
    if file is None:
        print_report(report | {"template": text}, text.rstrip("\n"), as_json=as_json)
        return
    sentence = f"Wrote {file}: fill it in, and send it with --file {file} --if-version {version}."
    print_report(report | {"template": text}, sentence, as_json=as_json)


def _template_of(store: "Store", fiscal_year: int, ref: str) -> tuple[str, int]:
    from fct.data.reviewing import ReviewContent, TemplateHead, review_template

    versions = store.reviews.own(fiscal_year, ref)
    version = versions[-1].version if versions else 0
    content = versions[-1].content if versions else ReviewContent()
    head = TemplateHead(
        ref,
        store.reviews.panels(fiscal_year)[ref].title,
        version,
        store.reviews.machine_levels(fiscal_year, ref),
        reviewing.open_rules(store, fiscal_year, ref),
    )
    return review_template(head, content), version


def anchors(as_json: Json = False) -> None:
    """List what each level of each criterion means."""
    from fct.data.reviewing import anchors_report

    report = anchors_report()
    columns = ("criterion", "level", "anchor")
    shown: Any = report if as_json else report["anchors"]
    print_report(shown, partial(print_lines, columns), as_json=as_json)


def panel(
    ref: Annotated[
        str | None, typer.Argument(help="A proposal; without one, all that are assigned.")
    ] = None,
    fiscal_year: terminal.FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Show what the reviews come to, once all of a proposal's are in."""
    with opened_store() as store:
        if ref is None:
            year = terminal.chosen_year(store, fiscal_year)
        else:
            year, ref = known_ref(store, ref, fiscal_year)
        report = reviewing.panel_report(store, year, ref)
    print_report(report, _print_panel, as_json=as_json)


def _print_panel(report: Mapping[str, Any]) -> None:
    out = console()
    if not report["proposals"]:
        out.print("Nothing is assigned.")
        return
    figures = ("panel_strength", "panel_merit", "merit", "panel_verdict", "verdict")
    print_lines(
        ("ref", "reviews", *figures),
        [
            row | {"reviews": f"{row['reviews_in']} of {row['reviews_due']}"}
            for row in report["proposals"]
        ],
    )
    for row in report["proposals"]:
        _print_remarks(row)
    for person, value in report["strictness"].items():
        words = "too few shared proposals" if value is None else f"{value:+.2f} levels"
        out.print(f"strictness of {escape(person)}: {words}")


def _print_remarks(row: Mapping[str, Any]) -> None:
    out, ref = console(), row["ref"]
    for name, spread in (row["spread"] or {}).items():
        if spread:
            words = f"{ref}: {name} {row['levels'][name]:.2f}, reviews lie {spread} apart"
            out.print(escape(words))
    for one in row["overruled"]:
        reasons = "; ".join(f"{said['person']}: {said['reason']}" for said in one["reasons"])
        words = f"{ref}: {one['rule']} {one['machine']}, overruled: {one['panel']} ({reasons})"
        out.print(escape(words))
    for one in row["notes"]:
        out.print(escape(f"{ref}: review of {one['person']} {one['note']}"))
