"""Which accepted answers may be meant by other words; hints only, for nothing of it is read.

``declarations/meanings.csv`` names words of the trade for choices and countries. Beside these an
answer may begin with a choice, hold one of its words alone, or name a country with a town.
"""

import re
from collections.abc import Mapping, Sequence

from fct.data.common import in_series, loaded_once, normalize, without_accents
from fct.data.program import Field, FieldType, country_code, country_name, declared_rows
from fct.data.proposals import State, read_answer

_COUNTRY = "country"
_MOST = 3  # that are offered; more are no help
_LEAST_LETTERS = 3
_NOT_IN_WORDS = re.compile(r"[^a-z0-9]+")
_YEARS = re.compile(r"(?:fy)?(?:20)?[0-9]{2}$")
_BESIDE = re.compile(r"\s*\(.*?\)|[\s-]*[0-9]+$|^(?:approx\.?|about|the|a|an) ", re.IGNORECASE)
_CONDITIONS = {"if", "but", "unless", "subject", "pending", "when", "not", "provided", "until"}
_BETWEEN = re.compile(r"[;,/&()]| and | or | - ")


def _key(text: str) -> str:
    """Return the letters and digits of a text, so that O-7, O 7 and O7 are one."""
    return _NOT_IN_WORDS.sub("", without_accents(normalize(text)))


@loaded_once
def _meanings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in declared_rows("meanings.csv"):
        meant = tuple(row["meant"].split("|"))
        for field in row["field"].split("|"):
            of_field = found.setdefault(field, {})
            of_field.update((_key(one), meant) for one in row["written"].split(";"))
    return found


def meanings(field: Field, text: str) -> tuple[str, ...]:
    """Return the accepted answers that a text may mean, as far as they can be named.

    Parameters
    ----------
    field : Field
        Of choices or countries.
    text : str
        One answer, or one piece of a list.

    Examples
    --------
    >>> from fct.data.program.form import load_form
    >>> meanings(load_form()["intent_level"], "O7")
    ('general or flag officer or SES',)
    """
    is_country = field.type in {FieldType.COUNTRY, FieldType.COUNTRY_LIST}
    known = _meanings().get(_COUNTRY if is_country else field.id, {})
    key = _key(text)
    # A budget is often named with its year: POM 28, PB27.
    meant = known.get(key) or known.get(_YEARS.sub("", key), ())
    if not meant:
        meant = _countries_in(text) if is_country else _choices_in(field, text)
    return meant if len(meant) <= _MOST else ()


def _countries_in(text: str) -> tuple[str, ...]:
    codes = [country_code(piece) for piece in _BETWEEN.split(text)]
    return tuple(dict.fromkeys(country_name(code) for code in codes if code))


def _choices_in(field: Field, text: str) -> tuple[str, ...]:
    """Return the choices that a text begins with, or whose beginning or words it is."""
    plain = _BESIDE.sub("", text)
    if plain and plain != text and (read := _read(field, plain)):
        return read
    said = _words(text)
    if len("".join(said)) < _LEAST_LETTERS:
        return ()
    begun = [one for one in field.choices if said[: len(_words(one))] == _words(one)]
    # “yes, if funded” is no plain yes, so nothing is offered.
    if begun and not _CONDITIONS.intersection(said):
        # A text may begin with a short choice and with a longer one that holds it: the longest was
        # said.
        return (max(begun, key=len),)
    named = [one for one in field.choices if normalize(one).startswith(normalize(text))]
    return tuple(named or [one for one in field.choices if set(said) <= set(_words(one))])


def _read(field: Field, text: str) -> tuple[str, ...]:
    answer = read_answer(field, text)
    if answer.state is not State.READ:
        return ()
    return answer.value if isinstance(answer.value, tuple) else (answer.value,)


def _words(text: str) -> list[str]:
    return [word for word in _NOT_IN_WORDS.split(normalize(text)) if word]


def question(meant: Sequence[str]) -> str:
    """Return the question whether one of some answers is meant; nothing if none is known."""
    return f"Did you mean {in_series([f'“{one}”' for one in meant], 'or')}?" if meant else ""
