"""Alike texts: what makes them so, and what never does."""

import pytest

from fct.data.program.overlap_terms import load_overlap_terms
from fct.scoring.overlap.text_similarity import AlikeTexts
from fct.scoring.overlap.words import read_texts

TERMS = load_overlap_terms()
# Titles that make no pair with those below, so that words have their usual rarity.
OTHERS = [
    "Containerized field kitchen",
    "Diver-held mine-hunting sonar",
    "Rapid runway repair mat",
    "Troposcatter communications terminal",
    "Satellite laser-ranging station",
    "Fire-fighting thermal camera",
]


def likeness(left: str, right: str, *others: str) -> float:
    """The likeness of two titles among others; 0 where they make no pair."""
    titles = [left, right, *others, *OTHERS]
    pairs = AlikeTexts(read_texts(titles, TERMS), TERMS, TERMS.title_likeness).pairs
    found = {
        (a, b): one
        for a, b, one in zip(
            pairs.left.tolist(), pairs.right.tolist(), pairs.likeness.tolist(), strict=True
        )
    }
    return found.get((0, 1), 0.0)


def test_the_same_words_in_another_order_are_fully_alike() -> None:
    """Cosine 1."""
    left, right = "Mine-protected clearance vehicle", "Vehicle, clearance, mine protected"

    assert likeness(left, right) == pytest.approx(1)


def test_likeness_is_worked_by_hand() -> None:
    """Two of three words in common: they weigh ln(3/3) + 1 = 1, the third ln(3/2) + 1 = 1.405.

    Cosine: (1 + 1) / (1 + 1 + 1.405^2) = 0.503.
    """
    texts = read_texts(["alpha delta xylem", "alpha delta gamut"], TERMS)

    assert AlikeTexts(texts, TERMS, 0.5).pairs.likeness.tolist() == pytest.approx([0.503], abs=1e-3)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Troposcatter antenna mast", "Tropo-scatter antenna mast"),
        ("Erosion-resistant impeller", "Impeller, erosion resisting"),
        ("Decontaminating lotion for wounds", "Wound decontamination lotion"),
        ("Ballistic visor", "Balistic visor"),
        ("Prac. grenade dye marker", "Practice grenade dye marker"),
    ],
)
def test_forms_of_one_word_count_as_that_word(left: str, right: str) -> None:
    """Endings, hyphens, misspellings and words cut short."""
    assert likeness(left, right) > 0.7


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("40 mm practice cartridge", "84 mm practice cartridge"),
        ("5.56 mm machine gun", "7.62 mm machine gun"),
        ("2.75-inch guided rocket", "5-inch guided rocket"),
    ],
)
def test_another_size_is_another_item(left: str, right: str) -> None:
    """However alike the words are; without the sizes they are fully alike."""
    words = [text.split(maxsplit=1)[1] for text in (left, right)]

    assert likeness(left, right) == 0
    assert likeness(left, words[1].removeprefix("mm ")) > 0.7


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Improved battery cells", "Improved radio handset"),
        ("Advanced shower system", "Advanced sewage system"),
        ("Protection of hangars", "Detection of hangars' leaks"),
        ("155 mm ammunition", "155 mm howitzer barrel cleaning brush"),
        ("5.56 mm ammunition for snipers", "5.56 mm rifle bayonet"),
    ],
)
def test_generic_words_and_a_calibre_make_no_pair(left: str, right: str) -> None:
    """The words that distinguish the items differ."""
    assert likeness(left, right) == 0


def test_one_word_in_common_is_enough_only_where_hardly_another_is_left() -> None:
    """Two mats are not one item; a rebreather with an adjective may be."""
    assert likeness("Airfield light-duty mat", "Taxiway edge mat") == 0
    assert likeness("Rebreather", "Rebreathers for crews") == pytest.approx(1)


def test_shared_words_are_shown_as_the_first_writes_them() -> None:
    """Both sides of a pair, each form of a word, and each word once."""
    texts = read_texts(["Erosion-resisting blade, blades", "Blade erosion resistant"], TERMS)
    alike = AlikeTexts(texts, TERMS, TERMS.title_likeness)

    assert alike.shared_words(*texts) == ["erosion", "resisting", "blade", "blades"]


def test_a_text_keeps_only_its_nearest() -> None:
    """Of 26 texts that are all alike, each keeps the first two; a pair stays if either keeps it.

    Text 0 keeps 1 and 2, text 1 keeps 0 and 2, all others keep 0 and 1: 1 + 24 x 2 pairs.
    """
    few = TERMS.model_copy(update={"nearest": 2})
    titles = [f"zinc copper extra{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    found = AlikeTexts(read_texts(titles, few), few, 0.1).pairs

    assert len(found.left) == 49
    assert set(found.left.tolist()) == {0, 1}


def test_texts_without_words_have_no_pairs() -> None:
    """An empty batch and a batch of empty titles are no error."""
    assert len(AlikeTexts([], TERMS, 0.5).pairs.left) == 0
    assert len(AlikeTexts(read_texts(["", "new"], TERMS), TERMS, 0.5).pairs.left) == 0
