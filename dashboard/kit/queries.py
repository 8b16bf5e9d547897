"""What the pages read through the store: the published run, and what came in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd

from fct.dashboard.kit import kept, session
from fct.dashboard.kit.places import Place, has_store, opened_store, store_at
from fct.data.common import RawProposal, UsageError, none_if_absent, utc_now
from fct.data.program import Cycle, country_name, load_robustness_terms
from fct.data.proposals import ProposalTable, build_table, read_fields
from fct.data.subjects import StoredProposal, Submission, run_head
from fct.data.tables import CycleRow, Run, SponsorNote, stored_cycle
from fct.expectations.amounts import FCT_AMOUNTS
from fct.expectations.logic import FAILS
from fct.scoring import defending, judging, ranking
from fct.scoring.referring import development_avoided_usd, not_fct_report
from fct.scoring.reviewing import Sureness, own_queue, queue_report, sureness_by_ref

Money = dict[int, Decimal]

LIST, LATE, FILES_REFUSED = "list", "late", "files refused"
"""What in the address of the page Not ranked names a list to be shown alone; two such lists."""

_FACTS = ("country", "vendor", "item_name")
_REQUESTED = ("funding_year", *FCT_AMOUNTS)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What the reader looks at: one cycle and the run that was published for it last.

    Attributes
    ----------
    place : tuple of str
        Home folder and address of the database.
    cycle : Cycle
        As it was when the run judged.
    run : Run
    published_at : datetime or None
    is_only_cycle : bool
        Whether the store has no other cycle.
    head : tuple of str
        What every page of the run says first, see :mod:`fct.data.subjects.run_notices`.
    """

    place: Place
    cycle: Cycle
    run: Run
    published_at: dt.datetime | None
    is_only_cycle: bool
    head: tuple[str, ...] = ()

    @property
    def is_large(self) -> bool:
        """Whether the run is of so many proposals that something is left out of it."""
        return "left_out" in self.run.evidence

    @property
    def address(self) -> dict[str, str]:
        """What the address of a page must name beside the ref."""
        return {} if self.is_only_cycle else {"cycle": f"FY{self.cycle.fiscal_year}"}


@kept.came_in(is_shared=True)
def cycles(place: Place) -> list[CycleRow]:
    """Return the cycles of the store, by fiscal year."""
    return store_at(place).cycles.all()


@kept.came_in(is_shared=True)
def published(place: Place, fiscal_year: int) -> Run | None:
    """Return the run that readers see now."""
    return store_at(place).runs.published(fiscal_year)


@kept.came_in(is_shared=True)
def head(place: Place, run_id: str) -> tuple[str, ...]:
    """Return what every page of a run says first: what it was made with, what changed since."""
    store = store_at(place)
    return tuple(run_head(store, store.runs.get(run_id)))


def is_illustrative(place: Place) -> bool:
    """Whether the store is marked to hold illustrative things alone; looking makes no store."""
    return has_store(place) and session.is_illustrative(opened_store(place))


def is_read_only(place: Place) -> bool:
    """Whether the store may only be read; looking makes no store."""
    return has_store(place) and opened_store(place).is_read_only


@kept.came_in(is_shared=True)
def published_at(place: Place, run_id: str) -> dt.datetime | None:
    """Return when a run was published last."""
    return store_at(place).runs.published_at(run_id)


@kept.lasting()
def cycle_of(place: Place, fiscal_year: int, version: int) -> Cycle:
    """Return a version of a cycle."""
    row = store_at(place).cycles.find(fiscal_year, version)
    if row is None:
        raise UsageError(f"The store has no version {version} of cycle {fiscal_year}.")
    return stored_cycle(row)


@kept.lasting()
def scores(place: Place, run_id: str) -> pd.DataFrame:
    """Return the scores of a run, by ref."""
    found = _with_none(store_at(place).runs.scores(run_id))
    tiers = [None if pd.isna(tier) else int(tier) for tier in found["tier"]]
    return found.assign(tier=pd.Series(tiers, found.index, dtype=object))


@kept.lasting()
def standings(place: Place, run_id: str) -> pd.DataFrame:
    """Return the scores of a run with ``standing``, by which judged proposals are counted.

    It is the verdict, but of what asks for another program that it is no FCT work, and of what is
    rankable and was left out of the order that it is not certified.
    """
    found, said = scores(place, run_id), findings(place, run_id)
    run = store_at(place).runs.get(run_id)
    other = set(said.loc[(said["rule"] == "G6") & (said["outcome"] == FAILS), "ref"])
    uncertified = set(run.evidence.get("uncertified", ()))
    words = [
        judging.OTHER_WORK
        if ref in other and verdict == judging.Verdict.INELIGIBLE
        else judging.NOT_CERTIFIED
        if ref in uncertified and verdict == judging.Verdict.RANKABLE
        else str(verdict)
        for ref, verdict in zip(found["ref"], found["verdict"], strict=True)
    ]
    return found.assign(standing=pd.Series(words, found.index, dtype=object))


