"""Markings of classified content, and the words that only look like them."""

from pathlib import Path

import pytest

from fct.data.gate.markings import MarkingScan, declared_markings, load_markings, plain

MARKED = [
    "SECRET//NOFORN",
    "TOP SECRET//SI//NOFORN",
    "TOP SECRET//SI/TK//ORCON/NOFORN",
    "CONFIDENTIAL//REL TO USA, GBR",
    "secret//noforn",
    "Secret // NoForn",
    "SECRET//NF",
    "SECRET//20451231",
    "SECRET//FGI DEU",
    "SECRET//RD",
    "SECRET//HCS-P//NOFORN",
    "SECRET//REL TO USA, AUS, CAN, GBR, NZL",
    "SECRET NOFORN",
    "SECRET/NOFORN",
    "SECRET - NOFORN",
    "TOP SECRET",
    "SECRET",
    "secret",
    "Top Secret",
    "*** SECRET ***",
    "-- SECRET --",
    "[SECRET]",
    "CONFIDENTIAL",
    "S E C R E T",
    "S-E-C-R-E-T",
    "S.E.C.R.E.T.",
    "C O N F I D E N T I A L",
    "T O P  S E C R E T",
    "SECRET WHEN FILLED IN",
    "SECRET - Army proposal for 2027",
    "Annex B - SECRET",
    "Classification: SECRET",
    "OVERALL CLASSIFICATION: TOP SECRET",
    "Classification: CONFIDENTIAL".upper(),
    "This document is classified SECRET",
    "This workbook contains SECRET information",
    "(S//NF) The sight detects at 9 km.",
    "(TS//SI//NF) x",
    "(C//REL TO USA, GBR) x",
    "(S/NF) x",
    "range of 9 km (S//NF)",
    "Declassify on: 20451231",
    "DECLASSIFY ON: 25X1",
    "COSMIC TOP SECRET",
    "NATO SECRET",
    "Nato Secret",
    "NATO SECRET - RELEASABLE TO SWEDEN",
    "NATO CONFIDENTIAL",
    "NATO RESTRICTED",
    "//NATO SECRET//",
    "(//NS) x",
    "(//CTS) x",
    "(//GBR S) x",
    "//GBR SECRET",
    "//JOINT SECRET GBR USA//REL TO GBR, USA",
    "UK SECRET",
    "UK TOP SECRET",
    "UK SECRET UK EYES ONLY",
    "VS-NfD",
    "VS – NUR FÜR DEN DIENSTGEBRAUCH",
    "VS-NUR FÜR DEN DIENSTGEBRAUCH",
    "VS-VERTRAULICH",
    "GEHEIM",
    "STRENG GEHEIM",
    "SECRET DEFENSE",
    "SECRET DÉFENSE",
    "CONFIDENTIEL DÉFENSE",
    "TRÈS SECRET",
    "DIFFUSION RESTREINTE",
    "SECRET UE/EU SECRET",
    "RESTREINT UE/EU RESTRICTED",
    "STRENGT HEMMELIG",
    "HEMLIG",
    "SEGRETISSIMO",
    "ŚCIŚLE TAJNE",
    "ÇOK GİZLİ",
    "ΑΠΟΡΡΗΤΟ",
    "СТРОГО СЕКРЕТНО",
    "סודי",
    "極秘",
    "SE\u200bCRET//NOFORN",
    "ＳＥＣＲＥＴ//ＮＯＦＯＲＮ",
    "ЅЕСRЕТ//NОFОRN",
    "SECRET\u00a0//\u00a0NOFORN",
    "&CSECRET//NOFORN",
    "&C&K01+000SECRET",
    "&C&K01-049SECRET//NOFORN",
    '&C&"Arial,Bold"&14SECRET',
    "&LArmy&CSECRET&R2026",
    "&KFF0000TOP SECRET",
    "&C&KABCDEFHEMLIG",
    "&C&KabcdefHEMLIG",
    "_x0053_ECRET//NOFORN",
    "TOP SECRET plan",
    "line one\nSECRET\nline three",
]
PASSES = [
    "trade secret",
    "Trade Secrets Act",
    "The Secret Service is the user organization.",
    "Secret Garden",
    "SECRET GARDEN",
    "Project Top Secret Recipe",
    "Confidential business information",
    "Confidential",
    "Company Confidential",
    "COMPANY CONFIDENTIAL",
    "CONFIDENTIAL - PROPRIETARY",
    "Proprietary and confidential to Nordlys AS",
    "The price is confidential until award.",
    "CONFIDENTIAL SI units",
    "The CONFIDENTIAL - RD budget is kept apart",
    "U.S.A.F. and R.A.F.",
    "Prices are given in confidence.",
    "CUI//NOFORN",
    "CUI//SP-CTI//NOFORN",
    "CUI",
    "(CUI//NF)",
    "UNCLASSIFIED",
    "UNCLASSIFIED//FOUO",
    "(U)",
    "(U//FOUO) text",
    "(S)",
    "(C) 2026 Nordlys AS",
    "part(s) and item(s)",
    "(c) the third point",
    "NATO UNCLASSIFIED",
    "NATO STANAG 4569",
    "OFFICIAL",
    "UK OFFICIAL",
    "NOFORN",
    "Approved for NATO SECRET",
    "Accredited up to NATO SECRET by the national authority",
    "a NATO SECRET network",
    "The radio carries NATO SECRET traffic",
    "handles VS-NfD data",
    "A SECRET clearance is required of the test crew",
    "requires a TOP SECRET clearance",
    "Secretary of the Army",
    "secretariat",
    "The requirement document is classified and held by the office.",
    "Unclassified when separated from the enclosure",
    "The marking is UNCLASSIFIED; a classified file must never be sent.",
    "Victoria's Secret",
    "Geheimnis",
    "Restricted data rights",
    "RESTRICTED RIGHTS",
    "see https://example.mil//secret",
    "Derived from: test report 12",
    "Classified by: nobody",
    "secret-level",
    "The secret of its accuracy is a cold hammer-forged barrel",
    "reservado",
    "Proteção",
    "",
]


