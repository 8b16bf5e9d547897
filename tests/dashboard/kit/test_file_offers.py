"""Files that a page gives: each is an event, and none goes to who may no longer see it."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager

from fct.data.common.errors import DeniedError
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.roles import Role
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.dashboard.conftest import Page
from tests.support.stores.people import as_person, person

Open = Callable[..., Page]


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What gives each file of the page that was opened last, by its name."""
    makers: dict[str, Callable[[], bytes]] = {}
    real = MediaFileManager.add_deferred

    def add(
        self: MediaFileManager, data: Callable[[], bytes], *args: object, **more: object
    ) -> str:
        makers[str(more["file_name"])] = data
        return real(self, data, *args, **more)

    monkeypatch.setattr(MediaFileManager, "add_deferred", add)
    return makers


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the store, with a reviewer."""
    shutil.copytree(home, tmp_path / "own")
    with open_store(Settings(tmp_path / "own")) as store:
        as_person(store, person("rita", Role.REVIEWER))
    return tmp_path / "own"


def test_a_download_is_an_event_and_ends_with_the_sight(
    own_home: Path, open_page: Open, pressed: dict[str, Callable[[], bytes]]
) -> None:
    """Who took what, with its hash; after a conflict the page of before gives nothing."""
    open_page(own_home, "order-of-merit", person="rita")
    (name,) = [name for name in pressed if name.endswith(".csv")]
    content = pressed[name]()
    with open_store(Settings(own_home)) as store:
        event = store.events.all()[-1]
        rita = as_person(store, person("rita", Role.REVIEWER))
        rita.conflicts.add("rita", ConflictWith(ref="FY27-ARMY-05"), "Kin.")

    assert (event.action, event.object) == ("file downloaded", name.removesuffix(".csv"))
    assert event.actor.name == "rita"
    assert event.details["sha256"] == hashlib.sha256(content).hexdigest()
    with pytest.raises(DeniedError, match="what you may see has changed; reload it"):
        pressed[name]()


def test_a_download_ends_with_the_role(
    own_home: Path, open_page: Open, pressed: dict[str, Callable[[], bytes]]
) -> None:
    """A page that stayed open gives nothing to who has another role since."""
    open_page(own_home, "findings", person="rita")
    with open_store(Settings(own_home)) as store:
        store.people.change(person("rita", Role.ADMINISTRATOR))

    for give in pressed.values():
        with pytest.raises(DeniedError, match="has changed"):
            give()
