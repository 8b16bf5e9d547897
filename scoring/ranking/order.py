"""The order of merit: who stands where, what money there is, and by what it was decided.

It is one record, whether it is made from proposals that were judged just now
(:func:`order_of_merit`) or from a run of the store (:func:`order_of_run`). The line, what explains
it, what moves it, every page and every command take what they need from it.

Conditions that the cycle states count: what is held back comes off the budget, must-funds come
before the rest, what is excluded gets nothing, and the ceilings of components are kept. The best
set (:mod:`fct.scoring.ranking.best_set`) keeps the floors as well. Here every project is given its
whole request or nothing; parts are for :mod:`fct.scoring.ranking.set_comparison`.
"""

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.common import EXACT, RawProposal
from fct.data.program import (
    ALL,
    MERIT_DECIMALS,
    Conditions,
    Cycle,
    LeftOut,
    Rubric,
    left_out_of,
    load_form,
)
from fct.data.proposals import read_answer
from fct.scoring.judging import (
    NOT_CERTIFIED,
    Exceptions,
    Judgement,
    Parts,
    Verdict,
    joined_parts,
    parts_of_scores,
)
from fct.scoring.ranking.best_set import best_shares
from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.funding_line import (
    MARKS,
    Codes,
    Flags,
    Mark,
    left_after,
    marks_in_order,
    shares_in_order,
)
from fct.scoring.ranking.infeasibility import Infeasible, infeasible, is_feasible
from fct.scoring.ranking.ledger import Ledger, Money, after_promises
from fct.scoring.ranking.line_reach import reach_warnings
from fct.scoring.ranking.rank import (
    Standings,
    in_order,
    last_tie,
    only_ranked,
    standings_of,
)
from fct.scoring.ranking.sampled_line import WholeRequests, whole_requests

if TYPE_CHECKING:  # at run time the store's libraries stay away from the quick commands
    from fct.data.subjects import Store, VersionKey
    from fct.data.tables import Run

