from .basis import Basis as Basis
from .choices import Choice as Choice
from .deciding import (
    advise as advise,
    approve as approve,
    bases_by as bases_by,
    basis_now as basis_now,
    decide as decide,
    is_apart as is_apart,
    new_supplement as new_supplement,
    preview as preview,
    publish as publish,
    send_back as send_back,
    slate_shown as slate_shown,
    standing_of as standing_of,
    submit as submit,
)
from .meeting_files import (
    PDF as PDF,
    XLSX as XLSX,
    meeting_paper as meeting_paper,
    write_meeting_paper as write_meeting_paper,
)
from .package import (
    make_package as make_package,
    package_zip as package_zip,
    write_package as write_package,
)
from .standing import Standing as Standing
from .steps import covered_by as covered_by, deny_submission as deny_submission