def marked(*texts: str) -> bool:
    """Whether a file that says these texts is marked."""
    scan = MarkingScan(load_markings())
    return max(map(scan.is_marked_by, texts))  # every text is scanned


def test_a_marking_is_recognized() -> None:
    """Banners, portion marks with a control, authority lines and those of allies."""
    for text in MARKED:
        assert marked(text), text


def test_words_that_mark_nothing_pass() -> None:
    """A word in a sentence, a business note, and what is lawful here."""
    for text in PASSES:
        assert not marked(text), text


def test_a_marking_is_found_among_other_texts() -> None:
    """Wherever it stands in a part."""
    for text in MARKED:
        assert marked(f"ref\0a cell\0{text}\0another cell"), text


@pytest.mark.parametrize(
    "name", ["plan SECRET", "SECRET-plan", "plan.SECRET", "FCT_SECRET_v2", "TOP SECRET annex"]
)
def test_a_level_in_capitals_in_a_name_marks(name: str) -> None:
    """As a word of its own."""
    assert load_markings().marks_name(name)


@pytest.mark.parametrize(
    "name", ["Secret plan", "TRADE_SECRET act", "SECRET SERVICE sight", "SECRETARY", "CONFIDENTIAL"]
)
def test_another_word_in_a_name_does_not(name: str) -> None:
    """Names of offices and things, and a level that is common in business."""
    assert not load_markings().marks_name(name)


@pytest.mark.parametrize("portion", ["(S) The range is 9 km.", "(C) x", "(TS) x"])
@pytest.mark.parametrize("banner", ["Confidential", "  confidential  "])
def test_portion_marks_count_beside_a_banner(portion: str, banner: str) -> None:
    """Each alone is no marking."""
    assert marked(banner, portion)
    assert not marked(portion)
    assert not marked(banner)


def test_an_authority_block_marks() -> None:
    """Two of its lines, in cells of their own."""
    assert marked("Classified By: J. Doe", "Derived From: Guide 3")


