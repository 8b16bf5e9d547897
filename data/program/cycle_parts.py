"""How money, fiscal years and refs are written in a cycle file, and what its parts refuse."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from fct.data.common import as_shown

FIRST_YEAR, LAST_YEAR = 2000, 2099
LARGEST_KUSD = 10_000_000  # ten billion dollars; the whole program had 50 million a year


def as_decimal(value: Any) -> Any:
    """Return money as the decimal that is shown, not its binary neighbor (reading 5)."""
    return as_shown(value) if isinstance(value, float) else value


def _text_ref(value: Any) -> Any:
    return str(value).strip() if isinstance(value, int | str) else value


Kusd = Annotated[Decimal, BeforeValidator(as_decimal), Field(ge=0, le=LARGEST_KUSD)]
FiscalYear = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Ref = Annotated[str, BeforeValidator(_text_ref)]


class CyclePart(BaseModel):
    """A frozen record that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
