"""What another version of a cycle file changes, and for whom: dates, verdicts, ranks, marks."""

from typing import TYPE_CHECKING, Any, NamedTuple

from fct.data.common import dump_json, in_series
from fct.data.people import Action
from fct.scoring.judging import judge, stored_exceptions
from fct.scoring.ranking import order_of_merit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from fct.data.program import Cycle
    from fct.data.subjects import Store

_NOT_JUDGED = "not judged"


class _Standing(NamedTuple):
    """How one proposal stands under one version, in the words of a run; None has no rank."""

    verdict: str = _NOT_JUDGED
    rank: int | None = None
    mark: str | None = None


class _Judged(NamedTuple):
    """How the proposals stand under one version, and which of its conditions have no effect."""

    standings: "Mapping[str, _Standing]"
    no_effect: list[str]


def changed_keys(was: "Cycle", wanted: "Cycle") -> list[dict[str, Any]]:
    """Return the keys of the cycle that differ: ``key``, ``was``, ``is``."""
    before, after = _plain(was), _plain(wanted)
    return [
        {"key": key, "was": before[key], "is": after[key]}
        for key in before
        if before[key] != after[key]
    ]


def _plain(cycle: "Cycle") -> dict[str, Any]:
    """Return what a cycle says, each date once and under its own name, as it is written."""
    said = cycle.model_dump(mode="json")
    dates = said.pop("calendar")
    for promise in said["promised"]:
        if promise["proposal"]:
            del promise["proposal"]
    return {key: _in_order(value) for key, value in (said | dates).items()}


def _in_order(value: Any) -> Any:
    """Return a plain value with its lists sorted: no key of a cycle has an order of its own."""
    if isinstance(value, dict):
        return {key: _in_order(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=dump_json)
    return value


def change_lines(changes: "Sequence[Mapping[str, Any]]") -> list[str]:
    """Return what :func:`changed_keys` found, a line for each value that differs."""
    return [line for one in changes for line in _lines_of(str(one["key"]), one["was"], one["is"])]


def _lines_of(key: str, was: Any, wanted: Any) -> "Iterator[str]":
    if isinstance(was, dict) or isinstance(wanted, dict):
        before, after = was or {}, wanted or {}
        for name in sorted(before.keys() | after.keys(), key=str):
            if before.get(name) != after.get(name):
                yield from _lines_of(f"{key}, {name}", before.get(name), after.get(name))
    elif isinstance(was, list) and isinstance(wanted, list):
        added = "; ".join(_words(one) for one in wanted if one not in was)
        removed = "; ".join(_words(one) for one in was if one not in wanted)
        parts = [f"{added} added" if added else "", f"{removed} removed" if removed else ""]
        yield f"{key}: {', '.join(filter(None, parts))}"
    else:
        yield f"{key}: {_words(was)} becomes {_words(wanted)}"


def _words(value: Any) -> str:
    """Return a plain value in words."""
    if value is None or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return in_series(map(_words, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(one)}" for key, one in value.items())
    return str(value)


def changed_by(store: "Store", was: "Cycle", wanted: "Cycle") -> dict[str, list[Any]]:
    """Return for whom a version of a cycle changes what, and which conditions have no effect.

    The stored proposals are judged by both versions, with the stages and waivers of the store.

    Returns
    -------
    dict
        ``for``: components first, then refs; each has ``who`` and ``what`` in words, and ``kind``,
        ``was``, ``is``. ``no_effect``: a sentence for each ref that the conditions of ``wanted``
        name though it does not compete for money.

    Raises
    ------
    DeniedError
        If who asks may not change a cycle.
    """
    store.ask(Action.CYCLE_CHANGE)
    before, after = _judged(store, was), _judged(store, wanted)
    return {
        "for": _deadlines(was, wanted) + _standings(before.standings, after.standings),
        "no_effect": after.no_effect,
    }


def _deadlines(was: "Cycle", wanted: "Cycle") -> list[dict[str, Any]]:
    if was.deadline == wanted.deadline:
        return []
    components = dict.fromkeys((*was.components, *wanted.components))
    dates = (_moment(was.deadline), _moment(wanted.deadline))
    return [_change(component, "deadline", *dates) for component in components]


def _moment(deadline: "dt.datetime") -> str:
    return f"{deadline:%Y-%m-%d %H:%M:%S %Z}"


def _standings(
    before: "Mapping[str, _Standing]", after: "Mapping[str, _Standing]"
) -> list[dict[str, Any]]:
    absent = _Standing()
    return [
        _change(ref, kind, old, new)
        for ref in sorted(before.keys() | after.keys())
        for kind, old, new in zip(
            _Standing._fields, before.get(ref, absent), after.get(ref, absent), strict=True
        )
        if old != new
    ]


def _judged(store: "Store", cycle: "Cycle") -> _Judged:
    stored = store.versions.to_judge(cycle.fiscal_year, cycle.deadline)
    exceptions = stored_exceptions(store, cycle, {item.ref: item.version for item in stored})
    judgement = judge([item.proposal for item in stored], cycle, exceptions=exceptions)
    order = order_of_merit(judgement, cycle)
    ranked = order.ranks.to_dict("records")
    places = {row["ref"]: (int(row["rank"]), str(row["mark"])) for row in ranked}
    verdicts = judgement.scores["verdict"].astype(str).tolist()
    standings = {
        ref: _Standing(verdict, *places.get(ref, ()))
        for ref, verdict in zip(judgement.table.refs, verdicts, strict=True)
    }
    return _Judged(standings, order.no_effect)


def _change(who: str, kind: str, was: Any, wanted: Any) -> dict[str, Any]:
    old, new = (f"no {kind}" if one is None else str(one) for one in (was, wanted))
    what = f"{kind}: {old} becomes {new}"
    return {"who": who, "what": what, "kind": kind, "was": was, "is": wanted}