CONTINUING = "continuing"
NEW_START = "new start"
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class OrderOfMerit:
    """The ranked proposals of a cycle and the line through them.

    Attributes
    ----------
    ranks : DataFrame of shape (n_ranked, 13)
        In order of merit: ``rank``, ``ref``, ``tier``, ``merit``, ``maturity`` (its lowest),
        ``component_priority`` (NaN where blank), ``title``, ``component``, ``project_type``,
        ``request_kusd`` (Decimal by fiscal year, only years above zero), ``tied_with`` (refs equal
        in tier, merit and maturity), ``competes`` (whether it competes for money, reading 55),
        ``mark``.
    parts : Parts
        Of the ranked proposals, in order of merit.
    cycle : Cycle
        As it was when they were judged.
    rubric : Rubric
        That they were judged by.
    continuing : set of str
        The refs that a promise shows to be continuing, ranked or not.
    best_set : list of str
        Refs of those that compete, in rank order.
    waivers : mapping of str to list of dict
        By ref, as :func:`fct.scoring.ranking.rank.waiver_reports` gives them.
    exceptions : Exceptions
        That they were judged by.
    proposals : mapping of str to RawProposal
        The judged version of every proposal of a run, ranked or not.
    run_id : str
        Empty where the order is not that of a run.
    head : tuple of str
        What whoever shows a run says first, see :mod:`fct.data.subjects.run_notices`.
    not_ranked : mapping of str to str
        Why each judged proposal that is not ranked is not: its verdict, or ``not certified``.
    """

    ranks: pd.DataFrame
    parts: Parts
    cycle: Cycle
    rubric: Rubric
    continuing: AbstractSet[str] = frozenset()
    best_set: Sequence[str] = ()
    waivers: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    exceptions: Exceptions = field(default_factory=Exceptions)
    proposals: Mapping[str, RawProposal] = field(default_factory=dict)
    run_id: str = ""
    head: tuple[str, ...] = ()
    not_ranked: Mapping[str, str] = field(default_factory=dict)

    @property
    def refs(self) -> tuple[str, ...]:
        """The refs, in order of merit."""
        return self.parts.refs

    @property
    def conditions(self) -> Conditions:
        """What the cycle states."""
        return self.cycle.conditions

    @property
    def budgets(self) -> dict[int, Decimal]:
        """The cycle's budgets, in thousands of dollars by fiscal year."""
        return {year: Decimal(kusd) for year, kusd in sorted(self.cycle.budgets.items())}

    @cached_property
    def promised(self) -> dict[int, Decimal]:
        """What the cycle promised, by fiscal year (reading 56)."""
        promised: dict[int, Decimal] = {}
        for promise in self.cycle.promised:
            year = promise.fiscal_year
            promised[year] = EXACT.add(promised.get(year, Decimal(0)), promise.kusd)
        return dict(sorted(promised.items()))

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Those that compete for money, in rank order."""
        names = ("ref", "tier", "merit", "request_kusd", "component")
        columns = (self.ranks[name].tolist() for name in names)
        return [
            Candidate(ref, int(tier), float(merit), request, component)
            for (ref, tier, merit, request, component), competes in zip(
                zip(*columns, strict=True), self.competes.tolist(), strict=True
            )
            if competes
        ]

    @cached_property
    def requests(self) -> WholeRequests:
        """What those that compete ask for, as arrays in order of merit."""
        return whole_requests(self.candidates, self.refs)

    @cached_property
    def asked_years(self) -> AbstractSet[int]:
        """The years of which those that compete ask anything (readings 55 and 69)."""
        return {year for one in self.candidates for year in one.request_kusd}

    @property
    def years(self) -> list[int]:
        """Every year that is budgeted, promised or asked for."""
        return sorted({*self.cycle.budgets, *self.promised, *self.asked_years})

    def question(
        self,
        conditions: Conditions | None = None,
        budgets: Money | None = None,
        years: Iterable[int] | None = None,
    ) -> Question:
        """Return what there is to give out, to whom, and what has to be kept.

        Parameters
        ----------
        conditions : Conditions, optional
            Those of the cycle by default.
        budgets : mapping of int to Decimal, optional
            Those of the cycle by default.
        years : iterable of int, optional
            Years that are named beside those of budgets and promises; :attr:`years` by default.
        """
        left = self._left_kusd(budgets, years)
        conditions = self.conditions if conditions is None else conditions
        return Question(self.candidates, left, conditions, self.cycle.duplicates, self.continuing)

    def ledger(self, conditions: Conditions | None = None, budgets: Money | None = None) -> Ledger:
        """Return a ledger of the question's money, of which nobody has taken yet."""
        conditions = self.conditions if conditions is None else conditions
        return Ledger(self._left_kusd(budgets), conditions)

    def _left_kusd(self, budgets: Money | None, years: Iterable[int] | None = None) -> Money:
        return after_promises(
            self.budgets if budgets is None else budgets,
            self.promised,
            self.years if years is None else years,
        )

    @property
    def after_promises(self) -> Money:
        """What promises leave of each year that is budgeted, promised or competed for."""
        return self.question().left_kusd

    @property
    def competing(self) -> set[str]:
        """The ranked refs that compete for money; the others have their promise."""
        return {one.ref for one in self.candidates}

    @cached_property
    def left(self) -> dict[int, Decimal]:
        """What the line leaves of each year's budget."""
        funded = self.ranks["ref"][self.ranks["mark"] == Mark.FUNDED]
        return left_after(self.question(), set(funded))

    @cached_property
    def left_out(self) -> LeftOut | None:
        """What is left out because so many compete; None where nothing is."""
        return left_out_of(int(self.ranks["competes"].sum()))

    def refuse_large(self) -> None:
        """Raise NotNowError with ``LEFT_OUT`` where so many compete that this is left out."""
        if self.left_out is not None:
            self.left_out.refuse()

    @cached_property
    def no_best_set(self) -> Infeasible | None:
        """Why there is no best set, where no set keeps all conditions of the cycle."""
        if self.left_out is not None:
            return None
        question = self.question().whole
        if self.best_set or is_feasible(question):
            return None
        return infeasible(question)

    @property
    def warnings(self) -> list[str]:
        """A sentence where the line reaches past a tier, or passes over more than a few."""
        funded = (self.ranks["mark"] == Mark.FUNDED).tolist()
        return reach_warnings(self.tiers.tolist(), funded, self.competes.tolist())

    @property
    def no_effect(self) -> list[str]:
        """A sentence for each ref that the conditions of the cycle name in vain."""
        return self.without_effect(self.conditions)

    def without_effect(self, conditions: Conditions) -> list[str]:
        """Return a sentence for each ref that conditions name though it does not compete."""
        return without_effect(conditions, self.competing, set(self.refs) - self.competing)

    @property
    def unconfirmed(self) -> list[str]:
        """The refs that say they are continuing though nobody promised them anything."""
        return [row["ref"] for row in self.ranks.to_dict("records") if is_unconfirmed(row)]

    @property
    def tiers(self) -> Ints:
        """1, 2 or 3, rising: tiers never mix."""
        return self.ranks["tier"].to_numpy(dtype=np.int64)

    @property
    def maturity(self) -> npt.NDArray[np.float64]:
        """The lowest maturity of each, 0 to 100, rounded to 6 decimals."""
        return self.ranks["maturity"].to_numpy(dtype=np.float64)

    @property
    def competes(self) -> Flags:
        """Which compete for money."""
        return self.ranks["competes"].to_numpy(dtype=bool)

    @cached_property
    def marks(self) -> Codes:
        """The mark of each, as places in ``MARKS``."""
        codes = {mark: code for code, mark in enumerate(MARKS)}
        return np.array([codes[mark] for mark in self.ranks["mark"]], dtype=np.int8)

    @cached_property
    def last_order(self) -> Ints:
        """Place of each among all by what breaks a tie of merit and maturity (reading 54)."""
        named = self.ranks[["component_priority", "title", "ref"]].itertuples(index=False)
        keys = [(*last_tie(*one), place) for place, one in enumerate(named)]
        return _places(np.array([key[-1] for key in sorted(keys)], dtype=np.int64))

    @cached_property
    def tie_order(self) -> Ints:
        """Place of each among all by what breaks a tie of merit: maturity, then the last order."""
        return _places(np.lexsort((self.last_order, -self.maturity)))


