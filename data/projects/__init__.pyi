from .acts import (
    Purchase as Purchase,
    procured as procured,
    refuse_closed as refuse_closed,
    terminated as terminated,
    transferred as transferred,
)
from .dates import (
    months_after as months_after,
    months_between as months_between,
    years_after as years_after,
)
from .ledger import LedgerLine as LedgerLine, ledger_lines as ledger_lines
from .nominations import (
    DECLINED as DECLINED,
    INVITED as INVITED,
    NOMINATED as NOMINATED,
    Nominations as Nominations,
)
from .out_of_cycle import OutOfCycle as OutOfCycle
from .repository import (
    NewReport as NewReport,
    Projects as Projects,
    Start as Start,
)
from .standing import (
    KeptProject as KeptProject,
    Project as Project,
    ProjectTerms as ProjectTerms,
    ReportDate as ReportDate,
)
