"""What every answer of the dashboard's server passes: host, origin, token, and its headers.

``server.allowedHosts`` guards the websocket alone, and Streamlit sets none of these headers. Where
nobody signs in, the address that ``fct dashboard`` printed holds a random token: whoever opens it
gets the token as a cookie, and nothing is answered without.
"""

import asyncio
import base64
import hashlib
import hmac
import re
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from fct.dashboard.kit.server import streamlit_page
from fct.dashboard.kit.session import may_upload
from fct.data.common import loaded_once
from fct.data.program import load_limits, refusal
from fct.data.store import public_host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A name of loopback and a port, and nothing else: any other name is a foreign site's page that had
# its own name resolved to this machine.
_OUR_HOST = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_REFUSED = (
    b"This dashboard answers to 127.0.0.1, localhost, and the name in FCT_PUBLIC_HOST where one is "
    b"set. Open the address that `fct dashboard` printed.\n"
)
_TOO_LARGE = 413
_NOT_LET_IN = (
    b"This dashboard serves the one person who started it. Open the address that `fct dashboard` "
    b"printed, with all that stands after the question mark.\n"
)
_FOREIGN = b"This was sent by a page of another site, so the dashboard does not answer.\n"
_TOKEN = "token"  # noqa: S105 - the name of a parameter
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/.*")
_NOT_SIGNED_IN = b"Files are taken from people who have signed in. Open the page, and sign in.\n"
_HTTP, _WEBSOCKET = "http", "websocket"


@loaded_once
def content_policy() -> str:
    """Return the content security policy: this server alone, and what Streamlit cannot do without.

    Its page holds an inline script, which is named by its hash; components come as ``blob:``, icons
    of tables as a font in ``data:``; messages are decoded in WebAssembly; styles are inline.
    """
    # Inline scripts by their hashes alone, so that none that gets into a page runs (CSP Level 3).
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(streamlit_page())
    ]
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *hashes],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


@loaded_once
def headers() -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that every answer carries."""
    named = {
        "content-security-policy": content_policy(),
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }
    return tuple((name.encode(), value.encode()) for name, value in named.items())


def is_our_host(scope: "Scope") -> bool:
    """Whether a request names as its host, once, this machine or what a proxy serves it by."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    # Of two, a proxy might read the one and the server the other.
    if len(hosts) != 1:
        return False
    public = public_host().encode()
    return _OUR_HOST.fullmatch(hosts[0]) is not None or (
        public != b"" and hosts[0].lower() == public
    )


def is_our_origin(scope: "Scope") -> bool:
    """Whether no page of another origin sent the request, another port of this machine included."""
    named = dict(scope["headers"])
    origin = named.get(b"origin")
    # Browsers name the origin of every websocket and of whatever is sent; what names none is no
    # page.
    if origin is None:
        return True
    host = named.get(b"host", b"").lower()
    return origin.lower() in {b"http://" + host, b"https://" + host}


