from .board import (
    Board as Board,
    board_of as board_of,
    board_report as board_report,
)
from .calendar_dates import (
    DateState as DateState,
    calendar_report as calendar_report,
)
from .done_words import result_words as result_words
from .lists import COLUMNS as COLUMNS, LISTS as LISTS, list_rows as list_rows
from .waiting import (
    BOARD_DATES as BOARD_DATES,
    ESCALATED as ESCALATED,
    WAITING_DATES as WAITING_DATES,
    Wait as Wait,
    waits_for as waits_for,
    waits_for_answer as waits_for_answer,
)
