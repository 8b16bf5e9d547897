"""Countries: names and codes that are known, and what is not guessed."""

import pycountry
import pytest

from fct.data.program.countries import country_code, country_group, country_name, country_names

# The names that reading 26 lists, with United States of America.
NAMED = {
    "US": ("USA", "United States", "United States of America", "U.S.A.", "the United States"),
    "GB": ("UK", "Great Britain", "Britain", "U.K.", "The United Kingdom"),
    "KR": ("South Korea", "Republic of Korea", "Korea, Republic of", "Korea (Republic of)"),
    "KP": ("North Korea", "Korea, Democratic People's Republic of"),
    "CZ": ("Czech Republic", "Czechia"),
    "TR": ("Turkey", "Türkiye", "TURKIYE", "Tu\u0308rkiye"),
    "NL": ("Netherlands", "Holland", "the Netherlands", "Netherlands, The"),
    "RU": ("Russia", "Russian Federation"),
    "IR": ("Iran", "Iran, Islamic Republic of"),
    "SY": ("Syria", "Syrian Arab Republic"),
    "VN": ("Vietnam", "Viet Nam"),
    "TW": ("Taiwan",),
    "MM": ("Burma", "Myanmar"),
    "VE": ("Venezuela", "Venezuela, Bolivarian Republic of"),
    "AE": ("UAE", "United Arab Emirates"),
    "SK": ("Slovakia", "Slovak Republic"),
    "CI": ("Côte d'Ivoire", "Cote d’Ivoire"),
    "NO": ("NO", "nor", "Norway", "  NORWAY ", "Ｎｏｒｗａｙ", "Kingdom of Norway"),
}


def test_a_common_name_is_known() -> None:
    """Case, full stops, diacritics and an outer "the" do not count (reading 26)."""
    for code, name in [(code, name) for code, names in NAMED.items() for name in names]:
        assert country_code(name) == code, (code, name)


@pytest.mark.parametrize("attribute", ["alpha_2", "alpha_3", "name", "official_name"])
def test_every_iso_name_and_code_is_known(attribute: str) -> None:
    """Every country is read from its codes, its short and its official name (reading 26)."""
    wrong = [
        country.alpha_2
        for country in pycountry.countries
        if (name := getattr(country, attribute, None)) and country_code(name) != country.alpha_2
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "written",
    [
        *("Bavaria", "England", "Scotland", "Texas", "Europe", "NATO", "EU"),
        *("Norway; Sweden", "Norway, Sweden", "Norway/Sweden", "Norway and Sweden"),
        *("Norwey", "Korea", "578", "none", "TRUE", "the", "", ".", "\ud800"),
    ],
)
def test_nothing_is_guessed(written: str) -> None:
    """Parts of a country, two countries and misspellings are no country (reading 26)."""
    assert country_code(written) is None


def test_the_default_list_of_excluded_countries() -> None:
    """22 CFR 126.1(d)(1) and Russia, Hong Kong and Macao with China (reading 27)."""
    codes = "BY MM CN HK MO CU IR KP SY VE RU"

    assert country_group("excluded") == set(codes.split())


def test_the_united_states_and_its_territories() -> None:
    """Reading 25."""
    assert country_group("united_states") == {"US", "AS", "GU", "MP", "PR", "UM", "VI"}


def test_the_qualifying_countries_hold_both_paragraphs() -> None:
    """DFARS 225.872-1 (a), and (b) with Austria; every code is one of ISO 3166 (reading 48)."""
    codes = country_group("qualifying")

    assert "AT" in codes
    assert "NO" in codes  # a trap: YAML reads a bare NO as a truth value
    assert all(pycountry.countries.get(alpha_2=code) for code in codes)
    assert len(codes) == 28


def test_a_code_is_shown_by_its_name() -> None:
    """Pages show names; what is no code is shown as it is."""
    assert country_name("KR") == "South Korea"
    assert country_name("XX") == "XX"


def test_every_name_that_the_form_offers_is_read() -> None:
    """The drop-down never offers an answer that the reader refuses."""
    assert [name for name in country_names() if country_code(name) is None] == []
