from .best_set_problem import Candidate as Candidate, Question as Question
from .check import (
    KnownCycle as KnownCycle,
    check_bytes as check_bytes,
    check_file as check_file,
    exit_code_of as exit_code_of,
    judge_files as judge_files,
)
from .finding_notes import (
    note_finding as note_finding,
    sponsor_note_report as sponsor_note_report,
)
from .funding_line import (
    MARKS as MARKS,
    Codes as Codes,
    Flags as Flags,
    Mark as Mark,
    Turn as Turn,
    left_after as left_after,
    marks_in_order as marks_in_order,
    shares_in_order as shares_in_order,
    turns_in_order as turns_in_order,
)
from .infeasibility import Infeasible as Infeasible
from .ledger import (
    Amounts as Amounts,
    Ledger as Ledger,
    Limit as Limit,
    Money as Money,
    short_of as short_of,
)
from .line_reach import beyond_reach as beyond_reach, reach_warnings as reach_warnings
from .order import (
    CONTINUING as CONTINUING,
    OrderOfMerit as OrderOfMerit,
    is_unconfirmed as is_unconfirmed,
    order_of_merit as order_of_merit,
    order_of_run as order_of_run,
    order_of_standings as order_of_standings,
    results_of_run as results_of_run,
    rubric_of_run as rubric_of_run,
    with_line_and_best_set as with_line_and_best_set,
)
from .out_years import OutYear as OutYear
from .proposal_status import (
    Standing as Standing,
    decision_lines as decision_lines,
    proposal_statuses as proposal_statuses,
)
from .rank import (
    REQUEST_FIELDS as REQUEST_FIELDS,
    Standings as Standings,
    in_order as in_order,
    joined_standings as joined_standings,
    last_tie as last_tie,
    requests_kusd as requests_kusd,
    standings_of as standings_of,
)
from .receipt_standing import (
    receipt_with_standing as receipt_with_standing,
    standing_of as standing_of,
)
from .reports import (
    finding_report as finding_report,
    form_report as form_report,
    money_report as money_report,
    note_report as note_report,
    proposal_reports as proposal_reports,
    rank_report as rank_report,
    rules_report as rules_report,
)
from .sampled_line import (
    Whole as Whole,
    WholeRequests as WholeRequests,
    funded_counts as funded_counts,
    taking_groups as taking_groups,
    whole_limits as whole_limits,
    whole_requests as whole_requests,
)
from .seen_order import show_seen_runs as show_seen_runs
from .set_comparison import (
    Difference as Difference,
    Selection as Selection,
    Way as Way,
    differences as differences,
)
from .set_comparison_reports import (
    LineStudy as LineStudy,
    line_report as line_report,
    study_line as study_line,
)
from .why_not import WhyNot as WhyNot, why_not_funded as why_not_funded
