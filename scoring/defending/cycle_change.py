"""What another version of a cycle file changes, and for whom: dates, verdicts, ranks, marks."""

from typing import TYPE_CHECKING, Any, NamedTuple

from fct.data.program import load_form
from fct.scoring.judging import judge, stored_exceptions
from fct.scoring.ranking import order_of_merit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from fct.data.program import Cycle
    from fct.data.subjects import Store

_NOT_JUDGED = "not judged"


class _Standing(NamedTuple):
    """How one proposal stands under one version, in the words of a run; None has no rank."""

    verdict: str = _NOT_JUDGED
    rank: int | None = None
    mark: str | None = None


def changed_keys(was: "Cycle", wanted: "Cycle") -> list[dict[str, Any]]:
    """Return the keys of the cycle that differ: ``key``, ``was``, ``is``."""
    before, after = _plain(was), _plain(wanted)
    return [
        {"key": key, "was": before[key], "is": after[key]}
        for key in before
        if before[key] != after[key]
    ]


def _plain(cycle: "Cycle") -> dict[str, Any]:
    plain = cycle.model_dump(mode="json")
    plain["excluded_countries"] = sorted(plain["excluded_countries"])
    plain["duplicates"] = sorted(sorted(group) for group in plain["duplicates"])
    return plain


def changed_for(store: "Store", was: "Cycle", wanted: "Cycle") -> list[dict[str, Any]]:
    """Return for whom a version of a cycle changes what: components first, then refs.

    The stored proposals are judged by both versions, with the stages and waivers of the store.
    Each has ``who`` and ``what`` in words, and ``kind``, ``was``, ``is``.
    """
    return _deadlines(was, wanted) + _standings(store, was, wanted)


def _deadlines(was: "Cycle", wanted: "Cycle") -> list[dict[str, Any]]:
    if was.deadline == wanted.deadline:
        return []
    components = load_form()["component"].choices
    dates = (_moment(was.deadline), _moment(wanted.deadline))
    return [_change(component, "deadline", *dates) for component in components]


def _moment(deadline: "dt.datetime") -> str:
    return f"{deadline:%Y-%m-%d %H:%M:%S %Z}"


def _standings(store: "Store", was: "Cycle", wanted: "Cycle") -> list[dict[str, Any]]:
    before, after = _judged(store, was), _judged(store, wanted)
    absent = _Standing()
    return [
        _change(ref, kind, old, new)
        for ref in sorted(before.keys() | after.keys())
        for kind, old, new in zip(
            _Standing._fields, before.get(ref, absent), after.get(ref, absent), strict=True
        )
        if old != new
    ]


def _judged(store: "Store", cycle: "Cycle") -> "Mapping[str, _Standing]":
    stored = store.versions.to_judge(cycle.fiscal_year, cycle.deadline)
    exceptions = stored_exceptions(store, cycle, {item.ref for item in stored})
    judgement = judge([item.proposal for item in stored], cycle, exceptions=exceptions)
    ranks = order_of_merit(judgement, cycle).ranks
    places = {row["ref"]: (int(row["rank"]), str(row["mark"])) for row in ranks.to_dict("records")}
    verdicts = judgement.scores["verdict"].astype(str).tolist()
    return {
        ref: _Standing(verdict, *places.get(ref, ()))
        for ref, verdict in zip(judgement.table.refs, verdicts, strict=True)
    }


def _change(who: str, kind: str, was: Any, wanted: Any) -> dict[str, Any]:
    old, new = (f"no {kind}" if one is None else str(one) for one in (was, wanted))
    what = f"{kind}: {old} becomes {new}"
    return {"who": who, "what": what, "kind": kind, "was": was, "is": wanted}
