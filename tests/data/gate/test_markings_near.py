"""Lines that mark what they stand in, and lines of business that look like them."""

from fct.data.gate.markings import MarkingScan, load_markings

MARKS = [
    *("(S//REL) x", "(TS//REL) x", "(S//REL USA, GBR) x", "(S//RSEN) x", "(C//PR) x"),
    *("( S//NF ) x", "(s//nf) x", "(//CTSA) x", "(//NSAT) x", "(//JOINT S) x"),
    *("TS//SI//NF", "TS//SI/TK//NOFORN", "S//NF", "S//NOFORN", "C//NOFORN", "TS//NOFORN"),
    *("Classification: S//NF", "Marking: S//NF", "//CTS//ATOMAL", "//DEU GEHEIM"),
    *("SECRET Page 1 of 3", "SECRET 12 June 2026", "SECRET DRAFT", "SECRET Copy 3 of 5"),
    *("&CSECRET Page &P of &N", "Page 2 SECRET", "SECRET 3"),
    *("SECRET (NOFORN)", "SECRET|NOFORN", "SECRET\\NOFORN", "SECRET / / NOFORN"),
    *("SECRET///NOFORN", "SECRET & NOFORN", "Secret/Noforn", "SECRET/REL USA", "SECRET REL FVEY"),
    *("CONFIDENTIAL (NOFORN)", "CONFIDENTIAL: NOFORN", "Confidential/NOFORN"),
    *("CONFIDENTIAL//REL USA, GBR", "SECRET//25X1", "TOP-SECRET", "S  E  C  R  E  T"),
    *("S E C R E T / / N O F O R N", "CLASSIFIED SECRET", "Classified: SECRET"),
    *("Security marking: SECRET", "The overall classification of this briefing is SECRET"),
    *("This page contains information classified SECRET", "SECRET (WHEN FILLED IN)"),
    *("Declassify on: January 1, 2040", "DECL ON: 20351231"),
    "This document contains Restricted Data as defined in the Atomic Energy Act of 1954",
    *("NATO/OTAN SECRET", "OTAN SECRET", "NATO-SECRET", "HEMLIG/SECRET", "HEMLIG/RESTRICTED"),
    *("VS-GEHEIM", "VS - NFD", "GEHEIM - amtlich geheimgehalten", "STG GEHEIM"),
    *("DEPARTEMENTAAL VERTROUWELIJK", "CONFIDENTIEL-DÉFENSE", "KÄYTTÖ RAJOITETTU"),
    *("STRENGT FORTROLIG", "ΕΜΠΙΣΤΕΥΤΙΚΟ", "СОВЕРШЕННО СЕКРЕТНО", "שמור", "特定秘密", "绝密"),
    *("U.S. SECRET", "US CONFIDENTIAL", "ROK SECRET", "SECRETO", "MUITO SECRETO"),
    *("Nato Restricted", "Diffusion Restreinte", "Stg. Confidentieel"),
    *("SECRET_NOFORN", "TOP_SECRET", "SECRET (2)"),
    *("&C&16S&12ECRET//&16N&12OFORN", "&C&BS&BECRET", "&16S&12ECRET"),
]
PASSES = [
    *("Networks: UNCLASSIFIED, SECRET, TOP SECRET", "SIPRNet (SECRET)"),
    *("supports UNCLASSIFIED through TOP SECRET", "Clearance required: TOP SECRET"),
    "protects information up to and including TOP SECRET",
    *("certified for SECRET//NOFORN data", "approved for SECRET//REL traffic"),
    *("The radio encrypts NATO SECRET voice", "EU RESTRICTED crypto"),
    "THIS DOCUMENT CONTAINS CONFIDENTIAL AND PROPRIETARY INFORMATION",
    *("This document is confidential and may be privileged", "THIS DOCUMENT IS CONFIDENTIAL"),
    *("CONFIDENTIAL - CEO ONLY", "CONFIDENTIAL - EYES ONLY", "CONFIDENTIAL WHEN COMPLETED"),
    *("(C/SI) carbide", "(S/RD)", "(C-RD)", "(C/TK) tank", "(C-OC)", "(S/N 12345)", "(C-130J)"),
    *("class//method", "http://www.nf", "https://si.example", "R&D", "AT&T BUSINESS"),
    *("Restricted access to the range", "a secret thing 000000001", "Declared on 3 May 2026"),
    *("Distribution restricted", "The vendor restricted the test", "Vertrag"),
]


def test_a_line_marks() -> None:
    """Short banners, page lines, other strokes, statements and allies, alone and among others."""
    for text in MARKS:
        assert MarkingScan(load_markings()).is_marked_by(text), text
        assert MarkingScan(load_markings()).is_marked_by(f"ref\0{text}\0another cell"), text


def test_a_line_of_business_passes() -> None:
    """Levels that are spoken of, notes between firms, and short words in brackets."""
    for text in PASSES:
        assert not MarkingScan(load_markings()).is_marked_by(text), text


def test_a_marking_in_a_long_line_is_found_wherever_it_stands() -> None:
    """A long line is looked at in pieces; one that is spoken of passes at each place of a cut."""
    words = "plain words of a report " * 300
    for at in range(1_750, 2_080, 3):
        marked = f"{words[:at]} TOP SECRET//NOFORN {words}"
        spoken_of = f"{words[:at]} approved for SECRET//NOFORN data {words}"

        assert MarkingScan(load_markings()).is_marked_by(marked), at
        assert not MarkingScan(load_markings()).is_marked_by(spoken_of), at


def test_the_end_of_a_piece_is_no_end_of_a_line() -> None:
    """A level at the end of a line marks as that of a page; where a line goes on it does not."""
    words = "plain words of a report " * 300
    for at in range(1_900, 2_060):
        assert not MarkingScan(load_markings()).is_marked_by(f"{words[:at]} - SECRET {words}"), at
    assert MarkingScan(load_markings()).is_marked_by(f"{words} - SECRET")
