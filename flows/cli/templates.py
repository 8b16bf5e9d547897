"""The command that writes blank forms: of a proposal, a nomination, a report or a close-out."""

from pathlib import Path
from typing import Annotated, Any

import typer

from fct.data import documents, subjects
from fct.data.common import UsageError
from fct.data.program import Form, load_form, load_nomination_form
from fct.flows.terminal import Json, free_path, known_ref, opened_store, print_report
from fct.scoring import following

_TOGETHER = "--summary, --report and --close-out are three forms: name one of them."


def template(
    path: Annotated[Path, typer.Argument(help="Where to write the workbook, as .xlsx.")],
    fiscal_year: Annotated[
        int | None,
        typer.Option(min=2000, max=2099, help="The year to be funded; else that of --ref."),
    ] = None,
    ref: Annotated[
        str | None, typer.Option(help="Reference of an earlier version, or of a project.")
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="The short form of a nomination.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="The next report of a project, by its --ref.")
    ] = False,
    close_out: Annotated[
        bool, typer.Option("--close-out", help="The close-out of a project, by its --ref.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    as_json: Json = False,
) -> None:
    """Write the blank workbook of a proposal, or of a nomination, a report or a close-out.

    The full form of a nominated proposal comes filled in with the answers of its nomination.
    """
    _refuse_path(path, overwrite=overwrite)
    if summary + report + close_out > 1:
        raise UsageError(_TOGETHER)
    if report or close_out:
        said = _write_report(path, ref, close_out=close_out)
    else:
        said = _write_form(path, fiscal_year, ref, summary=summary)
    sentence = (
        f"Wrote {path}: {said['what']}, form version {said['form_version']}, fiscal year "
        f"{said['fiscal_year']}."
    )
    print_report(said, sentence, as_json=as_json)


def _refuse_path(path: Path, *, overwrite: bool) -> None:
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} does not end in .xlsx; the form is written as .xlsx only.")
    free_path(path, overwrite=overwrite)


def _write_form(
    path: Path, fiscal_year: int | None, ref: str | None, *, summary: bool
) -> dict[str, Any]:
    if fiscal_year is None:
        fiscal_year, ref = _year_of(ref)
    form = load_nomination_form() if summary else load_form()
    if ref is not None and not summary and _write_invited(path, fiscal_year, ref):
        return _said(path, form, fiscal_year, ref=ref, filled=True)
    documents.write_template(path, form=form, fiscal_year=fiscal_year, ref=ref)
    return _said(path, form, fiscal_year)


def _year_of(ref: str | None) -> tuple[int, str]:
    """Return the year of a ref that the store knows, and the ref, where no year was named."""
    from fct.data.store import Settings

    # Asked of the file and not of an open store: a sponsor's machine mostly has none, and none must
    # be made.
    if ref is None or not subjects.known_cycle_years(Settings.from_environment()):
        raise UsageError("Name the year to be funded with --fiscal-year, as 2028.")
    with opened_store() as store:
        return known_ref(store, ref, None)


def _write_invited(path: Path, fiscal_year: int, ref: str) -> bool:
    """Write the full form of a nominated proposal, if the store has that nomination."""
    from fct.data.store import Settings

    if fiscal_year not in subjects.known_cycle_years(Settings.from_environment()):
        return False
    with opened_store() as store:
        states = store.nominations.states(fiscal_year)
        if ref not in states:
            return False
        year, ref = known_ref(store, ref, fiscal_year)
        documents.write_invited_form(path, store.versions.get(year, ref), fiscal_year=year)
    return True


def _write_report(path: Path, ref: str | None, *, close_out: bool) -> dict[str, Any]:
    if ref is None:
        raise UsageError("Name the project with --ref; `fct project list` shows them.")
    with opened_store() as store:
        project = following.seen_project(store, ref)
        form, number = following.report_form(project, close_out=close_out)
    kept = project.kept
    year = max(kept.promised, default=kept.row.fiscal_year)
    remark = f"{form.kind.capitalize()} {kept.ref}-{number} of the project “{kept.row.title}”."
    documents.write_template(
        path, form=form, fiscal_year=year, ref=kept.ref, remark=remark, report=number
    )
    said = _said(path, form, year, ref=kept.ref)
    return said | {"report": f"{kept.ref}-{number}"}


def _said(
    path: Path, form: Form, fiscal_year: int, *, ref: str | None = None, filled: bool = False
) -> dict[str, Any]:
    of = f" of {ref}" if ref else ""
    said = {
        "file": str(path),
        "form_version": form.version,
        "fiscal_year": fiscal_year,
        "what": f"the form of a {form.kind}{of}",
    }
    return said | ({"filled_in": True} if filled else {})
