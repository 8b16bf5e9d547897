"""Who acts in a session: who signed in, who was picked, or the account that started the server.

It is found anew at every run of a page and in every callback, from the store, so that a role that
was taken away is gone at the next click. The session itself holds no more than whom its reader
picked in an illustrative store, or the signed answer of the provider.
"""

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fct.data.common import DeniedError, FctError, utc_now
from fct.data.deliberations import acting_of
from fct.data.people import Acting, Provider, SessionState, SignIn, load_session_terms, sign_in_of
from fct.data.subjects import Store

TOKEN, STAND_IN = "FCT_DASHBOARD_TOKEN", "FCT_DASHBOARD_AS"
_PICKED = "acting_as"
T = TypeVar("T")
_CODE = "NO_PERSON"
_of_run = threading.local()
_admitted: dict[str, Callable[[], Acting]] = {}  # by session; those of this process


class NotSignedInError(DeniedError):
    """Nobody is signed in, or the sign-in holds no longer.

    Parameters
    ----------
    message : str
        Empty where there is nothing to say but that one signs in.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_CODE, message)


class WaitingError(DeniedError):
    """Somebody is signed in who is nobody in this store.

    Parameters
    ----------
    sign_in : SignIn
    """

    def __init__(self, sign_in: SignIn) -> None:
        super().__init__(
            _CODE,
            "You are signed in, and no person of this store has this sign-in. An administrator "
            "gives it to a person on the page People; then reload this page.",
        )
        self.sign_in = sign_in


def is_by_sign_in() -> bool:
    """Whether people sign in at a provider."""
    return Provider.from_environment() is not None


def may_pick(store: Store) -> bool:
    """Whether the reader may act for any person: in an illustrative store without a sign-in."""
    return not is_by_sign_in() and is_illustrative(store)


def is_illustrative(store: Store) -> bool:
    """Whether a store is marked to hold illustrative things alone."""
    return once_a_run(f"illustrative {store.settings}", store.is_illustrative)


def pick(person_id: str | None) -> None:
    """Act for a person of an illustrative store from now on; for None as the owner."""
    st.session_state[_PICKED] = person_id or ""


def picked() -> str | None:
    """Return the person whom the reader picked, or the address or the command line named."""
    if _PICKED not in st.session_state:
        named = st.query_params.get("as") or os.environ.get(STAND_IN, "")
        st.session_state[_PICKED] = named
    return st.session_state[_PICKED] or None


@contextmanager
def one_run() -> Iterator[None]:
    """Find out once for a whole run of a page who acts; a part of the page within it asks it."""
    if getattr(_of_run, "found", None) is not None:
        yield
        return
    _of_run.found = {}
    try:
        yield
    finally:
        _of_run.found = None  # a callback, which comes before the next run, finds out for itself


def acting_in_session(store: Store) -> Acting:
    """Return who acts on a store in this session.

    Parameters
    ----------
    store : Store
        As it was opened.

    Raises
    ------
    NotSignedInError, WaitingError
        Where people sign in.
    DeniedError
        If the account or the id belongs to nobody.
    """
    return once_a_run(f"acting {store.settings}", lambda: _found(store))


def once_a_run(name: str, find: Callable[[], T]) -> T:
    """Return what is found, once for a run of a page; each time outside of one."""
    found: dict[str, Any] | None = getattr(_of_run, "found", None)
    if found is None:
        return find()
    if name not in found:
        found[name] = find()
    value: T = found[name]
    return value


def _found(store: Store) -> Acting:
    if is_by_sign_in():
        return _of_sign_in(store, sign_in_of_session())
    if is_illustrative(store):
        return acting_of(store, picked())
    if not os.environ.get(TOKEN):
        raise DeniedError(
            _CODE,
            "This store holds real proposals, and this dashboard was started without a sign-in "
            "and without a token. Stop it and start it again by `fct dashboard`.",
        )
    return acting_of(store)


def admit(store: Store) -> None:
    """Let the session send files from now on, as long as somebody acts in it.

    Streamlit takes a file of any session that is connected, signed in or not, before any page runs;
    the guard of the server asks :func:`may_upload`.

    Parameters
    ----------
    store : Store
        As it was opened.
    """
    session_id = _session_id()
    if session_id is None:
        return
    for gone in [one for one in list(_admitted) if not get_instance().is_active_session(one)]:
        _admitted.pop(gone, None)
    _admitted[session_id] = found_anew(store)


def dismiss() -> None:
    """Let the session send no files: nobody acts in it."""
    _admitted.pop(_session_id() or "", None)


def may_upload(session_id: str) -> bool:
    """Whether somebody acts in a session, so that it may send files."""
    find = _admitted.get(session_id)
    if find is None:
        return False
    try:
        find()
    except FctError:
        return False
    return True


def found_anew(store: Store) -> Callable[[], Acting]:
    """Return what finds who acts in this session, for where no session is known.

    Parameters
    ----------
    store : Store
        As it was opened.

    Returns
    -------
    callable
        Raises a DeniedError as :func:`acting_in_session` does.
    """
    is_signed, is_picked = is_by_sign_in(), may_pick(store)
    sign_in = sign_in_of_session() if is_signed else None
    stand_in = picked() if is_picked else None

    def find() -> Acting:
        store.follow_clock()  # of this thread
        return _of_sign_in(store, sign_in) if is_signed else acting_of(store, stand_in)

    return find


def _session_id() -> str | None:
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.session_id


def sign_in_of_session() -> SignIn | None:
    """Return what the provider said of whoever has this session, or None."""
    return sign_in_of(st.user.to_dict()) if st.user.get("is_logged_in") else None


def sign_out(store: Store) -> None:
    """End the session in every window, and leave the provider."""
    sign_in = sign_in_of_session()
    if sign_in is not None:
        store.sessions.end(sign_in)
    st.logout()


def _of_sign_in(store: Store, sign_in: SignIn | None) -> Acting:
    if sign_in is None:
        raise NotSignedInError
    state = store.sessions.state(sign_in, utc_now())
    if state is not SessionState.LIVES:
        raise NotSignedInError(_why_ended(state))
    person = store.people.find_subject(sign_in.issuer, sign_in.subject)
    if person is None:
        if store.people.was_subject(sign_in.issuer, sign_in.subject):
            raise NotSignedInError(
                "The person of this sign-in is no longer among the people of this store; ask an "
                "administrator."
            )
        raise WaitingError(sign_in)
    return Acting(person.actor(os.getuid()), person)


def _why_ended(state: SessionState) -> str:
    terms = load_session_terms()
    if state is SessionState.IDLE:
        minutes = terms.idle // dt.timedelta(minutes=1)
        return f"You were signed out after {minutes} minutes without a click. Sign in again."
    if state is SessionState.OVER:
        return "Your sign-in has come to its end. Sign in again."
    return "You signed out."
