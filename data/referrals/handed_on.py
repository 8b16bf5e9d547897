"""What was handed on to another program: to whom, why, by whom, and what it asked for then."""

from dataclasses import dataclass

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import UsageError, utc_now
from fct.data.people import Action
from fct.data.referrals.cards import load_cards, named_card
from fct.data.store import Repository, add_event, kept_reason, one_line
from fct.data.tables import HandedOn, referrals

_LONGEST_OFFICE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class HandTo:
    """To which program and office something is handed on, and why, as a person writes it."""

    program: str
    office: str
    reason: str


class Referrals(Repository):
    """The referrals of a store."""

    def add(
        self, fiscal_year: int, ref: str, to: HandTo, *, version: int, purpose: str
    ) -> HandedOn:
        """Keep that a version of a proposal was handed on.

        Raises
        ------
        DeniedError
            If the person may not, or may not see the proposal.
        UsageError
            If no such program is known, the office or the reason is blank or too long, or the
            proposal was handed on to that office of that program already.
        """
        actor = self._database.ask(Action.REFERRAL_WRITE, ref)
        card, office = named_card(to.program), _kept_office(to.office)
        reason = kept_reason(to.reason, "A referral")
        with self._writing() as connection:
            tables.refuse_unknown(connection, fiscal_year, ref)
            _refuse_again(connection, (fiscal_year, ref), card.id, office)
            number = tables.next_number(connection, referrals, fiscal_year)
            made = HandedOn(
                id=f"FY{fiscal_year}-H{number:03d}",
                fiscal_year=fiscal_year,
                ref=ref,
                version=version,
                program=card.id,
                office=office,
                reason=reason,
                purpose=purpose,
                at=utc_now(),
                actor=actor,
            )
            tables.insert_record(connection, referrals, made, number=number)
            names = ("fiscal_year", "id", "version", "program", "office", "reason", "purpose")
            details = {name: getattr(made, name) for name in names}
            add_event(connection, actor, "proposal handed on", ref, details)
        return made

    def of_cycle(self, fiscal_year: int, ref: str | None = None) -> list[HandedOn]:
        """Return the referrals of a cycle, or of one proposal, that the person may see."""
        with self._reading() as connection:
            return _of_cycle(connection, fiscal_year, ref)


def newest_by_ref(made: list[HandedOn]) -> dict[str, HandedOn]:
    """Return the last referral of each proposal, of referrals from the oldest on."""
    return {one.ref: one for one in made}


def handed_words(made: HandedOn) -> str:
    """Return a referral in a sentence."""
    card = load_cards().get(made.program)
    program = made.program if card is None else card.named
    return f"Handed on to the {program}, {made.office}, on {made.at:%Y-%m-%d}: {made.reason}"


def _of_cycle(connection: sa.Connection, fiscal_year: int, ref: str | None) -> list[HandedOn]:
    where = [referrals.c.fiscal_year == fiscal_year]
    where += [] if ref is None else [referrals.c.ref == ref]
    found = sa.select(referrals).where(*where).order_by(referrals.c.number)
    return tables.read_records(connection, HandedOn, found)


def _refuse_again(
    connection: sa.Connection, key: tuple[int, str], program: str, office: str
) -> None:
    for one in _of_cycle(connection, *key):
        if (one.program, one.office) == (program, office):
            raise UsageError(
                f"{one.ref} was handed on to that office already, on {one.at:%Y-%m-%d} "
                f"({one.id}); nothing is to be done again."
            )


def _kept_office(office: str) -> str:
    kept = one_line(office)
    if not kept or len(kept) > _LONGEST_OFFICE:
        raise UsageError(
            f"The office is named in 1 to {_LONGEST_OFFICE} characters, as it is addressed."
        )
    return kept
