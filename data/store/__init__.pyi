from .all_tables import tables_of_years as tables_of_years
from .base import Database as Database, Repository as Repository
from .blobs import FileStore as FileStore, private_folder as private_folder
from .deliberation_tables import (
    Certification as Certification,
    Designation as Designation,
    HandedOn as HandedOn,
    QuestionAnswer as QuestionAnswer,
    QuestionRow as QuestionRow,
    SavedView as SavedView,
    SponsorNote as SponsorNote,
    assignments as assignments,
    certifications as certifications,
    comments as comments,
    decisions as decisions,
    designations as designations,
    flag_answers as flag_answers,
    flags as flags,
    nomination_answers as nomination_answers,
    project_money as project_money,
    project_reports as project_reports,
    project_steps as project_steps,
    projects as projects,
    question_answers as question_answers,
    questions as questions,
    referrals as referrals,
    reviews as reviews,
    saved_views as saved_views,
    slate_steps as slate_steps,
    slates as slates,
    sponsor_notes as sponsor_notes,
)
from .engine import (
    database_name as database_name,
    explained_errors as explained_errors,
    make_engine as make_engine,
    prepare_schema as prepare_schema,
    refuse_network_disk as refuse_network_disk,
    stored_revision as stored_revision,
    upgrade_schema as upgrade_schema,
)
from .event_log import EventLog as EventLog
from .event_rows import (
    FIRST_HASH as FIRST_HASH,
    add_event as add_event,
    event_hash as event_hash,
    event_text as event_text,
    first_event as first_event,
    is_illustrative as is_illustrative,
    last_event as last_event,
)
from .guards import missing_guards as missing_guards
from .heads import Head as Head, read_heads as read_heads
from .held_files import (
    is_file_known as is_file_known,
    keep_file as keep_file,
    name_file as name_file,
    named_files as named_files,
    receiving_file as receiving_file,
)
from .mark import (
    clock_of as clock_of,
    insert_mark as insert_mark,
    move_clock as move_clock,
)
from .people_tables import (
    ConflictRow as ConflictRow,
    ConflictStep as ConflictStep,
    SessionRow as SessionRow,
    SessionStep as SessionStep,
    conflict_steps as conflict_steps,
    conflicts as conflicts,
    newest_people as newest_people,
    newest_person as newest_person,
    people as people,
    session_steps as session_steps,
    sessions as sessions,
)
from .quotas import (
    ATTACHED as ATTACHED,
    Sender as Sender,
    refuse_over_quota as refuse_over_quota,
    sender_of as sender_of,
)
from .reasons import (
    LONGEST_REASON as LONGEST_REASON,
    kept_conditions as kept_conditions,
    kept_reason as kept_reason,
    kept_text as kept_text,
    kept_words as kept_words,
    one_line as one_line,
)
from .records import (
    actor_values as actor_values,
    field_names as field_names,
    insert_record as insert_record,
    insert_row as insert_row,
    insert_tuples as insert_tuples,
    next_number as next_number,
    read_records as read_records,
    record_of as record_of,
    shown_row as shown_row,
    withheld_on as withheld_on,
)
from .seals import sealed_tables as sealed_tables, table_seals as table_seals
from .seen_tables import (
    SeenFacts as SeenFacts,
    SeenRow as SeenRow,
    WorthRow as WorthRow,
    published_run_id as published_run_id,
    run_worth as run_worth,
    seen_ranks as seen_ranks,
    seen_runs as seen_runs,
)
from .settings import Settings as Settings, public_host as public_host
from .shown import sight_on as sight_on
from .sight import (
    Sight as Sight,
    components_by_key as components_by_key,
    hidden_key as hidden_key,
    in_conflict as in_conflict,
    sees_all as sees_all,
    sight_of as sight_of,
)
from .tables import (
    KNOWN_REVISIONS as KNOWN_REVISIONS,
    SCHEMA_REVISION as SCHEMA_REVISION,
    VERSION_TABLE as VERSION_TABLE,
    AttachmentFacts as AttachmentFacts,
    AttachmentRow as AttachmentRow,
    CycleRow as CycleRow,
    Event as Event,
    Lane as Lane,
    ProposalRow as ProposalRow,
    Publication as Publication,
    Removal as Removal,
    Run as Run,
    RunFacts as RunFacts,
    SavedScenario as SavedScenario,
    Standing as Standing,
    SubmissionRow as SubmissionRow,
    TrackRow as TrackRow,
    alarm_reviews as alarm_reviews,
    attachment_removals as attachment_removals,
    attachments as attachments,
    cycles as cycles,
    events as events,
    files as files,
    findings as findings,
    lowering_answers as lowering_answers,
    lowerings as lowerings,
    metadata as metadata,
    outcomes as outcomes,
    overlap_answers as overlap_answers,
    proposals as proposals,
    publications as publications,
    ranks as ranks,
    rule_stages as rule_stages,
    runs as runs,
    scenarios as scenarios,
    scores as scores,
    standings as standings,
    submissions as submissions,
    track_record as track_record,
    waiver_answers as waiver_answers,
    waivers as waivers,
)
from .withheld import WITHHELD as WITHHELD, WORDS as WORDS, Withholding as Withholding
from .year_tables import (
    ExtensionRow as ExtensionRow,
    MessageRow as MessageRow,
    MessageStep as MessageStep,
    MomentCorrection as MomentCorrection,
    TickAction as TickAction,
    declarations as declarations,
    extensions as extensions,
    message_steps as message_steps,
    messages as messages,
    moment_corrections as moment_corrections,
    tick_actions as tick_actions,
)