@pytest.mark.parametrize(
    "rows",
    [
        [["Document marking", "Confidential"]],
        [["Document marking", "S"]],
        [["Document marking", "TS//SCI"]],
        [["Document marking", "ts//si"]],
        [["Document marking", "TS-SCI"]],
        [["Document marking", "(S)"]],
        [["Document marking", "Secret/NF"]],
        [["Document marking", "SECRET (draft)"]],
        [["Security classification", "Classified"]],
        [["ref", "marking"], ["A", "CUI"], ["B", "c"]],
        [["marking", "Document marking", "confidential"]],
        [["ref", "marking"], ["A", "CUI"], ["B", "Confidential"]],
        [["Classification", 3, "Geheim"]],
    ],
)
def test_an_answer_to_the_marking_marks(rows: list[list[object]]) -> None:
    """A level beside or below the cell that asks for it, in any case."""
    scan = MarkingScan(load_markings())
    said = "\0".join(str(cell) for row in rows for cell in row)

    assert scan.is_marked_by(said) or scan.is_marked_by_rows(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [["Document marking", "UNCLASSIFIED"]],
        [["Classification", "C"]],
        [["Handling", "S"]],
        [["marking", "size"], ["CUI", "S"]],
        [["Price", "Confidential"]],
        [["marking", "title"], ["CUI", "Confidential"]],
    ],
)
def test_another_answer_does_not(rows: list[list[object]]) -> None:
    """The same word in another place is a word."""
    scan = MarkingScan(load_markings())
    scan.is_marked_by("\0".join(str(cell) for row in rows for cell in row))

    assert not scan.is_marked_by_rows(rows)


@pytest.mark.parametrize(
    "text", ["SECRET//NOFORN", "Confidential", "GEHEIM", "極秘", "S E C R E T"]
)
def test_markup_with_a_telling_word_is_not_quiet(text: str) -> None:
    """A text that may hold a marking is looked at closely."""
    assert not MarkingScan(load_markings()).is_quiet(f"<si><t>{text}</t></si>")


def test_markup_without_one_is_quiet() -> None:
    """Most texts are not looked at closely."""
    assert MarkingScan(load_markings()).is_quiet("<si><t>Lightweight mortar sight</t></si>")


@pytest.mark.parametrize("words", declared_markings().values())
def test_words_are_declared_in_the_form_they_are_compared_in(words: list[str]) -> None:
    """Without accents, and each once."""
    assert len(words) == len(set(words))
    assert [plain(word) for word in words if word.isascii()] == [w for w in words if w.isascii()]


def test_several_texts_are_quiet_if_each_is() -> None:
    """One such word is enough, and an accent does not hide it."""
    scan = MarkingScan(load_markings())

    assert scan.is_quiet("a sight", "trade", "geheimnis")
    assert not scan.is_quiet("a sight", "S\u00c9CRET", "trade")


LISTS = Path(__file__).parents[2] / "marking_lists"


def listed(name: str) -> list[str]:
    """The lines of a list; a line break in one is written as in Python."""
    lines = (LISTS / name).read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines]


def test_what_practice_marks_is_found() -> None:
    """At least 97 of 100: banners, portions, authority lines, old forms and those of allies."""
    lines = listed("marked.txt")
    missed = [line for line in lines if not marked(*line.split("\n"))]

    assert len(lines) >= 150
    assert len(missed) <= 0.03 * len(lines), missed


def test_what_acquisition_prose_says_is_no_marking() -> None:
    """At most one false alarm in 100 lines that speak of levels, clearances, rights and secrets."""
    lines = listed("unmarked.txt")
    false = [line for line in lines if marked(*line.split("\n"))]

    assert len(lines) >= 150
    assert len(false) <= 0.01 * len(lines), false


@pytest.mark.parametrize("kind", ["phrases", "secret_words"])
def test_a_foreign_phrase_is_found_in_any_case(kind: str) -> None:
    """Where it is all that a cell says."""
    phrases = declared_markings()[kind]
    forms = (str.upper, str.lower, str.title, str.capitalize)

    assert [form(one) for one in phrases for form in forms if not marked(form(one))] == []


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Security marking: TS",
            "Classification: S",
            "CLASS: TS//SI",
            "Overall classification: C",
        ),
        *("Marking = S", "Classification is TS", "(U) Classification: C", "marking: s//nf"),
        *("Classification: TS/SI/TK", "Marking: CLASSIFIED", "Sec. marking: S"),
    ],
)
def test_a_question_and_its_short_answer_in_one_line_mark(line: str) -> None:
    """In a cell, and in a text that is no workbook."""
    assert MarkingScan(load_markings()).is_marked_by(f"Vendor: Nordlys\0{line}\0Norway")
    assert MarkingScan(load_markings()).is_marked_by(f"Vendor: Nordlys\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        *("Vessel class: S", "Class: C", "Size: S", "Classification: U", "Marking: CUI"),
        *("Hull classification: C", "Classification society class: S", "Category - C"),
    ],
)
def test_a_short_answer_to_another_question_does_not(line: str) -> None:
    """A class, a size or a letter of something else."""
    assert not MarkingScan(load_markings()).is_marked_by(line)
