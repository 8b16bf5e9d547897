"""The conditions that a selection of new starts has to keep, as a cycle or a scenario states them.

What a selection makes of them is said in :mod:`fct.scoring.ranking.set_comparison`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from fct.data.common import UsageError, loaded_once, normalize
from fct.data.program.cycle_dates import CyclePart, FiscalYear, Kusd, Ref, as_decimal
from fct.data.program.form import declared_yaml, load_form
from fct.data.program.rubric import explain

ALL = "all"
"""In ``partial``: every new start may be given a part."""

_SMALLEST_STEP = Decimal("0.01")  # a hundred shares a project are enough to search

Money = Mapping[FiscalYear, Kusd]
Share = Annotated[Decimal, BeforeValidator(as_decimal), Field(gt=0, le=1)]


@loaded_once
def _declared_step_share() -> Decimal:
    declared = declared_yaml("selection.yaml")
    return Decimal(str(declared["partial"]["step_share"]))


def _component_name(name: str) -> str:
    """Return a component as the form spells it."""
    choices = load_form()["component"].choices
    known = {normalize(choice): choice for choice in choices}
    if normalize(name) not in known:
        raise ValueError(f"no component is called {name}; components are {', '.join(choices)}")
    return known[normalize(name)]


class _ConditionPart(CyclePart):
    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none_given(cls, value: Any, info: Any) -> Any:
        """People leave the heading and delete the lines."""
        field = cls.model_fields[info.field_name]
        return (
            value
            if value is not None or field.is_required()
            else field.get_default(call_default_factory=True, validated_data={})
        )


class ComponentLimits(_ConditionPart):
    """What the new starts of one component get together, in thousands of dollars.

    Attributes
    ----------
    floor_kusd, ceiling_kusd : mapping of int to Decimal
        At least and at most, by fiscal year. A year not named has no limit.
    """

    floor_kusd: Money = Field(default_factory=dict)
    ceiling_kusd: Money = Field(default_factory=dict)

    @model_validator(mode="after")
    def _floor_below_ceiling(self) -> Self:
        for year, floor in sorted(self.floor_kusd.items()):
            ceiling = self.ceiling_kusd.get(year, floor)
            if floor > ceiling:
                raise ValueError(
                    f"the floor of {year} is {floor}, above its ceiling of {ceiling}; "
                    "lower the floor or raise the ceiling"
                )
        return self


class Partial(_ConditionPart):
    """Which new starts may be given a part of their request, the same share in every year.

    Attributes
    ----------
    refs : frozenset of str or "all"
    least_share : Decimal
        Above 0, at most 1.
    step_share : Decimal
        A part grows from the least share in steps of this; the declared one by default.
    """

    refs: frozenset[Ref] | Literal["all"]
    least_share: Share
    step_share: Share = Field(default_factory=_declared_step_share, ge=_SMALLEST_STEP)

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """Shares that may be given, smallest first; the last is 1."""
        count = int((1 - self.least_share) / self.step_share)
        # Decimals, so that steps of 0.05 come to 1 exactly.
        grown = [self.least_share + step * self.step_share for step in range(count + 1)]
        return (*(share for share in grown if share < 1), Decimal(1))

    def allows(self, ref: str) -> bool:
        """Whether a project may be given a part."""
        return self.refs == ALL or ref in self.refs


class LineLimits(_ConditionPart):
    """How far down the order the funding line may reach; the best set is not bound by it.

    Attributes
    ----------
    lowest_merit : float or None
        Below it nothing is funded; 0 to 100.
    lowest_tier : int or None
        The last tier of which anything is funded; 1, 2 or 3.
    most_passed_over : int or None
        Once more than so many did not fit, nothing further down is funded.
    """

    lowest_merit: float | None = Field(default=None, ge=0, le=100, strict=True)
    lowest_tier: int | None = Field(default=None, ge=1, le=3, strict=True)
    most_passed_over: int | None = Field(default=None, ge=0, strict=True)

    @property
    def is_empty(self) -> bool:
        """Whether the line may reach to the end."""
        return self == LineLimits()


class Conditions(_ConditionPart):
    """What a selection of new starts has to keep; without any, nothing.

    Attributes
    ----------
    must_fund : frozenset of str
        Refs of new starts that are funded before all others.
    excluded : frozenset of str
        Refs that get nothing.
    hold_back_kusd : mapping of int to Decimal
        Thousands of dollars by fiscal year that are taken off the budget after promises, before
        any new start.
    components : mapping of str to ComponentLimits
        By the name of the component, as in the form.
    partial : Partial or None
        None if every project is given all that it asks for, or nothing.
    line : LineLimits
        How far the funding line may reach; to the end by default.
    """

    must_fund: frozenset[Ref] = frozenset()
    excluded: frozenset[Ref] = frozenset()
    hold_back_kusd: Money = Field(default_factory=dict)
    components: Mapping[Annotated[str, AfterValidator(_component_name)], ComponentLimits] = Field(
        default_factory=dict
    )
    partial: Partial | None = None
    line: LineLimits = LineLimits()

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if both := sorted(self.must_fund & self.excluded):
            raise ValueError(
                f"{', '.join(both)} stands in must_fund and in excluded; take it out of one"
            )
        return self

    @property
    def is_empty(self) -> bool:
        """Whether nothing is stated."""
        return self == Conditions()

    def as_plain(self) -> dict[str, Any]:
        """Return what is stated, as JSON values in one order: money and shares are text."""
        plain: dict[str, Any] = _plain(self.model_dump(exclude_defaults=True))
        return plain

    def shares_of(self, ref: str) -> tuple[Decimal, ...]:
        """Return the shares of its request that a project may be given, smallest first."""
        if self.partial is None or not self.partial.allows(ref):
            return (Decimal(1),)
        return self.partial.shares

    def floors(self) -> dict[tuple[str, int], Decimal]:
        """Return each floor by component and fiscal year, in their order."""
        return _by_year({name: one.floor_kusd for name, one in self.components.items()})

    def ceilings(self) -> dict[tuple[str, int], Decimal]:
        """Return each ceiling by component and fiscal year, in their order."""
        return _by_year({name: one.ceiling_kusd for name, one in self.components.items()})


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): _plain(value[key]) for key in sorted(value)}
        case frozenset():
            return sorted(value)
        case Decimal():
            return f"{value:f}"
    return value


def _by_year(limits: Mapping[str, Mapping[int, Decimal]]) -> dict[tuple[str, int], Decimal]:
    return {
        (name, year): kusd
        for name, by_year in sorted(limits.items())
        for year, kusd in sorted(by_year.items())
    }


def parse_conditions(content: object, name: str) -> Conditions:
    """Return the conditions that plain values hold, as a form, a scenario or a file gives them.

    Raises
    ------
    UsageError
        If a key is unknown or a value wrong; ``name`` says where.
    """
    try:
        return Conditions.model_validate(content)
    except ValidationError as error:
        raise UsageError(f"{name}: {explain(error)}") from None
