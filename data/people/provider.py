"""The provider of sign-ins that the environment names (OpenID Connect Core 1.0)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from fct.data.common import UsageError, in_series

METADATA_URL = "FCT_OIDC_METADATA_URL"
CLIENT_ID = "FCT_OIDC_CLIENT_ID"
CLIENT_SECRET = "FCT_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of a variable
_NAMES = (METADATA_URL, CLIENT_ID, CLIENT_SECRET)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Provider:
    """Who vouches for the people that sign in.

    Attributes
    ----------
    metadata_url : str
        Where the provider describes itself, ``.../.well-known/openid-configuration``.
    client_id, client_secret : str
        As which it knows this dashboard.
    """

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self | None:
        """Return the provider, or None where the environment names none.

        Raises
        ------
        UsageError
            If it is named in part, or what it says could be changed on the way.
        """
        found = os.environ if environment is None else environment
        given = {name: found.get(name, "").strip() for name in _NAMES}
        if not any(given.values()):
            return None
        if missing := [name for name in _NAMES if not given[name]]:
            raise UsageError(
                f"A sign-in needs {in_series(_NAMES)}; {in_series(missing)} "
                f"{'is' if len(missing) == 1 else 'are'} not set. Set all three or none."
            )
        address = urlsplit(given[METADATA_URL])
        is_safe = address.scheme == "https" or address.hostname in _LOOPBACK
        if address.scheme not in {"http", "https"} or not address.hostname or not is_safe:
            raise UsageError(
                f"{METADATA_URL} is {given[METADATA_URL]!r}; it is an https address, such as "
                "https://login.example.mil/.well-known/openid-configuration."
            )
        return cls(*(given[name] for name in _NAMES))
