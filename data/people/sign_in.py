"""What a provider of sign-ins says of somebody, and how long it holds."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fct.data.common import dump_json, loaded_once
from fct.data.program import declared_yaml

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """How long a session lasts; the file gives the source.

    Attributes
    ----------
    idle, absolute : timedelta
        Since the last click; since the sign-in.
    noted_every : timedelta
        How often activity is kept at most.
    """

    idle: dt.timedelta
    absolute: dt.timedelta
    noted_every: dt.timedelta


@loaded_once
def load_session_terms() -> SessionTerms:
    """Return the limits of ``declarations/sessions.yaml``."""
    declared = declared_yaml("sessions.yaml")
    return SessionTerms(
        dt.timedelta(minutes=declared["idle_minutes"]),
        dt.timedelta(hours=declared["absolute_hours"]),
        dt.timedelta(seconds=declared["noted_every_s"]),
    )


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in: what the provider's signed answer says.

    Attributes
    ----------
    issuer, subject : str
        Who it is. Names and addresses can be given to somebody else later; these cannot.
    called : str
        What the provider calls the person; shown to administrators, and decides nothing.
    issued_at, expires_at : datetime
    key : str
        SHA-256 that no other sign-in has.
    """

    issuer: str
    subject: str
    called: str
    issued_at: dt.datetime
    expires_at: dt.datetime
    key: str

    @property
    def ends_at(self) -> dt.datetime:
        """When it ends, however active the person is."""
        return min(self.issued_at + load_session_terms().absolute, self.expires_at)


def sign_in_of(claims: Mapping[str, Any]) -> SignIn | None:
    """Return the sign-in that a provider's answer is; None where it names nobody or no time.

    Parameters
    ----------
    claims : mapping
        Of OpenID Connect Core 1.0, section 2: ``iss``, ``sub``, ``iat`` and ``exp`` are required.
    """
    issuer, subject = (str(claims.get(name) or "") for name in ("iss", "sub"))
    try:
        issued, expires = (
            dt.datetime.fromtimestamp(int(claims[name]), dt.UTC) for name in ("iat", "exp")
        )
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    if not issuer or not subject:
        return None
    # The nonce is of one sign-in (OpenID Connect Core 1.0, section 2), so that two in the same
    # second have two keys; the hash holds no claim that could be used.
    named = [issuer, subject, claims["iat"], claims.get("nonce")]
    called = str(claims.get("name") or claims.get("email") or "")[:_LONGEST_NAME]
    key = hashlib.sha256(dump_json(named).encode()).hexdigest()
    return SignIn(issuer, subject, called, issued, expires, key)


class SessionState(StrEnum):
    """How it stands with a sign-in now."""

    LIVES = "lives"
    IDLE = "idle"
    OVER = "over"
    SIGNED_OUT = "signed out"
