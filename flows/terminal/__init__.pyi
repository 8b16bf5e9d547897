from .acting_group import ActingGroup as ActingGroup, stand_in as stand_in
from .answering import (
    note_cycle as note_cycle,
    note_judged_by as note_judged_by,
    note_run as note_run,
)
from .check_output import (
    print_card as print_card,
    print_check as print_check,
    print_notes as print_notes,
    print_repairs as print_repairs,
)
from .command_homes import CommandHomes as CommandHomes, LazyCommands as LazyCommands
from .files_out import free_path as free_path, write_out as write_out
from .options import (
    FiscalYear as FiscalYear,
    FiscalYearOfProposal as FiscalYearOfProposal,
    Json as Json,
    day_of as day_of,
    opened_store as opened_store,
    opened_store_of_all as opened_store_of_all,
    opened_store_quietly as opened_store_quietly,
)
from .output import (
    NotTaken as NotTaken,
    console as console,
    ordered_counts as ordered_counts,
    plain_table as plain_table,
    print_head as print_head,
    print_json as print_json,
    print_lines as print_lines,
    print_listed as print_listed,
    print_of_run as print_of_run,
    print_panel_rank as print_panel_rank,
    print_rank as print_rank,
    print_report as print_report,
    print_row as print_row,
    say_not_taken as say_not_taken,
    say_problem as say_problem,
    shown as shown,
    waiver_line as waiver_line,
    with_head as with_head,
)
from .places import (
    chosen_year as chosen_year,
    known_ref as known_ref,
    meant_by as meant_by,
)
from .streams import (
    show_signs as show_signs,
)
