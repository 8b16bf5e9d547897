"""The marking of every page and document: banner and designation indicator block (DoDI 5200.48).

The proposals hold procurement plans, prices and vendors' data, so each page is CUI until the
controlling office says otherwise. What the office decides stands in ``marking.yaml`` in FCT_HOME.
"""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fct.data.common import UsageError, parse_yaml, read_text
from fct.data.program.rubric import explain

FILE = "marking.yaml"


class Marking(BaseModel):
    """What the banner and the block say; words in square brackets are to be filled in.

    Attributes
    ----------
    banner : str
        At the top and the bottom of every page and export; no category and no portion marks.
    controlled_by, categories, dissemination, contact : str
        Lines of the designation indicator block.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    banner: str = Field(default="CUI", min_length=1, max_length=80)
    controlled_by: str = "[placeholder: office that controls this information]"
    categories: str = "[placeholder: at most three CUI categories]"
    dissemination: str = "[placeholder: dissemination control or distribution statement]"
    contact: str = "[placeholder: name, telephone or e-mail]"

    @property
    def is_designated(self) -> bool:
        """Whether every line of the block is filled in."""
        return not any(words.lstrip().startswith("[") for _, words in self.lines())

    def lines(self) -> list[tuple[str, str]]:
        """Return the lines of the block as label and words."""
        return [
            ("Controlled by", self.controlled_by),
            ("CUI category", self.categories),
            ("Distribution/dissemination", self.dissemination),
            ("POC", self.contact),
        ]


def load_marking(home: Path) -> Marking:
    """Return the marking that ``marking.yaml`` in the home folder sets, or the placeholders.

    Raises
    ------
    UsageError
        If the file is not YAML, or holds an unknown key or a value that is not text.
    """
    path = home / FILE
    try:
        if not path.exists():
            return Marking()
        content: Any = parse_yaml(read_text(path, "marking"), f"{FILE} in FCT_HOME")
        return Marking.model_validate({} if content is None else content)
    except ValidationError as error:
        raise UsageError(f"{FILE}: {explain(error)}") from None
