"""What people may do with a project as it stands."""

import datetime as dt
from decimal import Decimal

import pytest

from fct.data.common.errors import NotNowError, UsageError
from fct.data.projects.acts import Purchase, procured, terminated, transferred
from tests.support.stores.projects import ACTOR, answers, project_of, report_of

TESTED = project_of(
    report_of("A", 0, answers(finding="met", finding_date=dt.date(2028, 6, 30)))
).kept


def test_nothing_is_bought_before_the_close_out() -> None:
    """There is no tested item yet."""
    with pytest.raises(NotNowError, match="No close-out of A has stated a finding") as refused:
        procured(project_of().kept, ACTOR, None, "not wanted")
    assert refused.value.code == "NO_FINDING"


def test_a_purchase_is_not_before_the_finding() -> None:
    """The day is one or the other."""
    with pytest.raises(UsageError, match="before the finding of 2028-06-30"):
        procured(TESTED, ACTOR, Purchase(1, Decimal(1), dt.date(2028, 6, 29)), "bought")


def test_a_closed_project_takes_no_step() -> None:
    """Its record stays as it is."""
    closed = project_of(steps=[terminated(project_of().kept, ACTOR, "no money")]).kept
    with pytest.raises(NotNowError, match="A is terminated: the project has ended"):
        transferred(closed, ACTOR, "Navy", "takes over")


def test_a_component_is_named_as_the_form_has_it() -> None:
    """In any letters; what is none is refused with the list."""
    assert transferred(TESTED, ACTOR, "navy", "takes over").component == "Navy"
    with pytest.raises(UsageError, match="No component is called Coast Guard; components are Army"):
        transferred(TESTED, ACTOR, "Coast Guard", "takes over")
    with pytest.raises(NotNowError, match="belongs to Army already"):
        transferred(TESTED, ACTOR, "Army", "takes over")


def test_each_step_needs_a_reason() -> None:
    """A blank one is none."""
    with pytest.raises(UsageError, match="needs a reason"):
        terminated(TESTED, ACTOR, "  ")
