from .addressed import (
    asked as asked,
    change_address as change_address,
    number as number,
    put_in_address as put_in_address,
    take_address as take_address,
    text as text,
    texts as texts,
    whole_numbers as whole_numbers,
)
from .attachment_views import show_attaching as show_attaching, show_attachments as show_attachments
from .card_view import (
    card_lines_table as card_lines_table,
    card_notice as card_notice,
    show_card as show_card,
)
from .charts import (
    BAR as BAR,
    LABELS as LABELS,
    findings_by_rule as findings_by_rule,
    maturity_against_strength as maturity_against_strength,
    money_by_year as money_by_year,
    scale_of as scale_of,
    shown as shown,
    verdicts_by_component as verdicts_by_component,
)
from .contribution import (
    maturity_table as maturity_table,
    merit_bar as merit_bar,
    part_name as part_name,
    sentence_case as sentence_case,
    strength_table as strength_table,
)
from .controls import (
    Filters as Filters,
    act as act,
    choose_proposal as choose_proposal,
    filtered as filtered,
    matching as matching,
    proposal as proposal,
    say as say,
    show_said as show_said,
    toolbar as toolbar,
)
from .difference_view import show_differences as show_differences
from .entrance import (
    ask_name as ask_name,
    enter as enter,
    without_store as without_store,
    writer as writer,
)
from .file_offers import Download as Download, downloads as downloads
from .frame import (
    choose_cycle as choose_cycle,
    find_view as find_view,
    look_at_nothing as look_at_nothing,
    name_window as name_window,
    provenance_shown as provenance_shown,
    say_empty as say_empty,
    show_banner as show_banner,
    show_foot as show_foot,
    show_reading_notice as show_reading_notice,
    show_run_line as show_run_line,
    show_sample_notice as show_sample_notice,
)
from .guard import Guard as Guard
from .kept import Copies as Copies, came_in as came_in, current as current, lasting as lasting
from .look import (
    DASH as DASH,
    STATIC as STATIC,
    VERDICTS as VERDICTS,
    badge as badge,
    figure as figure,
    figures as figures,
    fy as fy,
    interval as interval,
    kusd as kusd,
    moment as moment,
    notice as notice,
    palette as palette,
    paragraph as paragraph,
    plural as plural,
    points as points,
    section as section,
    section_head as section_head,
    sentence as sentence,
    share_words as share_words,
    show as show,
    title as title,
    tone as tone,
)
from .markup import (
    Cells as Cells,
    Markup as Markup,
    cell as cell,
    el as el,
    head as head,
    joined as joined,
    jump as jump,
    page_address as page_address,
    page_link as page_link,
    ref_link as ref_link,
    row_head as row_head,
    sortable as sortable,
    table as table,
)
from .overlap_views import (
    overlaps as overlaps,
    show_overlaps_among as show_overlaps_among,
    show_overlaps_of as show_overlaps_of,
)
from .places import (
    Place as Place,
    current_place as current_place,
    has_store as has_store,
    marking_of as marking_of,
    settings_of as settings_of,
    store_at as store_at,
)
from .queries import (
    FILES_REFUSED as FILES_REFUSED,
    LATE as LATE,
    LIST as LIST,
    Money as Money,
    View as View,
    answer_title as answer_title,
    avoided_usd as avoided_usd,
    card_of as card_of,
    cycle_of as cycle_of,
    cycles as cycles,
    facts as facts,
    findings as findings,
    is_illustrative as is_illustrative,
    late as late,
    money as money,
    named_refs as named_refs,
    not_fct as not_fct,
    order as order,
    outcomes as outcomes,
    published as published,
    queue as queue,
    ranked as ranked,
    records as records,
    robustness_of as robustness_of,
    scores as scores,
    sponsor_notes as sponsor_notes,
    standings as standings,
    submissions as submissions,
    table_of as table_of,
    unranked as unranked,
    versions as versions,
    words_by_ref as words_by_ref,
)
from .server import (
    routes as routes,
    say_failure as say_failure,
    sign_in_secrets as sign_in_secrets,
)
from .session import TOKEN as TOKEN, one_run as one_run
from .walked import (
    Walked as Walked,
    keep_list as keep_list,
    next_to as next_to,
    show_steps as show_steps,
)
