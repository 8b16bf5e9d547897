from .action_log import log_action as log_action
from .actor import Actor as Actor, current_actor as current_actor, is_another as is_another
from .cells import (
    CELL_TYPES as CELL_TYPES,
    BrokenCell as BrokenCell,
    Cell as Cell,
    CellValue as CellValue,
    Note as Note,
    Origin as Origin,
    RawProposal as RawProposal,
    SecondProposal as SecondProposal,
    cell_from_json as cell_from_json,
    cell_name as cell_name,
    column_letters as column_letters,
    proposal_from_json as proposal_from_json,
    proposal_to_json as proposal_to_json,
    value_from_json as value_from_json,
    value_to_json as value_to_json,
)
from .clock import (
    aware_moment as aware_moment,
    follow_clock as follow_clock,
    is_clock_simulated as is_clock_simulated,
    utc_now as utc_now,
)
from .columns import (
    Json as Json,
    UtcDateTime as UtcDateTime,
    actor_columns as actor_columns,
    clean_text as clean_text,
    dump_json as dump_json,
    json_column as json_column,
    load_json as load_json,
    number_column as number_column,
    points_column as points_column,
    text_column as text_column,
)
from .errors import (
    BusyError as BusyError,
    DeniedError as DeniedError,
    ExitCode as ExitCode,
    FctError as FctError,
    NotNowError as NotNowError,
    RefusalError as RefusalError,
    StoreError as StoreError,
    UsageError as UsageError,
    not_there as not_there,
)
from .exact_money import EXACT as EXACT, kusd_words as kusd_words
from .file_reading import (
    TooLargeError as TooLargeError,
    plain_bytes as plain_bytes,
    tables_in as tables_in,
    unlinked_file as unlinked_file,
    unlinked_tables as unlinked_tables,
)
from .gc_pause import paused_collector as paused_collector
from .moments import (
    day_begins as day_begins,
    is_doubled as is_doubled,
    is_skipped as is_skipped,
    later as later,
    moment_at as moment_at,
)
from .numbers import as_shown as as_shown
from .once import (
    loaded_apart as loaded_apart,
    loaded_once as loaded_once,
    unchangeable as unchangeable,
)
from .spool import Spool as Spool
from .spreadsheet_safe import looks_live as looks_live, neutral_text as neutral_text
from .text import (
    in_series as in_series,
    name_key as name_key,
    none_if_absent as none_if_absent,
    normalize as normalize,
    plain_dashes as plain_dashes,
    plural as plural,
    squeeze as squeeze,
    visible_text as visible_text,
    without_accents as without_accents,
)
from .yaml_text import (
    line_of_keys as line_of_keys,
    parse_own_yaml as parse_own_yaml,
    parse_yaml as parse_yaml,
    read_text as read_text,
)
