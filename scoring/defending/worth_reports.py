"""What is worth checking and asking in the published run, as it is kept, listed and said."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fct.data.people import Action
from fct.data.program import CRITERIA, FieldType, country_name, load_form, load_rules
from fct.data.reviewing import load_review_terms
from fct.scoring.defending.published import order_of
from fct.scoring.defending.worth_asking import Worth, worth_of
from fct.scoring.judging import rule_words
from fct.scoring.ranking import Mark

if TYPE_CHECKING:
    import pandas as pd

    from fct.data.subjects import Store
    from fct.data.tables import Run


def worth_of_run(store: "Store", run: "Run") -> Worth:
    """Return what is worth checking and asking in a run, over what who acts may see.

    It is computed with the run and kept; where it is not kept yet, as of an older run or of a
    person in conflict, now.

    Raises
    ------
    DeniedError
        If the order is not for who acts.
    UsageError
        If more are ranked than are tried answer by answer.
    """
    kept = store.runs.worth(run)
    if kept is None:
        found = worth_of(order_of(store, run))
        # A store that may only be read keeps nothing: found anew at every look.
        if store.is_read_only:
            return Worth(found.answers, found.questions)
        store.runs.keep_worth(run, found.answers, found.questions)
        kept = store.runs.worth(run)
    if kept is None:
        raise AssertionError(f"what is worth asking in {run.id} was not kept")
    return Worth(kept.answers, kept.questions)


def published_worth(store: "Store", fiscal_year: int) -> tuple["Run", Worth]:
    """Return the published run of a cycle with what is worth checking and asking in it.

    What is attached is looked up now: an attachment may come after the run.

    Raises
    ------
    DeniedError
        If the order is not for who acts.
    UsageError
        If no run of the year is published.
    """
    store.ask(Action.ORDER_SEE)
    run = store.runs.needed(fiscal_year)
    found = worth_of_run(store, run)
    attached = {(one.ref, one.criterion) for one in store.attachments.of_cycle(fiscal_year)}
    answers = [
        {**row, "has_evidence": (row["ref"], _attached_to(row["criterion"])) in attached}
        for row in found.answers
    ]
    return run, replace(found, answers=answers)


def _attached_to(criterion: str) -> str:
    """Return what a file is attached to; what is no criterion, as maturity, to the whole."""
    return criterion if criterion in CRITERIA else ""


def verify_first_report(
    store: "Store", fiscal_year: int, *, everything: bool = False
) -> tuple["Run", dict[str, Any]]:
    """Return which single answers, one step lower, would change a mark (reviewing.md, detail 28).

    Parameters
    ----------
    store : Store
    fiscal_year : int
    everything : bool
        Whether those that change no mark are listed too.
    """
    run, found = published_worth(store, fiscal_year)
    rows = [row for row in found.answers if everything or row["now"] != row["then"]]
    return run, {"run": run.id, "answers": rows}


def ask_first_report(store: "Store", fiscal_year: int) -> tuple["Run", dict[str, Any]]:
    """Return which open answers would most often change who is funded, once given."""
    run, found = published_worth(store, fiscal_year)
    return run, {"run": run.id, "questions": found.questions}


def near_the_line(ranks: "pd.DataFrame", scores: "pd.DataFrame") -> set[str]:
    """Return the refs near the line: within some ranks or points of merit of the last funded.

    Parameters
    ----------
    ranks : DataFrame
        ``ref``, ``rank``, ``merit`` and ``mark`` in order of merit.
    scores : DataFrame
        ``ref`` and ``merit`` of all that were judged. What is not ranked has no rank, and is near
        by its merit: one answer may be all that keeps it out.
    """
    funded = ranks.index[ranks["mark"] == Mark.FUNDED]
    if not len(funded):
        return set()
    terms, last = load_review_terms(), ranks.loc[funded[-1]]
    by_rank = ranks[(ranks["rank"] - last["rank"]).abs() <= terms.near_ranks]
    merits = scores["merit"].astype(float)
    by_merit = scores[(merits - float(last["merit"])).abs() <= terms.near_points]
    promised = set(ranks.loc[ranks["mark"] == Mark.CONTINUING, "ref"])
    return {*by_rank["ref"], *by_merit["ref"]} - promised


def answer_words(row: Mapping[str, Any]) -> str:
    """Return what one answer one step lower would do, as a sentence."""
    where = f"{row['sheet']} {row['cell']}".strip() if row["cell"] else str(row["sheet"])
    attached = "evidence is attached" if row["has_evidence"] else "no evidence is attached"
    if row["rule"]:
        rule = load_rules()[row["rule"]]
        holds_when = rule_words(rule, load_form()).removesuffix(".")
        what = f"If rule {rule.id} did not hold ({holds_when})"
    else:
        lower, written = _answer_in_words(row, "lower"), _answer_in_words(row, "written")
        what = f"If “{row['label']}” were {lower} instead of {written}"
    return f"{what}, it would be {_mark_words(row)}; {where}, {attached}."


def _mark_words(row: Mapping[str, Any]) -> str:
    if row["then"] is None:
        return "out of the order of merit"
    shares = (row["funded_share_now"], row["funded_share_then"])
    return (
        f"{row['then']}, and funded in {shares[1]:.0%} of the weight samples instead of "
        f"{shares[0]:.0%}"
    )


def question_words(row: Mapping[str, Any]) -> str:
    """Return what an open answer would change, once given, as a sentence."""
    where = f"{row['sheet']} {row['cell']}".strip() if row["cell"] else str(row["sheet"])
    state = f"reads “{row['written']}” and could not be read" if row["written"] else "is blank"
    return (
        f"“{row['label']}” {state} ({where}). Between {_answer_in_words(row, 'worst')} and "
        f"{_answer_in_words(row, 'best')}, who is funded differs in {row['flips']:.0%} of the "
        "weight samples."
    )


def _answer_in_words(row: Mapping[str, Any], name: str) -> str:
    """Return an answer as a sentence says it, countries by their names."""
    answer = str(row[name]) or "blank"
    if load_form()[row["field"]].type is not FieldType.COUNTRY_LIST:
        return answer
    return "; ".join(country_name(piece) for piece in answer.split("; "))


def costs_the_money(rows: Iterable[Mapping[str, Any]], ref: str) -> list[Mapping[str, Any]]:
    """Return the answers of one proposal that would cost it the money, one step lower.

    Answers of a scale before rules: a step of a scale is what a sponsor is wrong about first. Of
    both those without evidence come first.
    """
    own = [
        row
        for row in rows
        if row["ref"] == ref and row["now"] == Mark.FUNDED and row["then"] != Mark.FUNDED
    ]
    return sorted(own, key=lambda row: (bool(row["rule"]), bool(row["has_evidence"])))


def flips_the_set(rows: Iterable[Mapping[str, Any]], ref: str) -> list[Mapping[str, Any]]:
    """Return the open answers of one proposal that would change who is funded, once given."""
    return [row for row in rows if row["ref"] == ref and row["flips"] > 0]
