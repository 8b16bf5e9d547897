"""Sending by SMTP, to a server of the tests on loopback."""

import datetime as dt
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path
from typing import ClassVar

import pytest

from fct.data.common.errors import UsageError
from fct.data.messages.letters import Letter
from fct.data.messages.recipients import Recipient
from fct.data.messages.smtp import MailServer, send_waiting
from fct.data.subjects.store import Store
from tests.support.stores.year import moment, year_store

NOW = moment("2026-03-01T12:00")


class Inbox(socketserver.StreamRequestHandler):
    """As much of a mail server as takes mail; it refuses whom it does not know."""

    mails: ClassVar[list[Mail]] = []

    def handle(self) -> None:
        """Speak SMTP with one client."""
        self.say("220 test")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.take()
            elif word == b"RCPT" and b"unknown" in line:
                self.say("550 no such person")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        """Take one mail."""
        self.say("354 go on")
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += self.rfile.readline()
        self.mails.append(message_from_bytes(content[:-5]))
        self.say("250 taken")

    def say(self, words: str) -> None:
        """Answer the client."""
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with two messages that wait, one to nobody whom the server knows."""
    with year_store(tmp_path / "home") as made:
        for person in ("unknown", "known"):
            letter = Letter(
                text="opened", action="open", about=person, fiscal_year=2027, facts={"until": "x"}
            )
            made.messages.send(letter, [Recipient(person, f"{person}@example.mil")])
        yield made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Inbox]]:
    """The server, named in the environment."""
    Inbox.mails.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Inbox) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        monkeypatch.setenv("FCT_SMTP_URL", f"smtp://127.0.0.1:{listening.server_address[1]}")
        monkeypatch.setenv("FCT_MAIL_FROM", "office@example.mil")
        yield Inbox
        listening.shutdown()


def states(store: Store) -> dict[str, tuple[str, int]]:
    """State and tries of each message, by person."""
    return {one.row.person: (one.state, one.tries) for one in store.messages.all()}


def test_what_waits_goes_out_once_under_its_own_id(store: Store, server: type[Inbox]) -> None:
    """One that the server does not take holds up no other; nothing goes out twice."""
    now = store.messages.all()[0].row.at
    assert send_waiting(store.messages, now) == 1
    assert send_waiting(store.messages, now) == 0

    assert states(store) == {"unknown": ("waiting", 2), "known": ("sent", 1)}
    (mail,) = server.mails
    known = next(one.row for one in store.messages.all() if one.row.person == "known")
    assert mail["Message-ID"] == known.message_id
    assert (mail["To"], mail["From"]) == ("known@example.mil", "office@example.mil")


def test_without_a_server_messages_stay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was tried, however long ago."""
    monkeypatch.delenv("FCT_SMTP_URL", raising=False)

    assert send_waiting(store.messages, NOW + dt.timedelta(days=30)) == 0
    assert states(store) == {"unknown": ("waiting", 0), "known": ("waiting", 0)}


def test_a_server_that_is_away_leaves_them_waiting_and_after_ten_days_they_are_given_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing listens on the port."""
    monkeypatch.setenv("FCT_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("FCT_MAIL_FROM", "office@example.mil")
    first = store.messages.all()[0].row.at + dt.timedelta(days=30)

    for days in (0, 10):
        send_waiting(store.messages, first + dt.timedelta(days=days))
    assert states(store) == {"unknown": ("waiting", 2), "known": ("waiting", 2)}
    send_waiting(store.messages, first + dt.timedelta(days=10, hours=2))
    assert states(store) == {"unknown": ("given up", 3), "known": ("given up", 3)}


@pytest.mark.parametrize(
    ("url", "sender", "words"),
    [
        ("mail.example.mil", "o@x", "FCT_SMTP_URL is not the address of a mail server"),
        ("http://mail", "o@x", "FCT_SMTP_URL is not the address"),
        ("smtp://mail:99999", "o@x", "FCT_SMTP_URL is not the address"),
        ("smtp://mail", "", "FCT_MAIL_FROM is 'empty'"),
    ],
)
def test_an_address_that_is_none_is_said(url: str, sender: str, words: str) -> None:
    """With what is accepted."""
    with pytest.raises(UsageError, match=words):
        MailServer.from_environment({"FCT_SMTP_URL": url, "FCT_MAIL_FROM": sender})
