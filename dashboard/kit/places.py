"""Which store the pages read, as whom, and its open connections."""

from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import streamlit as st

from fct.dashboard.kit.session import acting_in_session, once_a_run
from fct.data.common import StoreError
from fct.data.program import Marking, load_marking
from fct.data.store import Settings
from fct.data.subjects import Store, open_store
from fct.scoring.ranking import show_seen_runs

Place: TypeAlias = tuple[str, str]  # home folder and address of the database


def settings_of(place: Place) -> Settings:
    """Return the settings of a place."""
    return Settings(Path(place[0]), place[1])


def current_place() -> Place:
    """Return the place that the environment names."""
    settings = Settings.from_environment()
    return str(settings.home), settings.database_url


def has_store(place: Place) -> bool:
    """Whether there is a store; looking must not make one."""
    path = settings_of(place).sqlite_path
    return path is None or path.is_file()


def store_at(place: Place) -> Store:
    """Return the open store of a place, as the person of the session sees and changes it.

    Raises
    ------
    DeniedError
        If nobody is signed in, or the one who is belongs to nobody.
    """
    return once_a_run(f"store {place}", lambda: _store_of_session(place))


def _store_of_session(place: Place) -> Store:
    opened = opened_store(place)
    opened.follow_clock()  # of this thread
    return opened.as_(acting_in_session(opened))


def opened_store(place: Place) -> Store:
    """Return the open store of a place as the program itself has it: no page reads through it."""
    path = settings_of(place).sqlite_path
    if path is None or not path.exists():
        return _opened(place, None)
    seen = path.stat()  # a store that was made anew at the same place is another file
    return _opened(place, (seen.st_dev, seen.st_ino))


def marking_of(place: Place) -> Marking:
    """Return the marking of every page, with the designation block as it was set in the store."""
    with suppress(StoreError):  # of a store that cannot be read the page itself says so
        if has_store(place):
            return opened_store(place).designations.marking()
    return load_marking(Path(place[0]))


@st.cache_resource(show_spinner=False, max_entries=8)
def _opened(place: Place, file: tuple[int, int] | None) -> Store:
    del file  # of the key alone
    show_seen_runs()
    return open_store(settings_of(place))
