"""What the doctor looks at on the machine: program, disk, folders, servers. No store is needed."""

import hashlib
import os
import re
import shutil
import socket
import sys
import zoneinfo
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from fct.data.backups import clear_ended_restore
from fct.data.messages import MailServer
from fct.data.people import Provider
from fct.data.store import Settings, may_only_be_read
from fct.data.tables import SCHEMA_REVISION
from fct.flows.keeping.checks import FAIL, OK, WARN, Found
from fct.flows.serving import refuse_silent_server, server_place

_ROOT = Path(__file__).resolve().parents[2]
_LEAST_PYTHON = (3, 11)
_GIB = 1 << 30
_LITTLE, _TOO_LITTLE = 5 * _GIB, _GIB // 2
_WAITS_S = 2.0
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_SILENCED = ("DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED", "GX_ANALYTICS_ENABLED")
_LISTENING = "0A"  # in /proc/net/tcp
_OURS = ("fct", "streamlit", "prefect")


def python_version() -> Found:
    """Whether the program runs on a Python that it is made for."""
    said = f"Python {sys.version.split()[0]}"
    if sys.version_info[:2] < _LEAST_PYTHON:
        return FAIL, said, "Install Python 3.11."
    return OK, said, ""


def locked_packages() -> Found:
    """Whether what is installed is what the lock names."""
    program = f"fct-evaluation {version('fct-evaluation')}, schema {SCHEMA_REVISION}"
    lock = _ROOT / "requirements.lock"
    if not lock.is_file():
        return OK, f"{program}; an installed package, which has no lock beside it", ""
    text = lock.read_text("utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    others = [
        f"{name} {found or 'missing'} instead of {wanted}"
        for name, wanted in _LOCKED.findall(text)
        if (found := _installed(name)) not in {wanted, None}
    ]
    said = f"{program}; lock SHA-256 {digest}"
    if others:
        return WARN, f"{said}; other versions: {', '.join(others[:5])}", "Install from the lock."
    return OK, said, ""


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None  # an extra, or a package of another system


def disk_space(settings: Settings) -> Found:
    """How much room there is where the store is."""
    place = settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    said = f"{free / _GIB:.1f} GiB free at {place}"
    if free < _TOO_LITTLE:
        return FAIL, said, "Free space now: nothing can be kept on a full disk."
    if free < _LITTLE:
        return WARN, said, "Free space, or move the store to a larger disk."
    return OK, said, ""


def time_zones() -> Found:
    """Whether the time zones of the machine are there."""
    count = len(zoneinfo.available_timezones())
    try:
        zoneinfo.ZoneInfo("America/New_York")
    except zoneinfo.ZoneInfoNotFoundError:
        return FAIL, f"{count} time zones; America/New_York is missing", "Install tzdata."
    return OK, f"{count} time zones", ""


def folders(settings: Settings) -> Found:
    """Whether the folders of the store are there, can be written, and are closed to others."""
    if not settings.home.exists():
        return WARN, f"{settings.home} is not there yet", "The first command that writes makes it."
    if may_only_be_read(settings):
        do = "Nothing, if it is an auditor's copy; else give this account the right to write."
        return WARN, f"{settings.home} may only be read by this account", do
    clear_ended_restore(settings)
    for folder in (settings.home, settings.files_folder, settings.home / "inbox"):
        if folder is None or not folder.exists():
            continue
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return FAIL, f"{folder} cannot be written by this account", "Correct its permissions."
        mode = folder.stat().st_mode & 0o777
        if mode & 0o077:
            return WARN, f"{folder} has mode {mode:o}; others may look in", f"chmod 700 {folder}"
    return OK, f"{settings.home}: closed to others, can be written", ""


def prefect_server() -> Found:
    """Whether the Prefect server that is named answers; where none is named, ours is started."""
    url = os.environ.get("PREFECT_API_URL", "").strip()
    if not url:
        return OK, "no server is named; `fct serve` starts its own on this machine", ""
    refuse_silent_server()
    return OK, f"{server_place()} answers", ""


def mail_server() -> Found:
    """Whether the mail server that is named answers."""
    server = MailServer.from_environment()
    if server is None:
        return OK, "no mail server is named; messages stay on the page", ""
    return _answers(server.host, server.port)


def _answers(host: str, port: int) -> Found:
    try:
        with socket.create_connection((host, port), _WAITS_S):
            return OK, f"{host}:{port} answers", ""
    except OSError as error:
        return WARN, f"{host}:{port} does not answer: {error}", "Start it, or correct its address."


def sign_in() -> Found:
    """Whether a provider of sign-ins is named as a whole."""
    provider = Provider.from_environment()
    if provider is None:
        return OK, "no provider is named; the dashboard serves the account that starts it", ""
    return OK, f"people sign in at {urlsplit(provider.metadata_url).hostname}", ""


def telemetry() -> Found:
    """Whether what the frameworks would send elsewhere is switched off."""
    said = {name: os.environ.get(name, "") for name in _SILENCED}
    talking = [
        name
        for name, value in said.items()
        # DO_NOT_TRACK silences when it is set, the other two talk when they are.
        if (value.lower() not in {"1", "true"}) == (name == "DO_NOT_TRACK")
    ]
    if talking:
        return WARN, f"{', '.join(talking)} let a framework report its use", "Unset them."
    return OK, "nothing reports its use", ""


def listening() -> Found:
    """Say what processes of this program listen on, and whether another machine could reach it."""
    places = sorted(_own_places())
    if not places:
        return OK, "nothing of this program listens", ""
    said = ", ".join(places)
    if any(not place.startswith(("127.", "::1")) for place in places):
        return WARN, f"{said}: other machines reach it", "Let it listen on 127.0.0.1 alone."
    return OK, f"{said}: this machine alone", ""


def _own_places() -> Iterator[str]:
    sockets = dict(_listening_sockets())
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
            if not any(name in command for name in _OURS):
                continue
            links = [str(link.readlink()) for link in (process / "fd").iterdir()]
        except OSError:
            continue  # of another account, or gone
        for link in links:
            inode = link.removeprefix("socket:[").removesuffix("]")
            if inode in sockets:
                yield sockets[inode]


def _listening_sockets() -> Iterator[tuple[str, str]]:
    """Give inode and address of what listens."""
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        path = Path("/proc/net") / table
        lines = path.read_text().splitlines()[1:] if path.exists() else []
        for columns in map(str.split, lines):
            if columns[3] == _LISTENING:
                host, _, port = columns[1].partition(":")
                yield columns[9], f"{_address(host, family)}:{int(port, 16)}"


def _address(text: str, family: socket.AddressFamily) -> str:
    # The kernel prints each word of an address in the byte order of the machine (proc(5)): turned
    # around on little-endian ones.
    words = [bytes.fromhex(text[at : at + 8])[::-1] for at in range(0, len(text), 8)]
    return socket.inet_ntop(family, b"".join(words))
