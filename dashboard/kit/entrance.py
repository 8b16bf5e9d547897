"""What stands at the head of every page: who acts, how to act as somebody else, how to leave."""

import streamlit as st

from fct.dashboard.kit import look, places, session
from fct.dashboard.kit.markup import el
from fct.dashboard.kit.places import Place
from fct.data.common import Actor, DeniedError, FctError, current_actor, in_series
from fct.data.people import Acting
from fct.data.subjects import Store

_OWNER = ""


def enter(place: Place) -> Acting | None:
    """Show who acts, and return it; None where nobody may go on, which is said.

    Parameters
    ----------
    place : Place
        That has a store.
    """
    opened = places.opened_store(place)
    try:
        acting = session.acting_in_session(opened)
    except DeniedError as error:
        session.dismiss()
        _show_why_not(opened, error)
        return None
    session.admit(opened)
    _show_who(opened, acting)
    return acting


def ask_name(place: Place, key: str, *, width: int = 260) -> str:
    """Return as whom the reader writes: the person who acts, else the name that is typed."""
    person = places.store_at(place).acting.person
    if person is not None:
        return person.id
    typed = st.text_input(
        "Your name", key=key, width=width, help="Recorded as you give it, not verified."
    )
    return (typed or "").strip()


def writer(place: Place, name: str) -> Actor:
    """Return as who is written: the person who acts, whatever the name, else who is named."""
    store = places.store_at(place)
    return Actor(name) if store.acting.person is None else store.actor


def without_store() -> Acting:
    """Return who acts where there is no store: the pages say how to make one, and show nothing.

    Raises
    ------
    FctError
        Where people sign in; they are not shown where the store should be.
    """
    if session.is_by_sign_in():
        raise FctError(
            "There is no store yet, so nobody can sign in. Whoever runs the dashboard makes it on "
            "the command line, and names the first person."
        )
    return Acting(current_actor())


def _show_who(opened: Store, acting: Acting) -> None:
    if acting.note:
        look.notice(look.sentence(acting.note), kind="sample")
    if session.may_pick(opened) and opened.people.are_there():
        _show_pick(opened)
    elif acting.person is not None:
        person = acting.person
        with st.container(key="who", horizontal=True, gap="small", vertical_alignment="center"):
            said = f"{person.name} ({person.id}), {in_series(sorted(person.roles))}"
            look.paragraph(said, class_="hint")
            if session.is_by_sign_in() and st.button("Sign out", key="sign_out"):
                session.sign_out(opened)


def _show_pick(opened: Store) -> None:
    people = {one.id: one for one in opened.people.all() if one.active}
    now = session.picked() or _OWNER
    options = [_OWNER, *people]

    def words(person_id: str) -> str:
        if person_id == _OWNER:
            return "the owner of this store, who may do everything"
        person = people[person_id]
        return f"{person.id}: {person.name}, {in_series(sorted(person.roles))}"

    with st.container(key="who"):
        st.selectbox(
            "You act as",
            options,
            index=options.index(now) if now in options else None,
            format_func=words,
            key=f"pick {now}",
            on_change=lambda: session.pick(st.session_state[f"pick {now}"]),
            filter_mode="contains",
            width=520,
        )


def _show_why_not(opened: Store, error: DeniedError) -> None:
    if isinstance(error, session.NotSignedInError):
        _show_sign_in(str(error))
    elif isinstance(error, session.WaitingError):
        _show_waiting(opened, error)
    else:
        if session.may_pick(opened):
            _show_pick(opened)
        look.notice(str(error), kind="error")


def _show_sign_in(said: str) -> None:
    look.title("Sign in", "This dashboard shows nothing before it knows who you are.")
    if said:
        look.notice(said)
    if st.button("Sign in", type="primary", key="sign_in"):
        try:
            st.login()
        except st.errors.StreamlitAuthError as error:
            raise FctError(
                "The sign-in is not set up as it must be. Whoever runs the dashboard finds in "
                "docs/signing-in.md what to set."
            ) from error


def _show_waiting(opened: Store, error: session.WaitingError) -> None:
    look.title("You are signed in, and not yet known here", str(error))
    facts = [("Issuer", error.sign_in.issuer), ("Subject", error.sign_in.subject)]
    rows = [el("div", el("dt", name), el("dd", el("code", value))) for name, value in facts]
    look.show(el("div", el("dl", *rows), class_="receipt card"))
    if st.button("Sign out", key="sign_out"):
        session.sign_out(opened)
