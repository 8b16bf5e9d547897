"""What was approved of a continuing project, as the last run that judged it published it."""

from typing import NamedTuple

from fct.data.subjects import Store, StoredProposal


class Approved(NamedTuple):
    """A project as it was published.

    Attributes
    ----------
    fiscal_year : int
    stored : StoredProposal
        The version that the run judged, with which money was decided.
    run_id : str
    mark : str or None
        Where it stood to the funding line; None where it was not ranked.
    """

    fiscal_year: int
    stored: StoredProposal
    run_id: str
    mark: str | None


def approved_before(store: Store, fiscal_year: int, ref: str) -> Approved | None:
    """Return the version of a ref in the last published run before a year, if there is one.

    Parameters
    ----------
    store : Store
    fiscal_year : int
        Of the continuing project; looked for are the years before, the nearest first.
    ref : str
        The same in all years.
    """
    years = [row.fiscal_year for row in store.cycles.all() if row.fiscal_year < fiscal_year]
    for year in sorted(years, reverse=True):
        if (found := _approved_in(store, year, ref)) is not None:
            return found
    return None


def _approved_in(store: Store, year: int, ref: str) -> Approved | None:
    run = store.runs.published(year)
    if run is None:
        return None
    scores = store.runs.scores(run.id)
    judged = scores[scores["ref"] == ref]
    if judged.empty:
        return None
    ranks = store.runs.ranks(run.id)
    marks = ranks[ranks["ref"] == ref]["mark"].tolist()
    stored = store.versions.get(year, ref, int(judged["version"].iloc[0]))
    return Approved(year, stored, run.id, str(marks[0]) if marks else None)
