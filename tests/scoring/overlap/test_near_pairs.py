"""Pairs of alike rows, against a comparison of all with all."""

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from fct.scoring.overlap.near_pairs import near_pairs, no_pairs, shared_weight


def unit_rows(seed: int, rows: int, columns: int) -> csr_array:
    """Rows of length 1 with a few values each; some are empty."""
    chance = np.random.default_rng(seed)
    made = random_array((rows, columns), density=0.15, rng=chance).toarray()
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    return csr_array(made / np.where(lengths == 0, 1, lengths))


def test_the_likeness_of_two_rows_is_their_cosine() -> None:
    """(0.6, 0.8, 0) and (0, 0.8, 0.6): 0.64; the third shares nothing."""
    rows = csr_array(np.array([[0.6, 0.8, 0.0, 0.0], [0.0, 0.8, 0.6, 0.0], [0.0, 0.0, 0.0, 1.0]]))
    pairs = near_pairs(rows, 0.6)

    assert list(zip(pairs.left, pairs.right, strict=True)) == [(0, 1)]
    assert pairs.likeness.tolist() == pytest.approx([0.64])
    assert len(near_pairs(rows, 0.65).left) == 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("least", [0.2, 0.5, 0.9])
def test_no_pair_is_missed_and_none_is_added(seed: int, least: float) -> None:
    """The rare columns that are indexed find what all columns would."""
    rows = unit_rows(seed, 150, 30)
    cosines = np.triu((rows @ rows.T).toarray(), 1)
    expected = np.argwhere(cosines >= least)
    pairs = near_pairs(rows, least)

    assert len(expected) > 0
    assert np.column_stack([pairs.left, pairs.right]).tolist() == expected.tolist()
    assert pairs.likeness == pytest.approx(cosines[cosines >= least])


def test_rows_past_the_first_chunk_are_compared_with_all() -> None:
    """Row 0 equals row 4,500, and the others are alone."""
    columns = np.arange(4501)
    columns[4500] = 0
    rows = csr_array((np.ones(4501), (np.arange(4501), columns)), shape=(4501, 4501))
    pairs = near_pairs(rows, 0.5)

    assert (pairs.left.tolist(), pairs.right.tolist()) == ([0], [4500])


def test_no_rows_have_no_pairs() -> None:
    """Nothing to compare is no error."""
    assert len(near_pairs(csr_array((0, 3)), 0.5).left) == 0
    assert len(no_pairs().plus(no_pairs()).left) == 0


def test_shared_weight_counts_common_columns() -> None:
    """Of (1, 1, 0) and (1, 1, 1): two."""
    rows = csr_array(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]))

    assert shared_weight(rows, np.array([0]), np.array([1])).tolist() == [2]
