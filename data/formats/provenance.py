"""Where what goes out comes from: cycle, run, and the versions of what it was judged by."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fct.data.common import parse_yaml
from fct.data.formats.judging_code import code_version
from fct.data.formats.schemas import SCHEMA_VERSION
from fct.data.program import load_form, read_declaration, rules_sha256, sha256_of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fct.data.tables import Run

_SHORT = 12  # of a hash, enough to set two apart
_FORM = "form.yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """Where an answer, a file or a page comes from; what does not apply is None.

    Attributes
    ----------
    cycle : int or None
        The fiscal year.
    cycle_version : int or None
        Of its file.
    run : str or None
        The run that it shows, else the one that readers see of its cycle.
    rubric_version : str or None
    rules_version : str
        The first twelve digits of the SHA-256 of the rules.
    code_version : str
        Of the program, and of the code that judges.
    form_version : str
    schema_version : int
        Of the format.
    """

    cycle: int | None = None
    cycle_version: int | None = None
    run: str | None = None
    rubric_version: str | None = None
    rules_version: str
    code_version: str
    form_version: str
    schema_version: int = SCHEMA_VERSION

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)

    def parts(self) -> list[tuple[str, str]]:
        """Return what applies, each with its name, as a page shows it."""
        said = [
            ("Cycle", f"FY{self.cycle}" if self.cycle else None),
            ("Cycle file", f"version {self.cycle_version}" if self.cycle_version else None),
            ("Run", self.run),
            ("Rubric", self.rubric_version),
            ("Rules", self.rules_version),
            ("Code", self.code_version),
            ("Form", self.form_version),
            ("Format", str(self.schema_version)),
        ]
        return [(name, value) for name, value in said if value is not None]

    def sentence(self) -> str:
        """Return it in one sentence, as it stands in a file."""
        return f"Made from {self.words()}."

    def words(self) -> str:
        """Return what applies in one line, behind a head that says “Made from”."""
        return ", ".join(f"{name.lower()} {value}" for name, value in self.parts())


def provenance_of_program(
    cycle: int | None = None,
    cycle_version: int | None = None,
    rubric_version: str | None = None,
) -> Provenance:
    """Return where something comes from that shows no run: this program as it is.

    Parameters
    ----------
    cycle : int, optional
        The fiscal year that it is about.
    cycle_version : int, optional
    rubric_version : str, optional
        Of the rubric that it was judged by.
    """
    return Provenance(
        cycle=cycle,
        cycle_version=cycle_version,
        rubric_version=rubric_version,
        rules_version=rules_sha256()[:_SHORT],
        code_version=code_version(),
        form_version=load_form().version,
    )


def provenance_of_run(run: "Run", texts: "Callable[[], Mapping[str, str]]") -> Provenance:
    """Return where something comes from that shows a run: what the run was judged by.

    Parameters
    ----------
    run : Run
    texts : callable
        Gives the declarations that the run kept, by name. An older run kept none, and its form is
        then named by its hash unless it is the one of today.
    """
    return Provenance(
        cycle=run.fiscal_year,
        cycle_version=run.cycle_version,
        run=run.id,
        rubric_version=run.evidence.get("rubric", {}).get("version", run.rubric_sha256[:_SHORT]),
        rules_version=run.rules_sha256[:_SHORT],
        code_version=run.code_version,
        form_version=_form_version(run, texts),
    )


def _form_version(run: "Run", texts: "Callable[[], Mapping[str, str]]") -> str:
    form, kept = load_form(), run.evidence.get("declarations", {}).get(_FORM)
    # An older run kept no more of the form than its hash.
    if kept is None:
        return form.version if run.form_sha256 == form.sha256 else run.form_sha256[:_SHORT]
    if kept == sha256_of_text(read_declaration(_FORM)):
        return form.version
    return str(parse_yaml(texts()[_FORM], _FORM)["version"])
