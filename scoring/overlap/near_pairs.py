"""Which rows of a sparse matrix are at least so alike, found without comparing all with all.

Exact: each row keeps only its rarest columns as index, so many that what is left could not reach
the likeness alone (prefix filter of Bayardo, Ma and Srikant, "Scaling up all pairs similarity
search", WWW 2007). Common columns are then never multiplied, and the work grows with the pairs
that are found rather than with the square of the rows.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_CHUNK = 2000  # rows at a time: bounds the memory of the products
_BATCH = 200_000  # pairs at a time
_MARGIN = 1e-9  # of floating point: a pair at the very limit is kept


class NearPairs(NamedTuple):
    """Pairs of rows, the first always before the second.

    Attributes
    ----------
    left, right : ndarray of shape (n_pairs,)
        Positions of the rows.
    likeness : ndarray of shape (n_pairs,)
        Cosine, from 0 to 1.
    """

    left: npt.NDArray[np.intp]
    right: npt.NDArray[np.intp]
    likeness: npt.NDArray[np.float64]

    def only(self, wanted: npt.NDArray[np.bool_]) -> "NearPairs":
        """Return the pairs that are wanted."""
        return NearPairs(self.left[wanted], self.right[wanted], self.likeness[wanted])

    def plus(self, *others: "NearPairs") -> "NearPairs":
        """Return these pairs and others."""
        every = (self, *others)
        return NearPairs(
            np.concatenate([pairs.left for pairs in every]),
            np.concatenate([pairs.right for pairs in every]),
            np.concatenate([pairs.likeness for pairs in every]),
        )


def no_pairs() -> NearPairs:
    """Return no pairs."""
    return NearPairs(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))


def near_pairs(rows: "csr_array", least: float) -> NearPairs:
    """Return every pair of rows whose cosine is at least ``least``, in the order of the rows.

    Parameters
    ----------
    rows : csr_array of shape (n_rows, n_columns)
        Rows of length 1, or empty; no value is negative.
    least : float
        Above 0, at most 1.

    Returns
    -------
    NearPairs
    """
    from scipy.sparse import csr_array

    # Rare columns first: the part that is indexed then holds those that few rows share, and
    # products are few.
    counts = np.bincount(rows.indices, minlength=rows.shape[1])
    ordered = csr_array(rows[:, np.argsort(counts, kind="stable")])  # rare columns first
    ordered.sort_indices()
    index, rest = _index(ordered, least)
    turned = csr_array(ordered.T)
    found = [no_pairs()]
    for start in range(0, rows.shape[0], _CHUNK):
        chunk = slice(start, start + _CHUNK)
        part = (index[chunk] @ turned).tocoo()
        left, right = part.row.astype(np.intp), part.col.astype(np.intp)
        # What the index saw plus the most that the left-out part can add: both rows have length 1,
        # so by Cauchy and Schwarz no more than that part's own length.
        near = part.data + rest[chunk][left] >= least - _MARGIN
        # Each pair once, and no row with itself.
        near &= left + start < right
        found.append(_compared(ordered, left[near] + start, right[near]))
    pairs = found[0].plus(*found[1:])
    pairs = pairs.only(pairs.likeness >= least - _MARGIN)
    order = np.lexsort((pairs.right, pairs.left))
    return NearPairs(pairs.left[order], pairs.right[order], pairs.likeness[order])


def _index(ordered: "csr_array", least: float) -> "tuple[csr_array, npt.NDArray[np.float64]]":
    """Return the rare part of each row, and the length of the part that is left out."""
    from scipy.sparse import csr_array

    # From each entry on, the length of the rest of its row: once that is below the limit, the rest
    # alone can make no pair (prefix filter).
    squares = np.concatenate([[0.0], np.cumsum(ordered.data**2)])
    ends = np.repeat(squares[ordered.indptr[1:]], np.diff(ordered.indptr))
    kept = np.sqrt(np.maximum(ends - squares[:-1], 0)) >= least - _MARGIN
    index = csr_array(
        (ordered.data * kept, ordered.indices, ordered.indptr), shape=ordered.shape, copy=True
    )
    index.eliminate_zeros()
    owner = np.repeat(np.arange(ordered.shape[0]), np.diff(ordered.indptr))
    left_out = np.bincount(owner, (ordered.data * ~kept) ** 2, minlength=ordered.shape[0])
    return index, np.sqrt(left_out)


def _compared(
    rows: "csr_array", left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]
) -> NearPairs:
    batches = [slice(start, start + _BATCH) for start in range(0, len(left), _BATCH)]
    likeness = [shared_weight(rows, left[batch], right[batch]) for batch in batches]
    return NearPairs(left, right, np.concatenate([np.zeros(0), *likeness]))


def shared_weight(
    rows: "csr_array", left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return the product of each pair of rows: of 0 and 1, the number of columns in common."""
    products: npt.NDArray[np.float64] = rows[left].multiply(rows[right]).sum(axis=1)
    return products
