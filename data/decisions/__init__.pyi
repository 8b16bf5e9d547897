from .amounts import Kusd as Kusd, read_kusd as read_kusd
from .outcomes import (
    DECIDED_BY_PEOPLE as DECIDED_BY_PEOPLE,
    Outcome as Outcome,
    read_outcome as read_outcome,
)
from .project_records import (
    CLOSE_OUT_NUMBER as CLOSE_OUT_NUMBER,
    CLOSED as CLOSED,
    FOUND as FOUND,
    NominationAnswer as NominationAnswer,
    ProjectMoney as ProjectMoney,
    ProjectOrigin as ProjectOrigin,
    ProjectReport as ProjectReport,
    ProjectRow as ProjectRow,
    ProjectState as ProjectState,
    ProjectStep as ProjectStep,
    ProjectStepKind as ProjectStepKind,
    ReportAnswers as ReportAnswers,
    report_suffix as report_suffix,
)
from .records import (
    Decision as Decision,
    KeptSlate as KeptSlate,
    Slate as Slate,
    SlateState as SlateState,
    StandingRun as StandingRun,
    Step as Step,
    StepKind as StepKind,
)
from .who import Who as Who
