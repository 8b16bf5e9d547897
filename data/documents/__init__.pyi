from .carrying import (
    carry_forward as carry_forward,
    summary_of as summary_of,
    write_form_to_edit as write_form_to_edit,
    write_invited_form as write_invited_form,
)
from .export import export_csv as export_csv, export_xlsx as export_xlsx
from .findings_print import ReportedProposal as ReportedProposal, findings_pdf as findings_pdf
from .findings_xlsx import ListedFile as ListedFile, findings_list as findings_list
from .sample_season import (
    write_refused_samples as write_refused_samples,
    write_sample_season as write_sample_season,
)
from .template import write_template as write_template
