"""Where the store is."""

from pathlib import Path

import pytest

from fct.data.common.errors import UsageError
from fct.data.store.settings import Settings, public_host


def test_the_home_is_the_one_that_is_named() -> None:
    """FCT_HOME comes before everything else."""
    settings = Settings.from_environment({"FCT_HOME": "/data/fct", "XDG_DATA_HOME": "/data/xdg"})

    assert settings.home == Path("/data/fct")
    assert settings.sqlite_path == Path("/data/fct/fct.sqlite")
    assert settings.files_folder == Path("/data/fct/files")


@pytest.mark.parametrize("named", [{}, {"FCT_HOME": ""}, {"XDG_DATA_HOME": ""}])
def test_the_home_is_among_the_users_data(named: dict[str, str]) -> None:
    """An empty variable is one that is not set."""
    assert Settings.from_environment(named).home == Path("~/.local/share/fct").expanduser()


def test_the_home_follows_the_folder_for_data() -> None:
    """XDG_DATA_HOME moves the data of all programs."""
    assert Settings.from_environment({"XDG_DATA_HOME": "/data"}).home == Path("/data/fct")


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+pysqlite"])
def test_a_sqlite_address_names_a_file(scheme: str) -> None:
    """The path follows three slashes."""
    settings = Settings(Path("/data"), f"{scheme}:////other/store.sqlite")

    assert settings.sqlite_path == Path("/other/store.sqlite")


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_server_has_no_file(scheme: str) -> None:
    """A PostgreSQL database is known by its address alone."""
    assert Settings(Path("/data"), f"{scheme}://user@host/fct").sqlite_path is None


@pytest.mark.parametrize(
    "address", ["mysql://host/fct", "sqlite://", "sqlite:///", "sqlite:///:memory:", "fct.sqlite"]
)
def test_another_database_is_refused(address: str) -> None:
    """The sentence shows both kinds of address that are accepted."""
    with pytest.raises(UsageError, match=r"sqlite:////folder/file.sqlite or postgresql://"):
        Settings.from_environment({"FCT_HOME": "/data", "FCT_DATABASE_URL": address})


def test_a_password_is_not_shown() -> None:
    """Settings may be logged."""
    assert "secret" not in repr(Settings(Path("/data"), "postgresql://user:secret@host/fct"))


@pytest.mark.parametrize(
    ("said", "host"),
    [("", ""), (" FCT.example.mil ", "fct.example.mil"), ("fct.mil:8443", "fct.mil:8443")],
)
def test_the_name_behind_a_proxy_is_kept_as_browsers_send_it(said: str, host: str) -> None:
    """In small letters, with the port that belongs to it."""
    assert public_host({"FCT_PUBLIC_HOST": said}) == host


@pytest.mark.parametrize("said", ["https://fct.mil", "fct.mil/", "*", "a b", "fct.mil:port"])
def test_a_name_that_is_not_a_host_is_refused(said: str) -> None:
    """The sentence shows what is accepted."""
    with pytest.raises(UsageError, match=r"such as fct.example.mil or fct.example.mil:8443"):
        public_host({"FCT_PUBLIC_HOST": said})
