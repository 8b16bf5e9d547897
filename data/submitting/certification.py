"""Certifying: a component says before the deadline that it stands behind its proposal."""

import datetime as dt

from fct.data.common import NotNowError
from fct.data.deliberations import ToCertify
from fct.data.people import Action
from fct.data.subjects import Store
from fct.data.submitting.receipts import moment_words
from fct.data.tables import Certification


def certify(store: Store, fiscal_year: int, ref: str, at: dt.datetime) -> Certification:
    """Certify the newest version of a proposal; again the same gives the first certification.

    Raises
    ------
    DeniedError
        If the person is no certifier of the component, or submitted the proposal.
    NotNowError
        ``CLOSED`` after the deadline, ``WITHDRAWN`` where it is out of the cycle.
    """
    store.ask(Action.PROPOSAL_CERTIFY, ref)
    _, cycle = store.cycles.read(fiscal_year)
    newest = store.versions.get(fiscal_year, ref)
    deadline = store.extensions.of_proposal(cycle, ref)
    wanted = ToCertify(
        fiscal_year,
        ref,
        newest.version,
        deadline,
        f"{ref} cannot be certified any more: the deadline of fiscal year {fiscal_year} was "
        f"{moment_words(deadline, cycle)}.",
    )
    if ref in store.standings.withdrawn(fiscal_year):
        raise NotNowError("WITHDRAWN", f"{ref} is withdrawn, so there is nothing to certify.")
    return store.certifications.add(wanted, at)
