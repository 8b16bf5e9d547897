from .judging_code import code_version as code_version
from .provenance import (
    Provenance as Provenance,
    provenance_of_program as provenance_of_program,
    provenance_of_run as provenance_of_run,
)
from .schemas import (
    SCHEMA_VERSION as SCHEMA_VERSION,
    load_schema as load_schema,
    schema_names as schema_names,
)
