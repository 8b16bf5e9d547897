"""What changed since a run was published, one by one, as the person who acts may see it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fct.data.people import Action
from fct.data.program import load_form, rules_sha256
from fct.data.proposals import difference
from fct.data.subjects import inputs_since
from fct.data.tables import stored_cycle
from fct.scoring.defending import changed_keys

if TYPE_CHECKING:
    from fct.data.subjects import Inputs, Store, StoredProposal
    from fct.data.tables import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class RunChange:
    """One thing that is another one than it was for the run.

    Attributes
    ----------
    what : str
        ``new proposal``, ``new version``, ``withdrawal``, ``waiver``, ``stage``, ``review``,
        ``cycle file``, ``form`` or ``rules``.
    ref, field : str or None
        The proposal, and the answer, rule or key of the cycle file.
    was, is_now : object
        None for what was not there, or is not any more.
    at : datetime or None
    by : str or None
        None where nobody did it in this store.
    """

    what: str
    ref: str | None = None
    field: str | None = None
    was: Any = None
    is_now: Any = None
    at: dt.datetime | None = None
    by: str | None = None

    def report(self, zone: dt.tzinfo) -> dict[str, Any]:
        """Return it as JSON values, its moment as clocks of a zone show it."""
        said = asdict(self)
        moment = _moment(self.at, zone)
        now = said.pop("is_now")
        return {
            **{name: said[name] for name in ("what", "ref", "field", "was")},
            "is": now,
            "at": moment,
            "by": self.by,
        }


def _moment(at: dt.datetime | None, zone: dt.tzinfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def run_changes_report(store: "Store", fiscal_year: int) -> dict[str, Any]:
    """Return what changed since the run that readers see was published.

    Compared is what the sentence at the head of each page compares; answers, keys of the cycle
    file, and reviews that came in since stand here one by one.

    Returns
    -------
    dict of str to object
        ``run, published_at, changes``; the first two are None where no run is published.

    Raises
    ------
    DeniedError
        If who acts may not see the order.
    """
    store.ask(Action.ORDER_SEE)
    zone = store.cycles.read(fiscal_year)[1].zone
    run = store.runs.published(fiscal_year)
    if run is None:
        return {"run": None, "published_at": None, "changes": []}
    published_at = store.runs.published_at(run.id)
    found = [*_changes(store, run), *_reviews(store, run, published_at)]
    return {
        "run": run.id,
        "published_at": _moment(published_at, zone),
        "changes": [one.report(zone) for one in found],
    }


def _changes(store: "Store", run: "Run") -> Iterator[RunChange]:
    since = inputs_since(store, run)
    for ref in since.refs:
        yield from _of_proposal(store, run.fiscal_year, ref, since)
    yield from _waivers(store, run.fiscal_year, since)
    yield from _stages(store, since)
    yield from _cycle_file(store, run, since)
    for what, was, now in (
        ("form", run.form_sha256, load_form().sha256),
        ("rules", run.rules_sha256, rules_sha256()),
    ):
        if was != now:
            yield RunChange(what=what, was=was, is_now=now)


def _of_proposal(
    store: "Store", fiscal_year: int, ref: str, since: "Inputs"
) -> Iterator[RunChange]:
    versions = {one.id: one for one in store.versions.all(fiscal_year, ref)}
    was, now = (versions.get(ids.get(ref, 0)) for ids in (since.then, since.now))
    if now is None:
        yield _gone(store, fiscal_year, ref, was)
        return
    by = store.submissions.get(now.submission_id).actor.name
    if was is None:
        yield RunChange(what="new proposal", ref=ref, is_now=now.version, at=now.received_at, by=by)
        return
    facts: dict[str, Any] = {"what": "new version", "ref": ref, "at": now.received_at, "by": by}
    changes = difference(was.proposal, now.proposal)
    for one in changes:
        row = "" if one.row is None else f" {one.row}"
        field = f"{one.field}{row}"
        yield RunChange(field=field, was=one.was or None, is_now=one.now or None, **facts)
    if not changes:
        yield RunChange(was=was.version, is_now=now.version, **facts)


def _gone(store: "Store", fiscal_year: int, ref: str, was: "StoredProposal | None") -> RunChange:
    standings = store.standings.of_cycle(fiscal_year, ref)
    last = standings[-1] if standings else None
    return RunChange(
        what="withdrawal",
        ref=ref,
        was=None if was is None else was.version,
        at=None if last is None else last.at,
        by=None if last is None else last.actor.name,
    )


def _waivers(store: "Store", fiscal_year: int, since: "Inputs") -> Iterator[RunChange]:
    given = {one.id for one in since.given}
    for waiver in store.waivers.of_cycle(fiscal_year):
        was, now = waiver.id in since.given_then, waiver.id in given
        if was != now:
            last = waiver.answers[-1] if waiver.answers else None
            yield RunChange(
                what="waiver",
                ref=waiver.request.ref,
                field=waiver.request.rule,
                was=waiver.id if was else None,
                is_now=waiver.id if now else None,
                at=None if last is None else last.at,
                by=None if last is None else last.actor.name,
            )


def _stages(store: "Store", since: "Inputs") -> Iterator[RunChange]:
    for rule in sorted(since.stages.keys() | since.stages_then.keys()):
        was, now = since.stages_then.get(rule, "block"), since.stages.get(rule, "block")
        if was != now:
            changes = store.stages.changes(rule)
            last = changes[-1] if changes else None
            yield RunChange(
                what="stage",
                field=rule,
                was=was,
                is_now=now,
                at=None if last is None else last.at,
                by=None if last is None else last.actor.name,
            )


def _cycle_file(store: "Store", run: "Run", since: "Inputs") -> Iterator[RunChange]:
    row = since.row
    old = store.cycles.find(run.fiscal_year, run.cycle_version)
    if row.sha256 == run.cycle_sha256 or old is None:
        return
    facts: dict[str, Any] = {"what": "cycle file", "at": row.added_at, "by": row.actor.name}
    before, after = (stored_cycle(one) for one in (old, row))
    changed = changed_keys(before, after)
    for one in changed:
        yield RunChange(field=one["key"], was=one["was"], is_now=one["is"], **facts)
    if not changed:
        yield RunChange(was=old.version, is_now=row.version, **facts)


def _reviews(store: "Store", run: "Run", since: dt.datetime | None) -> Iterator[RunChange]:
    """Give the reviews that came in after the publication and may be read."""
    reader = store.reviews.reader(run.fiscal_year)
    for ref, panel in store.reviews.panels(run.fiscal_year).items():
        for one in reader.readable(panel).values():
            if since is not None and one.at > since:
                yield RunChange(
                    what="review",
                    ref=ref,
                    is_now=f"version {one.version}",
                    at=one.at,
                    by=one.actor.name,
                )