def order_of_merit(
    judgement: Judgement, cycle: Cycle, rubric: Rubric | None = None
) -> OrderOfMerit:
    """Rank the rankable proposals of a cycle and draw the funding line.

    Without a rubric the cycle's own counts; it has to be the one that the judgement was made by.
    """
    rubric = rubric or cycle.loaded_rubric
    return order_of_standings(standings_of(judgement, rubric), cycle, rubric)


def order_of_standings(standings: Standings, cycle: Cycle, rubric: Rubric) -> OrderOfMerit:
    """Rank proposals by what the order needs of them, as :func:`order_of_merit` does."""
    frame, promised = standings.frame, {promise.ref for promise in cycle.promised}
    ranked = only_ranked(frame)
    left_out = left_out_of(int(_competes(ranked, cycle).sum()))
    ranks = in_order(ranked, None if left_out is None else left_out.most_tied)
    ranks["competes"] = _competes(ranks, cycle)
    named = frame.loc[frame["ref"].isin(promised), ["ref", "project_type"]]
    kinds = dict(zip(named["ref"], named["project_type"], strict=True))
    order = OrderOfMerit(
        ranks,
        standings.parts.only(ranks["ref"].tolist()),
        cycle,
        rubric,
        continuing_refs(kinds, cycle),
        waivers=standings.waivers,
        exceptions=standings.exceptions,
        not_ranked=_not_ranked(zip(frame["ref"], frame["verdict"], strict=True), set(ranks["ref"])),
    )
    return with_line_and_best_set(order)


def with_line_and_best_set(order: OrderOfMerit) -> OrderOfMerit:
    """Return an order of merit with its funding line, and the best set beside it.

    There is none where so many compete that it is left out.
    """
    return with_best_set(with_line(order))


def with_best_set(order: OrderOfMerit) -> OrderOfMerit:
    """Return an order of merit with its best set, unless that is left out."""
    if order.left_out is not None:
        return replace(order, best_set=[])
    return replace(order, best_set=list(best_shares(order.question().whole) or {}))


def with_line(order: OrderOfMerit) -> OrderOfMerit:
    """Return an order of merit with the funding line drawn through it."""
    funded = shares_in_order(order.question().whole).keys()
    is_funded = np.array([ref in funded for ref in order.refs], dtype=bool)
    marks = [MARKS[code] for code in marks_in_order(order.competes, is_funded).tolist()]
    return replace(order, ranks=order.ranks.assign(mark=pd.Series(marks, dtype=object)))