@kept.lasting()
def findings(place: Place, run_id: str) -> pd.DataFrame:
    """Return the findings of a run, by ref."""
    return _with_none(store_at(place).runs.findings(run_id))


@kept.came_in(entries=64)
def card_of(place: Place, run_id: str, ref: str) -> Mapping[str, Any] | None:
    """Return the card beside a proposal of a run that is ineligible; None where none applies."""
    store = store_at(place)
    (score,) = store.runs.scores(run_id, ref).to_dict("records")
    return judging.card_of_run(store, store.runs.get(run_id), score)


@kept.came_in(is_shared=True, entries=8)
def not_fct(place: Place, fiscal_year: int) -> Mapping[str, Any]:
    """Return what of a cycle is not FCT work, as it stands now."""
    return not_fct_report(store_at(place), fiscal_year)


@kept.lasting()
def avoided_usd(place: Place, run_id: str) -> Mapping[str, Decimal]:
    """Return by ref the development cost that the proposals of a run say is avoided."""
    return development_avoided_usd(store_at(place).versions.judged(run_id))


@kept.came_in(entries=64)
def unranked(place: Place, run_id: str, ref: str) -> Mapping[str, Any] | None:
    """Return why a run did not rank a proposal; None if it did not judge it, or ranked it."""
    store = store_at(place)
    return judging.unranked_report(store, store.runs.get(run_id), ref)


