from .base import Database as Database, Repository as Repository
from .blobs import (
    private_folder as private_folder,
    synced as synced,
    write_through as write_through,
)
from .declared import otherwise_declared as otherwise_declared
from .engine import (
    POOL as POOL,
    database_name as database_name,
    error_sentence as error_sentence,
    explained_errors as explained_errors,
    make_engine as make_engine,
    may_only_be_read as may_only_be_read,
    prepare_schema as prepare_schema,
    reading_connection as reading_connection,
    refuse_network_disk as refuse_network_disk,
    refuse_reader as refuse_reader,
    store_place as store_place,
    stored_revision as stored_revision,
    upgrade_schema as upgrade_schema,
    upgrade_steps as upgrade_steps,
    with_rights_noted as with_rights_noted,
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
from .file_places import (
    KeptFiles as KeptFiles,
    file_place as file_place,
    place_name as place_name,
)
from .guards import missing_guards as missing_guards
from .heads import Head as Head, note_head as note_head, read_heads as read_heads
from .held_files import (
    is_file_known as is_file_known,
    keep_file as keep_file,
    name_file as name_file,
    named_files as named_files,
    receiving_file as receiving_file,
)
from .mark import (
    CLOCK_MOVED as CLOCK_MOVED,
    clock_of as clock_of,
    insert_mark as insert_mark,
    move_clock as move_clock,
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
from .roles import (
    apply_roles as apply_roles,
    rights_beyond as rights_beyond,
    rights_lacking as rights_lacking,
    roles_script as roles_script,
)
from .seals import (
    sealed_tables as sealed_tables,
    stored_rows as stored_rows,
    stored_values as stored_values,
    table_seals as table_seals,
)
from .settings import (
    RESTORING as RESTORING,
    Settings as Settings,
    public_host as public_host,
)
from .shown import sight_on as sight_on
from .sight import (
    Sight as Sight,
    components_by_key as components_by_key,
    hidden_key as hidden_key,
    in_conflict as in_conflict,
    sees_all as sees_all,
    sight_of as sight_of,
)
