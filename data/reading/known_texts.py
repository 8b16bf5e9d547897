"""The texts that every form holds, which are looked at for markings once and not in each file.

Most of what a form says is the form itself: its questions, its help, its lists. A text counts only
where it is the same to the last sign; what stands beside it is looked at as before.
"""

import json

from fct.data.gate import Markings

# pathlib is not imported in the process that reads files.
_FILE = f"{__file__.rpartition('/')[0]}/../known/form_texts.json"


def known_texts(markings: Markings) -> frozenset[str]:
    """Return the texts of ``known/form_texts.json`` that mark nothing, the empty one with them.

    Parameters
    ----------
    markings : Markings
    """
    with open(_FILE, encoding="utf-8") as texts:  # noqa: PTH123 - as above
        return markings.quiet_among(["", *json.load(texts)])