def _with_none(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose absent texts are None and not a number."""
    texts = frame.select_dtypes(include=["object", "str"]).columns
    return frame.assign(
        **{
            n: pd.Series([none_if_absent(v) for v in frame[n]], frame.index, dtype=object)
            for n in texts
        }
    )


@kept.lasting()
def order(place: Place, run_id: str) -> pd.DataFrame:
    """Return the order of merit of a run, scores and facts of each proposal beside its rank."""
    ranks = _with_none(store_at(place).runs.ranks(run_id))
    ranks["request"] = pd.Series([money(r) for r in ranks["request_kusd"]], dtype=object)
    by_ref = scores(place, run_id).set_index("ref")
    said = facts(place, run_id).set_index("ref")
    for name in ("tier", "merit", "maturity_low", "maturity_high", "strength"):
        ranks[name] = ranks["ref"].map(by_ref[name])
    for name in _FACTS:
        ranks[name] = ranks["ref"].map(said[name])
    ranks["tier"] = ranks["tier"].astype(int)  # what is ranked has one
    return ranks


@kept.lasting()
def ranked(place: Place, run_id: str) -> ranking.OrderOfMerit:
    """Return the order of merit of a run with its parts and its money."""
    store = store_at(place)
    run = store.runs.get(run_id)
    cycle = cycle_of(place, run.fiscal_year, run.cycle_version)
    found = ranking.order_of_run(run, cycle, ranking.results_of_run(store, run, cycle))
    # Each caller gets a copy of its own, of which the proposals are the most by far, and few pages
    # look at more than one.
    return replace(found, proposals=kept.Copies(found.proposals))


@kept.lasting(spinner="Trying weight samples …")
def robustness_of(place: Place, run_id: str, weighting: str) -> defending.Robustness | None:
    """Return how sure the ranks of a run are, under one kind of weight samples.

    None where too many are ranked for the least number of weight samples.
    """
    order = ranked(place, run_id)
    terms = load_robustness_terms().for_size(len(order.refs))
    if terms is None:
        return None
    return defending.robustness(
        order, defending.SensitivityTerms(weighting=defending.Weighting(weighting), terms=terms)
    )


@kept.lasting(entries=64)
def outcomes(place: Place, run_id: str, ref: str) -> Mapping[str, int]:
    """Return the outcome of each rule for one proposal."""
    frame = store_at(place).runs.outcomes(run_id, ref)
    return dict(zip(frame["rule"], frame["outcome"].astype(int), strict=True))


@kept.lasting()
def facts(place: Place, run_id: str) -> pd.DataFrame:
    """Return what each judged proposal says of itself, and what it asks for by fiscal year.

    Returns
    -------
    DataFrame
        ``ref``, some answers as they were read, and ``request`` (dict of fiscal year to Decimal).
    """
    judged = store_at(place).versions.judged(run_id)
    table = read_fields([item.proposal for item in judged], (*_FACTS, *_REQUESTED))
    columns: dict[str, Any] = {"ref": table.refs.to_list()}
    columns |= {name: table.proposal.value(name) for name in _FACTS}
    frame = pd.DataFrame(columns)
    named = [None if code is None else country_name(code) for code in columns["country"]]
    frame["country"] = pd.Series(named, dtype=object)
    frame["request"] = pd.Series(ranking.requests_kusd(table), dtype=object)
    return frame


@kept.came_in(entries=64)
def versions(place: Place, fiscal_year: int, ref: str) -> list[StoredProposal]:
    """Return all versions of a proposal, newest first."""
    return store_at(place).versions.all(fiscal_year, ref)[::-1]


def table_of(place: Place, fiscal_year: int, ref: str, version: int) -> ProposalTable:
    """Return the table of one version of a proposal."""
    (found,) = (one for one in versions(place, fiscal_year, ref) if one.version == version)
    return build_table([found.proposal])


@kept.current(entries=64)
def sponsor_notes(place: Place, fiscal_year: int, ref: str, version: int) -> list[SponsorNote]:
    """Return what the sponsor says of findings of a version."""
    return store_at(place).sponsor_notes.of_version(fiscal_year, ref, version)


@kept.came_in()
def submissions(place: Place, fiscal_year: int) -> list[Submission]:
    """Return the receipts of a cycle, in the order in which the files came."""
    received = store_at(place).submissions.of_cycle(fiscal_year)
    return [submission for submission in received if not submission.is_test]


@kept.came_in()
def named_refs(place: Place, fiscal_year: int) -> dict[str, str]:
    """Return title and component of each proposal of a cycle, by ref."""
    store = store_at(place)
    components = store.versions.components(fiscal_year)
    return {
        item.ref: " · ".join(
            part for part in (item.ref, answer_title(item), components.get(item.ref)) if part
        )
        for item in store.versions.last(fiscal_year)
    }


def queue(place: Place, cycle: Cycle) -> Mapping[str, Any]:
    """Return what is assigned to who acts, as it stands today where the cycle is run."""
    zone = ZoneInfo(cycle.time_zone)
    return _queue(place, cycle.fiscal_year, utc_now().astimezone(zone).date(), zone)


@kept.current()
def _queue(place: Place, fiscal_year: int, today: dt.date, zone: ZoneInfo) -> Mapping[str, Any]:
    """Return the queue of a day: a review is overdue from the day after its last."""
    noon = dt.datetime.combine(today, dt.time(12), zone)
    sure = _sureness(place, fiscal_year)
    return queue_report(*own_queue(store_at(place), fiscal_year, noon, sure))


@kept.came_in(is_shared=True)
def _sureness(place: Place, fiscal_year: int) -> Sureness:
    return sureness_by_ref(store_at(place), fiscal_year)


@kept.came_in()
def late(place: Place, fiscal_year: int, deadline: dt.datetime) -> list[StoredProposal]:
    """Return the proposals that came too late to be judged, by ref."""
    return store_at(place).versions.late(fiscal_year, deadline)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame by column."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def money(stored: Mapping[str, str] | None) -> Money:
    """Return stored amounts, in thousands of dollars, by fiscal year."""
    return {int(year): Decimal(amount) for year, amount in sorted((stored or {}).items())}


def answer_title(item: StoredProposal) -> str:
    """Return the title that a proposal gives itself."""
    given = item.proposal.answers.get("title")
    return "" if given is None or given.value is None else str(given.value)


def words_by_ref(place: Place, run_id: str, fiscal_year: int) -> Mapping[str, str]:
    """Return answers and comments as one text, in small letters, by ref.

    Parameters
    ----------
    place : Place
    run_id : str
        Whose judged versions are searched.
    fiscal_year : int
        Whose comments are.
    """
    said = dict(_answers(place, run_id))
    for ref, text in _comments(place, fiscal_year).items():
        if ref in said:
            said[ref] = f"{said[ref]}\n{text}"
    return said


@kept.lasting()
def _answers(place: Place, run_id: str) -> dict[str, str]:
    judged = store_at(place).versions.judged(run_id)
    return {item.ref: _answers_text(item.proposal) for item in judged}


def _answers_text(proposal: RawProposal) -> str:
    rows = chain.from_iterable(proposal.rows.values())
    cells = chain(proposal.answers.values(), chain.from_iterable(row.values() for row in rows))
    return "\n".join(str(one.value) for one in cells if one.value is not None).casefold()


@kept.current()
def _comments(place: Place, fiscal_year: int) -> dict[str, str]:
    said: dict[str, str] = {}
    for one in store_at(place).comments.of_cycle(fiscal_year):
        said[one.ref] = f"{said.get(one.ref, '')}\n{one.text}".casefold()
    return said
