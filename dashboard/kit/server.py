"""What the dashboard's server answers beside Streamlit: its page, lost sessions, and failures."""

import logging
import secrets
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit.runtime import get_instance

from fct.dashboard.kit import look
from fct.dashboard.kit.markup import el
from fct.data.common import loaded_once
from fct.data.people import Provider
from fct.data.store import public_host

if TYPE_CHECKING:
    from starlette.requests import Request

_TITLE = "<title>Streamlit</title>"
_OURS = '<title>FCT review</title>\n    <script src="/app/static/shell.js"></script>'
_LOST, _KNOWN = 410, 204
_SECRET_BYTES = 48
_LOG = logging.getLogger("fct.dashboard")


@loaded_once
def streamlit_page() -> str:
    """Return the page that Streamlit sends for every address."""
    return (files("streamlit") / "static" / "index.html").read_text("utf-8")


def routes(paths: Iterable[str]) -> list[Route]:
    """Return the routes that come before Streamlit's own.

    Parameters
    ----------
    paths : iterable of str
        Of the pages, without slashes.
    """
    pages = [Route(f"/{path}", _page) for path in paths]
    return [*pages, Route("/session/{session}", _session)]


def sign_in_secrets() -> dict[str, Any] | None:
    """Return what Streamlit needs for a sign-in, from the environment; None without a provider.

    The secret that signs its cookies is made anew at each start, so a new start ends all sign-ins.
    """
    provider = Provider.from_environment()
    if provider is None:
        return None
    return {
        "auth": {
            "redirect_uri": f"{public_address()}/oauth2callback",
            "cookie_secret": secrets.token_urlsafe(_SECRET_BYTES),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "server_metadata_url": provider.metadata_url,
        }
    }


def public_address() -> str:
    """Return the address by which browsers reach the dashboard; ``{port}`` is its port's."""
    host = public_host()
    return f"https://{host}" if host else "http://127.0.0.1:{port}"


async def _page(_request: "Request") -> Response:
    return HTMLResponse(
        streamlit_page().replace(_TITLE, _OURS), headers={"cache-control": "no-cache"}
    )


async def _session(request: "Request") -> Response:
    """Answer whether a session still lives."""
    lives = get_instance().is_active_session(request.path_params["session"])
    return Response(status_code=_KNOWN if lives else _LOST)


def say_failure(error: Exception) -> bool:
    """Show a failure of a page by an id alone, and write what it was to the server's log.

    Returns
    -------
    bool
        That nothing else is to be shown of it.
    """
    failure = secrets.token_hex(4)
    _LOG.error("failure %s on a page", failure, exc_info=error)
    look.notice(
        "This page failed; nothing was lost that had been kept before. Reload it. If it fails "
        "again, give this id to whoever runs the dashboard: ",
        el("strong", failure),
        ". The log beside the server says what happened.",
        kind="error",
    )
    return True
