from .acts import (
    Purchase as Purchase,
    procured as procured,
    refuse_closed as refuse_closed,
    terminated as terminated,
    transferred as transferred,
)
from .dates import (
    months_after as months_after,
)
from .ledger import ledger_lines as ledger_lines
from .nominations import (
    DECLINED as DECLINED,
    INVITED as INVITED,
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
)
