"""Countries: from the name or code that a sponsor wrote to the ISO 3166-1 alpha-2 code.

Names and codes come from pycountry; ``declarations/country_names.csv`` adds common names that it
lacks. Nothing is inferred by likeness, and parts of a country are no country.
"""

import functools
from collections.abc import Mapping

import pycountry

from fct.data.common import loaded_once, normalize, without_accents
from fct.data.program.form import declared_rows, declared_yaml

_DROPPED = str.maketrans(dict.fromkeys(".,()[]", " ") | {"\u2019": "'"})


@functools.lru_cache(maxsize=4096)
def _key(name: str) -> str:
    plain = normalize(without_accents(name))
    undotted = plain.replace(".", "").translate(_DROPPED)
    return " ".join(word for word in undotted.split() if word != "the")


@loaded_once
def _codes() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            name = getattr(country, attribute, None)
            if name:
                codes[_key(name)] = country.alpha_2
                first, _, rest = name.partition(", ")
                codes.setdefault(_key(f"{rest} {first}"), country.alpha_2)  # “Congo, The ...”
    codes.update((_key(row["name"]), row["code"]) for row in declared_rows("country_names.csv"))
    return codes


def country_code(written: str) -> str | None:
    """Return the alpha-2 code of the one country that ``written`` names, else None."""
    of_list = pycountry.countries  # whose own names are what the form's drop-down offers
    named = of_list.get(name=written) or of_list.get(common_name=written)
    return named.alpha_2 if named else _codes().get(_key(written))


def country_name(code: str) -> str:
    """Return the short name of a country by its alpha-2 code."""
    country = pycountry.countries.get(alpha_2=code)
    return getattr(country, "common_name", None) or country.name if country else code


def country_names() -> list[str]:
    """Return the names that the drop-down of the form offers, in alphabetical order."""
    return sorted(country_name(country.alpha_2) for country in pycountry.countries)


@loaded_once
def country_group(name: str) -> frozenset[str]:
    """Return the codes of one dated list of ``country_groups.yaml``."""
    return frozenset(declared_yaml("country_groups.yaml")[name]["codes"])
