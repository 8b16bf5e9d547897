"""A refusal as the gate raises it: a code and what was seen, without the sentence.

The sentence is made by the caller, so that the process which meets the file needs no declarations.
"""


class GateRefusalError(Exception):
    """A file that is not taken.

    Parameters
    ----------
    code : str
        One of the codes listed in ``declarations/refusals.csv``.
    seen : dict of str to object
        What fills in the sentence of the code, the file's name apart.
    """

    def __init__(self, code: str, seen: dict[str, object]) -> None:
        super().__init__(code)
        self.code = code
        self.seen = seen


def gate_refusal(code: str, **seen: object) -> GateRefusalError:
    """Return the error to raise for one code."""
    return GateRefusalError(code, seen)