class RunResults(NamedTuple):
    """What of a run the order of merit needs.

    Attributes
    ----------
    ranks : DataFrame
        Of :meth:`fct.data.subjects.runs.Runs.ranks`.
    scores : DataFrame
        ``ref``, ``verdict``, ``tier``, ``merit`` and ``maturity_low``, one row a judged proposal.
    parts : Parts
        Of the ranked, in any order.
    priorities : mapping of str to object
        The component's own priority as it was written, by ref.
    kinds : mapping of str to str or None
        Project type of those judged that were promised something.
    proposals : mapping of str to RawProposal
        All that were judged; read when asked for where there are many.
    """

    ranks: pd.DataFrame
    scores: pd.DataFrame
    parts: Parts
    priorities: Mapping[str, Any]
    kinds: Mapping[str, str | None]
    proposals: Mapping[str, RawProposal]


def results_of_run(store: "Store", run: "Run", cycle: Cycle) -> RunResults:
    """Return what of a run the order of merit needs, read some thousands at a time.

    Parameters
    ----------
    store : Store
    run : Run
    cycle : Cycle
        As it was when it was judged.
    """
    ranks, keys = store.runs.ranks(run.id), store.versions.judged_keys(run.id)
    rubric, exceptions = rubric_of_run(run), Exceptions.of_run(run.evidence)
    ranked, narrow, parts = set(ranks["ref"]), list[pd.DataFrame](), list[Parts]()
    for first in range(0, max(1, len(keys)), _AT_A_TIME):
        some = keys[first : first + _AT_A_TIME]
        scores = store.runs.scores_of(run.id, some)
        narrow.append(scores[["ref", "verdict", "tier", "merit", "maturity_low"]])
        of_ranked = [key for key in some if key.ref in ranked]
        outcomes = store.runs.outcome_table(run.id, of_ranked)
        own = scores[scores["ref"].isin(ranked)]
        parts.append(parts_of_scores(own, rubric, outcomes, exceptions.stages))
    promised = {promise.ref for promise in cycle.promised}
    asked = store.versions.judged_answers(run.id, ["component_priority", "project_type"])
    proposals: Mapping[str, RawProposal] = OnDemand(store, keys)
    if left_out_of(len(ranked)) is None:
        proposals = dict(proposals.items())
    return RunResults(
        ranks,
        pd.concat(narrow, ignore_index=True),
        joined_parts(parts),
        {ref: answers[0] for ref, answers in asked.items()},
        {ref: _read("project_type", asked[ref][1]) for ref in promised & {key.ref for key in keys}},
        proposals,
    )


# Evidence of a large run does not fit memory at once; what the order keeps of it is narrow.
_AT_A_TIME = 2_500


class OnDemand(Mapping[str, RawProposal]):
    """Proposals that are read when they are asked for, by ref.

    Parameters
    ----------
    store : Store
    keys : sequence of VersionKey
    """

    def __init__(self, store: "Store", keys: "Sequence[VersionKey]") -> None:
        self._store = store
        self._keys = {key.ref: key for key in keys}

    def __getitem__(self, ref: str) -> RawProposal:
        """Return one, as the store has it."""
        (found,) = self._store.versions.with_keys([self._keys[ref]])
        return found.proposal

    def __iter__(self) -> Iterator[str]:
        """Give the refs."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._keys)

    def items(self) -> ItemsView[str, RawProposal]:
        """Return all of them with their refs, read together."""
        found = self._store.versions.with_keys(list(self._keys.values()))
        return {one.ref: one.proposal for one in found}.items()


def order_of_run(run: "Run", cycle: Cycle, results: RunResults) -> OrderOfMerit:
    """Return a run's order of merit with its parts and its money."""
    refs = results.ranks["ref"].tolist()
    scores = results.scores.set_index("ref", drop=False).loc[refs].reset_index(drop=True)
    return OrderOfMerit(
        _stored_ranks(results.ranks, scores, results.priorities),
        results.parts.only(refs),
        cycle,
        rubric_of_run(run),
        continuing_refs(results.kinds, cycle),
        list(run.best_set),
        run.evidence.get("waivers", {}),
        Exceptions.of_run(run.evidence),
        results.proposals,
        run.id,
        not_ranked=_not_ranked(
            zip(results.scores["ref"], results.scores["verdict"], strict=True), set(refs)
        ),
    )


def _not_ranked(verdicts: Iterable[tuple[Any, Any]], ranked: AbstractSet[str]) -> dict[str, str]:
    """Return why each judged proposal that is not ranked is not, by ref."""
    return {
        str(ref): NOT_CERTIFIED if verdict == Verdict.RANKABLE else str(verdict)
        for ref, verdict in sorted(verdicts)
        if ref not in ranked
    }


