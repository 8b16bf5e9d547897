"""The people of a store: added, changed, retired; every version stays."""

from dataclasses import replace

import sqlalchemy as sa

from fct.data.common import Actor, DeniedError, NotNowError, UsageError, not_there, utc_now
from fct.data.deliberations.assignments import unassign_unfinished
from fct.data.people import Action, Person, PersonChange, Role, refuse_person
from fct.data.store import Repository, add_event, is_illustrative, kept_reason
from fct.data.tables import insert_record, newest_people, people


class People(Repository):
    """Who there is, in which roles."""

    def all(self) -> list[Person]:
        """Return every person by id, retired ones too.

        Raises
        ------
        DeniedError
            With ``NOT_ALLOWED``, if the roles of who asks do not include it.
        """
        self._database.ask(Action.PERSON_SEE)
        with self._reading() as connection:
            return list(newest_people(connection).values())

    def are_there(self) -> bool:
        """Whether the store has people, so that roles bind."""
        with self._reading() as connection:
            return connection.execute(sa.select(people.c.id).limit(1)).first() is not None

    def known(self, person_id: str) -> Person:
        """Return one person as of now.

        Raises
        ------
        DeniedError
            With ``NOT_THERE``, if there is no such person.
        """
        with self._reading() as connection:
            return _known_person(newest_people(connection), person_id)

    def find(self, person_id: str) -> Person | None:
        """Return one person as of now, or None."""
        with self._reading() as connection:
            return newest_people(connection).get(person_id)

    def of_account(self, account: str) -> Person | None:
        """Return the active person whose account of the system this is, or None."""
        with self._reading() as connection:
            known = newest_people(connection).values()
        return next((one for one in known if one.active and one.account == account), None)

    def find_subject(self, issuer: str, subject: str) -> Person | None:
        """Return the active person whom a sign-in names, or None."""
        with self._reading() as connection:
            for person in newest_people(connection).values():
                if person.active and (person.issuer, person.subject) == (issuer, subject):
                    return person
        return None

    def was_subject(self, issuer: str, subject: str) -> bool:
        """Whether a sign-in named somebody who is retired."""
        with self._reading() as connection:
            return any(
                not person.active and (person.issuer, person.subject) == (issuer, subject)
                for person in newest_people(connection).values()
            )

    def add(self, person: Person) -> Person:
        """Add a person; the first one is the owner's own account, an administrator.

        Raises
        ------
        UsageError
            If the facts do not go together, or the first person is not the owner.
        NotNowError
            With ``TAKEN``, if the id, the account or the sign-in belongs to somebody.
        DeniedError
            If the roles of who adds do not include it.
        """
        actor = self._database.ask(Action.PERSON_CHANGE, person=person.id)
        refuse_person(person)
        owner = self._database.acting
        with self._writing() as connection:
            known = newest_people(connection)
            # From the first person on roles bind, and the owner without one would be shut out of
            # the own store.
            if not known and owner.may_all and not is_illustrative(connection):
                _refuse_other_first(person, actor)
            _refuse_taken(known, person, is_new=True)
            self._keep(connection, person, actor, "person added")
        return person

    def change(self, person: Person) -> Person:
        """Replace what is known of a person.

        Raises
        ------
        UsageError, NotNowError, DeniedError
            As for :meth:`add`; ``NOT_THERE`` if there is no such person, ``OWN_ROLES`` of oneself
            and of the last administrator.
        """
        actor = self._database.ask(Action.PERSON_CHANGE, person=person.id)
        refuse_person(person)
        self._refuse_own(person.id)
        with self._writing() as connection:
            known = newest_people(connection)
            was = _known_person(known, person.id)
            if Role.ADMINISTRATOR in was.roles - person.roles:
                _refuse_last_administrator(known, person.id)
            _refuse_taken(known, person, is_new=False)
            self._keep(connection, person, actor, "person changed")
        return person

    def retire(self, person_id: str, reason: str) -> tuple[Person, list[str]]:
        """Take a person out; what was written stays.

        Returns
        -------
        Person
        list of str
            Refs of the reviews that were assigned to the person and not in: they no longer are.

        Raises
        ------
        UsageError
            If the reason is missing or long.
        DeniedError
            As for :meth:`change`.
        """
        actor = self._database.ask(Action.PERSON_CHANGE, person=person_id)
        line = kept_reason(reason, "A retirement")
        self._refuse_own(person_id)
        with self._writing() as connection:
            known = newest_people(connection)
            retired = replace(_known_person(known, person_id), active=False)
            _refuse_last_administrator(known, person_id)
            self._keep(connection, retired, actor, "person retired", line)
            unassigned = unassign_unfinished(connection, actor, person_id)
        return retired, unassigned

    def _refuse_own(self, person_id: str) -> None:
        if self._database.acting.person is not None and self._database.acting.id == person_id:
            denied = DeniedError(
                "OWN_ROLES", "Nobody changes the own roles; ask another administrator."
            )
            self._database.deny(denied, Action.PERSON_CHANGE, person_id)

    @staticmethod
    def _keep(
        connection: sa.Connection, person: Person, actor: Actor, action: str, reason: str = ""
    ) -> None:
        newest = sa.select(sa.func.max(people.c.version)).where(people.c.id == person.id)
        change = PersonChange(
            id=person.id,
            version=int(connection.scalar(newest) or 0) + 1,
            name=person.name,
            email=person.email,
            roles=sorted(person.roles),
            component=person.component,
            account=person.account,
            issuer=person.issuer,
            subject=person.subject,
            active=person.active,
            reason=reason,
            at=utc_now(),
            actor=actor,
        )
        insert_record(connection, people, change)
        details = {"version": change.version, "roles": change.roles, "component": person.component}
        add_event(connection, actor, action, person.id, details | {"reason": reason})


def _known_person(known: dict[str, Person], person_id: str) -> Person:
    if person_id not in known:
        raise not_there(person_id)
    return known[person_id]


def _refuse_other_first(person: Person, owner: Actor) -> None:
    if person.account != owner.name or Role.ADMINISTRATOR not in person.roles:
        raise UsageError(
            "The first person of a store is its owner: name your own account and the role of an "
            f"administrator (--account {owner.name} --role administrator), and in the same command "
            "every other role that you are to have; nobody can give them to you later but another "
            "administrator."
        )


def _refuse_last_administrator(known: dict[str, Person], person_id: str) -> None:
    active = {
        person.id
        for person in known.values()
        if person.active and Role.ADMINISTRATOR in person.roles
    }
    if active == {person_id}:
        raise DeniedError(
            "OWN_ROLES",
            f"{person_id} is the last active administrator; name another one first.",
        )


def _refuse_taken(known: dict[str, Person], person: Person, *, is_new: bool) -> None:
    if is_new and person.id in known:
        raise NotNowError(
            "TAKEN", f"There is a person {person.id} already; take another id, or change that one."
        )
    for other in known.values():
        # An account passes on to a successor once the person before is retired.
        if other.id == person.id or not other.active:
            continue
        if person.account is not None and other.account == person.account:
            raise NotNowError(
                "TAKEN",
                f"The account {person.account} is that of {other.id}; one account is one person.",
            )
        if person.subject is not None and (other.issuer, other.subject) == (
            person.issuer,
            person.subject,
        ):
            raise NotNowError(
                "TAKEN", f"This sign-in is that of {other.id}; one sign-in is one person."
            )
