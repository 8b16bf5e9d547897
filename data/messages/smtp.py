"""Sending what waits by SMTP, for a while; what does not go out stays."""

import datetime as dt
import os
import smtplib
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from fct.data.common import UsageError
from fct.data.messages.outbox import Message, Messages

URL, SENDER = "FCT_SMTP_URL", "FCT_MAIL_FROM"
LONGEST_S = 30.0
_WAITS_S = 10.0
_NOTED_EVERY = dt.timedelta(hours=1)  # a server may be away for days of ticks
_PORTS: Mapping[str, int] = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes.

    Attributes
    ----------
    kind : str
        ``smtp``, ``smtp+starttls`` or ``smtps``.
    host : str
    port : int
    user, password : str
        Empty where the server asks for none.
    sender : str
    """

    kind: str
    host: str
    port: int
    user: str
    password: str
    sender: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "MailServer | None":
        """Return the server that FCT_SMTP_URL names, or None.

        Raises
        ------
        UsageError
            If the address or the sender cannot be used.
        """
        text = environment.get(URL, "").strip()
        if not text:
            return None
        sender = environment.get(SENDER, "").strip()
        if "@" not in sender or not sender.isprintable():
            raise UsageError(
                f"{URL} names a mail server, and {SENDER} is {sender or 'empty'!r}; set it to the "
                "address from which the office writes."
            )
        try:
            parts = urlsplit(text)
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise _unusable() from None
        if not parts.hostname:
            raise _unusable()
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname, port, user, password, sender)


def _unusable() -> UsageError:
    return UsageError(
        f"{URL} is not the address of a mail server; write it as smtp://host:25, "
        "smtp+starttls://user:password@host:587 or smtps://user:password@host:465."
    )


def send_waiting(outbox: Messages, now: dt.datetime) -> int:
    """Send what waits, for at most a while, and return how many went out.

    A server that is away or slow leaves them waiting. A crash between sending and keeping it sends
    one again, under the same Message-ID.

    Parameters
    ----------
    outbox : Messages
    now : datetime
    """
    server = MailServer.from_environment()
    waiting = outbox.to_send() if server is not None else []
    if server is None or not waiting:
        return 0
    last = time.monotonic() + LONGEST_S
    sent = seen = 0
    try:
        with _connected(server, min(_WAITS_S, LONGEST_S)) as connection:
            for message in waiting:
                if time.monotonic() >= last:
                    break
                is_sent = _is_sent(connection, server, message)
                outbox.keep_step(message, now, is_sent=is_sent)
                sent, seen = sent + is_sent, seen + 1
    except (OSError, smtplib.SMTPException):
        for message in waiting[seen:]:
            if not message.tried or now - message.tried[-1] >= _NOTED_EVERY:
                outbox.keep_step(message, now, is_sent=False)
    return sent


@contextmanager
def _connected(server: MailServer, timeout_s: float) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.kind == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=timeout_s, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout_s)
    with connection:
        if server.kind == "smtp+starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        yield connection


def _is_sent(connection: smtplib.SMTP, server: MailServer, message: Message) -> bool:
    """Hand one message over; one that the server does not take waits, and the others go on."""
    try:
        connection.send_message(_mail(server, message))
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
        ValueError,  # not an address
    ):
        return False
    return True


def _mail(server: MailServer, message: Message) -> EmailMessage:
    row = message.row
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server.sender, row.address, row.subject
    mail["Message-ID"] = row.message_id
    mail["Date"] = format_datetime(row.at)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(row.text)
    return mail
