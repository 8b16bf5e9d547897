"""The closed list of reasons for which a file is not taken, each with its sentence."""

from collections.abc import Mapping

from fct.data.common import RefusalError, loaded_once
from fct.data.program.form import declared_rows


@loaded_once
def refusal_messages() -> Mapping[str, str]:
    """Return the sentence of each code, in the order of ``declarations/refusals.csv``."""
    return {row["code"]: row["message"] for row in declared_rows("refusals.csv")}


def refusal(code: str, **seen: object) -> RefusalError:
    """Return the error to raise for one code; ``seen`` fills in its sentence."""
    return RefusalError(code, refusal_messages()[code].format(**seen))
