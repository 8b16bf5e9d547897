"""The forms that add, change and retire a person, and give a waiting sign-in to one."""

import os
import pwd
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Place, el
from fct.data.people import Person, Role, parse_roles
from fct.data.program import load_form
from fct.data.tables import SessionRow

_NONE = "none"
_ROLES = [str(role) for role in Role]


def show_waiting(place: Place, people: Sequence[Person]) -> None:
    """Show the sign-ins that are nobody's, and give one to a person."""
    waiting = kit.store_at(place).sessions.waiting()
    if not waiting:
        return
    kit.section(
        "Waiting sign-ins",
        "People who signed in and are not known here. Compare before you bind a sign-in to a "
        "person.",
    )
    known = {person.id: person for person in people if person.active}
    for row in waiting:
        called = f", who is called {row.called} there" if row.called else ""
        kit.paragraph(
            f"{row.at:%d %b %Y %H:%M} UTC: subject ",
            el("code", row.subject),
            " of ",
            el("code", row.issuer),
            called,
        )
        _show_binding(place, known, row)


def _show_binding(place: Place, known: Mapping[str, Person], row: SessionRow) -> None:
    with st.form(f"bind {row.key}", border=True):
        chosen = st.selectbox("This sign-in is", list(known), index=None, width=320)
        if st.form_submit_button("Bind") and chosen is not None:
            bound = replace(known[chosen], issuer=row.issuer, subject=row.subject)
            with kit.act(f"{chosen} can sign in."):
                kit.store_at(place).people.change(bound)


def show_changing(place: Place, people: Sequence[Person]) -> None:
    """Show the forms that change or retire one person."""
    kit.section(
        "Change or retire a person",
        "What a person wrote stays. Nobody changes his or her own roles.",
    )
    known = {person.id: person for person in people if person.active}
    chosen = st.selectbox("Person", list(known), index=None, key="person_changed", width=320)
    if chosen is None:
        return
    was = known[chosen]
    with st.form(f"change {chosen}"):
        given = _facts(was)
        if st.form_submit_button("Change"):
            with kit.act(f"{chosen} is changed."):
                kit.store_at(place).people.change(given())
    with st.form(f"retire {chosen}"):
        reason = st.text_input("Why the person is retired", width=520)
        if st.form_submit_button("Retire"):
            _retire(place, chosen, reason)


def show_adding(place: Place, *, is_first: bool) -> None:
    """Show the form that adds a person.

    Parameters
    ----------
    place : Place
    is_first : bool
        Of the store: its owner, an administrator.
    """
    kit.section("Add a person")
    account = None
    if is_first and not kit.is_illustrative(place):
        account = pwd.getpwuid(os.getuid()).pw_name
        kit.notice(
            f"The first person is the owner: the account {account}, an administrator. Choose here "
            "every other role that the owner is to have: nobody can give roles to themselves later."
        )
    first_roles = frozenset({Role.ADMINISTRATOR}) if account else frozenset()
    with st.form("add person", clear_on_submit=False):
        person_id = st.text_input("Id: 1 to 40 of a-z, 0-9 and -", key="add_id", width=320)
        given = _facts(Person(id="", name="", roles=first_roles, account=account))
        if st.form_submit_button("Add"):
            with kit.act(f"{person_id.strip()} is added."):
                kit.store_at(place).people.add(replace(given(), id=person_id.strip()))


def _facts(was: Person) -> Callable[[], Person]:
    """Show the fields of a person, and return what makes the person that they say."""
    key = was.id or "new"
    components = [_NONE, *load_form()["component"].choices]
    with st.container(horizontal=True, gap="small"):
        name = st.text_input("Name", was.name, key=f"name {key}", width=260)
        email = st.text_input("E-mail", was.email or "", key=f"email {key}", width=260)
        account = st.text_input(
            "Account on the command line", was.account or "", key=f"account {key}", width=240
        )
    with st.container(horizontal=True, gap="small"):
        roles = st.multiselect(
            "Roles", _ROLES, sorted(was.roles), key=f"roles {key}", width=420, select_all=False
        )
        component = st.selectbox(
            "Component",
            components,
            components.index(was.component or _NONE),
            key=f"component {key}",
            width=240,
        )
    with st.container(horizontal=True, gap="small"):
        issuer = st.text_input(
            "Issuer of the sign-in", was.issuer or "", key=f"issuer {key}", width=380
        )
        subject = st.text_input("Subject", was.subject or "", key=f"subject {key}", width=260)

    def given() -> Person:
        return replace(
            was,
            name=name.strip(),
            email=email.strip() or None,
            account=account.strip() or None,
            roles=parse_roles(roles),
            component=None if component == _NONE else component,
            issuer=issuer.strip() or None,
            subject=subject.strip() or None,
        )

    return given


def _retire(place: Place, person_id: str, reason: str) -> None:
    with kit.act():
        _, unassigned = kit.store_at(place).people.retire(person_id, reason)
        freed = f" No longer assigned: {', '.join(unassigned)}." if unassigned else ""
        kit.say(f"{person_id} is retired.{freed}")
