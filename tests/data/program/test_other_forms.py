"""The forms beside that of a proposal."""

from fct.data.program.form import load_form
from fct.data.program.other_forms import CLOSE_OUT, load_nomination_form, load_report_form


def test_a_nomination_asks_what_the_form_marks_and_its_funding() -> None:
    """Seventeen questions and one table, each the very field of the full form."""
    form, whole = load_nomination_form(), load_form()

    assert [field.id for field in form.of_sheet("Proposal")] == [
        "purpose",
        "fiscal_year",
        "title",
        "component",
        "cycle_type",
        "project_type",
        "marking",
        "sponsor_office",
        "project_manager",
        "project_manager_email",
        "item_name",
        "item_description",
        "vendor",
        "country",
        "production_status",
        "trl",
        "complexity",
    ]
    assert form.of_sheet("Funding") == whole.of_sheet("Funding")
    assert form.table_sheets == ("Funding",)


def test_a_close_out_needs_what_a_report_leaves_open() -> None:
    """Both ask the same questions; the finding is needed at the end alone."""
    report, close_out = load_report_form(), load_report_form(CLOSE_OUT)

    assert [field.id for field in report.fields] == [field.id for field in close_out.fields]
    assert (report["finding"].required, close_out["finding"].required) == ("no", "yes")
    assert (report.tables["Results"].least, close_out.tables["Results"].least) == (0, 1)