class Guard:
    """Refuses what was asked of another host or without the token; adds the headers to the rest.

    Parameters
    ----------
    app : callable
        The ASGI application that it stands before.
    token : str
        Without which nothing is answered; empty where people sign in or pick a person.
    """

    def __init__(self, app: "ASGIApp", token: str = "") -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request or websocket."""
        if scope["type"] not in {_HTTP, _WEBSOCKET}:
            await self._app(scope, receive, send)
        elif not is_our_host(scope):
            await _refuse(scope, send, 400, _REFUSED)
        elif not is_our_origin(scope):
            await _refuse(scope, send, 403, _FOREIGN)
        elif self._token and (not self._has_cookie(scope) or _named_tokens(scope)):
            await self._let_in(scope, send)
        elif not await _may_send(scope):
            await _refuse(scope, send, 403, _NOT_SIGNED_IN)
        else:
            await self._app(scope, receive, _with_reason(_with_headers(send)))

    def _has_cookie(self, scope: "Scope") -> bool:
        cookies: SimpleCookie = SimpleCookie()
        for name, value in scope["headers"]:
            if name == b"cookie":
                try:
                    cookies.load(value.decode("latin-1"))
                except CookieError:
                    return False
        found = cookies.get(_cookie_name(scope))
        return found is not None and self._is_token(found.value)

    def _is_token(self, given: str) -> bool:
        # In the same time whatever was guessed, so that nothing is learned letter by letter.
        return hmac.compare_digest(given.encode(), self._token.encode())

    async def _let_in(self, scope: "Scope", send: "Send") -> None:
        """Give the cookie to whoever has the token in the address, and take it out of there."""
        tokens = _named_tokens(scope)
        is_let_in = len(tokens) == 1 and self._is_token(tokens[0])
        if not is_let_in or scope["type"] != _HTTP:
            await _refuse(scope, send, 403, _NOT_LET_IN)
            return
        # Without the token the address may stay in a history and be handed on.
        rest = urlencode([pair for pair in _asked(scope) if pair[0] != _TOKEN])
        # One slash alone: behind two a browser reads the name of another host (RFC 3986, 4.2).
        path = "/" + scope.get("raw_path", scope["path"].encode()).decode("latin-1").lstrip("/")
        cookie = f"{_cookie_name(scope)}={self._token}; HttpOnly; SameSite=Lax; Path=/"
        named = [
            (b"location", f"{path}?{rest}".removesuffix("?").encode("latin-1")),
            (b"set-cookie", cookie.encode()),
            (b"cache-control", b"no-store"),
        ]
        await _answer(_with_headers(send), 303, b"", named)


async def _may_send(scope: "Scope") -> bool:
    """Whether a request sends no file, or sends it from a session in which somebody acts."""
    found = _UPLOAD.fullmatch(scope["path"])
    if found is None or scope.get("method") in {"OPTIONS", "GET", "HEAD"}:
        return True
    return await asyncio.to_thread(may_upload, found[1])


def _asked(scope: "Scope") -> list[tuple[str, str]]:
    return parse_qsl(scope.get("query_string", b"").decode("latin-1"))


def _named_tokens(scope: "Scope") -> list[str]:
    return [value for name, value in _asked(scope) if name == _TOKEN]


def _cookie_name(scope: "Scope") -> str:
    """Return the cookie's name: those of all ports of a machine lie in one place."""
    server = scope.get("server") or ("", 0)
    return f"fct_entrance_{server[1]}"


async def _refuse(scope: "Scope", send: "Send", status: int, words: bytes) -> None:
    if scope["type"] == _HTTP:
        await _answer(_with_headers(send), status, words)
    else:
        await send({"type": "websocket.close", "code": 1008})


async def _answer(
    send: "Send", status: int, words: bytes, named: "Sequence[tuple[bytes, bytes]]" = ()
) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    size = (b"content-length", str(len(words)).encode())
    start = {"type": "http.response.start", "status": status, "headers": [kind, size, *named]}
    await send(start)
    await send({"type": "http.response.body", "body": words})


def _with_reason(send: "Send") -> "Send":
    """Return what sends an answer, and says in words why an upload was too large to be taken."""
    is_replaced = False

    async def send_(message: "Message") -> None:
        nonlocal is_replaced
        if message["type"] == "http.response.start" and message["status"] == _TOO_LARGE:
            is_replaced = True
            await _answer(send, _TOO_LARGE, _too_large())
        elif not is_replaced:
            await send(message)

    return send_


def _too_large() -> bytes:
    limit = load_limits().file_mib
    message = refusal("FILE_TOO_BIG", name="The file", limit=limit).message
    return f"FILE_TOO_BIG: {message}\n".encode()


def _with_headers(send: "Send") -> "Send":
    async def send_(message: "Message") -> None:
        if message["type"] == "http.response.start":
            ours = {name for name, _ in headers()}
            others = [pair for pair in message["headers"] if pair[0].lower() not in ours]
            message = {**message, "headers": [*others, *headers()]}
        await send(message)

    return send_
