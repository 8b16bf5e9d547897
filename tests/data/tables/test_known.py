"""What several subjects ask of a cycle's rows."""

from collections.abc import Callable

import pytest

from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from fct.data.tables.known import is_proposal_known, refuse_unknown


def test_a_ref_is_known_in_its_own_year_alone(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Whoever names another is referred to the receipt."""
    store.submissions.add(make_submission("a", make_proposal("A")))

    with store.reading() as connection:
        refuse_unknown(connection, 2027, "A")
        assert is_proposal_known(connection, 2027, "A")
        assert not is_proposal_known(connection, 2028, "A")
        with pytest.raises(DeniedError, match="There is no A that you may see"):
            refuse_unknown(connection, 2028, "A")
