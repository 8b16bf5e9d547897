from .continuing import continuing_review as continuing_review
from .nominations import inform_of_nomination as inform_of_nomination
from .out_of_cycle import evaluate_out_of_cycle as evaluate_out_of_cycle
from .projects import (
    due_starts as due_starts,
    project_report as project_report,
    seen_project as seen_project,
    seen_projects as seen_projects,
    whole_project_report as whole_project_report,
)
from .reporting import (
    exit_code_of_report as exit_code_of_report,
    report_form as report_form,
    send_report as send_report,
)
from .retention import archivable as archivable
from .run_changes import run_changes_report as run_changes_report
from .trends import By as By, trends_frame as trends_frame, trends_report as trends_report