def _stored_ranks(
    ranks: pd.DataFrame, scores: pd.DataFrame, priorities: Mapping[str, Any]
) -> pd.DataFrame:
    refs = ranks["ref"].tolist()
    order = pd.DataFrame(
        {
            "rank": ranks["rank"].astype(int).to_numpy(),
            "ref": pd.Series(refs, dtype=object),
            "tier": scores["tier"].astype(int).to_numpy(),
            "merit": [round(float(merit), MERIT_DECIMALS) for merit in scores["merit"]],
            "maturity": [round(float(low), MERIT_DECIMALS) for low in scores["maturity_low"]],
            "component_priority": pd.Series(
                [_read("component_priority", priorities[ref]) for ref in refs], dtype=float
            ),
        }
    )
    for name in ("title", "component", "project_type", "tied_with"):
        order[name] = pd.Series(ranks[name].tolist(), dtype=object)
    order["mark"] = pd.Series([Mark(mark) for mark in ranks["mark"]], dtype=object)
    order["competes"] = (order["mark"] != Mark.CONTINUING).astype(bool)
    order["request_kusd"] = pd.Series([money_of(r) for r in ranks["request_kusd"]], dtype=object)
    return order


def _read(field_id: str, written: Any) -> Any:
    """Return one answer as it is read, without a table of all of them."""
    return read_answer(load_form()[field_id], written).value


def _places(order: npt.NDArray[np.integer]) -> Ints:
    """Return at which place each row stands in an order of rows."""
    places = np.empty(len(order), dtype=np.int64)
    # The inverse of a permutation: row order[k] stands at place k.
    places[order] = np.arange(len(order))
    return places


def _competes(ranks: pd.DataFrame, cycle: Cycle) -> "pd.Series[bool]":
    """Return which of the ranked compete for money (reading 55): a claim alone moves none."""
    promised = {promise.ref for promise in cycle.promised}
    is_continuing = (ranks["project_type"] == CONTINUING) & ranks["ref"].isin(promised)
    return ~is_continuing.astype(bool)


def is_unconfirmed(row: Mapping[Any, Any]) -> bool:
    """Return whether a marked row says that it is continuing though nobody promised it anything.

    It competes for money and is marked like a new start (reading 56).
    """
    return bool(row["project_type"] == CONTINUING and row["mark"] != Mark.CONTINUING)


def continuing_refs(kinds: Mapping[str, str | None], cycle: Cycle) -> AbstractSet[str]:
    """Return the refs that a promise shows to be continuing, ranked or not (reading 71).

    Not where its own proposal says that it is a new start.

    Parameters
    ----------
    kinds : mapping of str to str
        The project type of each proposal by ref, None where it is not known.
    cycle : Cycle
    """
    promised = {promise.ref for promise in cycle.promised}
    return {ref for ref in promised if kinds.get(ref) != NEW_START}


def rubric_of_run(run: "Run") -> Rubric:
    """Return the rubric that a run keeps."""
    return Rubric.model_validate(run.evidence["rubric"])


def money_of(stored: Mapping[str, Any] | None) -> dict[int, Decimal]:
    """Return stored amounts, in thousands of dollars, by fiscal year."""
    return {int(year): Decimal(amount) for year, amount in sorted((stored or {}).items())}


def without_effect(
    conditions: Conditions, competing: AbstractSet[str], continuing: AbstractSet[str]
) -> list[str]:
    """Return a sentence for each ref that conditions name though it does not compete for money.

    Parameters
    ----------
    conditions : Conditions
    competing, continuing : set of str
        The ranked refs: those that compete, and those that have their promise (reading 55).
    """
    partial = conditions.partial
    named: list[tuple[Iterable[str], str]] = [
        (conditions.must_fund, "must be funded"),
        (conditions.excluded, "gets nothing"),
        ([] if partial is None or partial.refs == ALL else partial.refs, "may be given a part"),
    ]
    return [
        f"The conditions say that {ref} {what}; that has no effect: {_idle(ref, continuing)}."
        for refs, what in named
        for ref in sorted(refs)
        if ref not in competing
    ]


def _idle(ref: str, continuing: AbstractSet[str]) -> str:
    if ref in continuing:
        return "it is continuing, and what it was promised comes off first"
    return "it is not among the ranked proposals"
