"""What every answer of the dashboard's server passes: the host it was asked by, and its headers.

``server.allowedHosts`` guards the websocket alone, and Streamlit sets none of these headers.
"""

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from fct.dashboard.kit.server import streamlit_page
from fct.data.common import loaded_once
from fct.data.program import load_limits, refusal
from fct.data.store import public_host

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A name of loopback and a port, and nothing else: any other name is a foreign site's page that had
# its own name resolved to this machine.
_OUR_HOST = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_REFUSED = (
    b"This dashboard answers to 127.0.0.1, localhost, and the name in FCT_PUBLIC_HOST where one is "
    b"set. Open the address that `fct dashboard` printed.\n"
)
_TOO_LARGE = 413
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HTTP, _WEBSOCKET = "http", "websocket"


@loaded_once
def content_policy() -> str:
    """Return the content security policy: this server alone, and what Streamlit cannot do without.

    Its page holds an inline script, which is named by its hash; components come as ``blob:``, icons
    of tables as a font in ``data:``; messages are decoded in WebAssembly; styles are inline.
    """
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
    if len(hosts) != 1:
        return False
    public = public_host().encode()
    return _OUR_HOST.fullmatch(hosts[0]) is not None or (
        public != b"" and hosts[0].lower() == public
    )


class Guard:
    """Refuses what was asked of another host, and adds the headers to all the rest.

    Parameters
    ----------
    app : callable
        The ASGI application that it stands before.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request or websocket."""
        if scope["type"] not in {_HTTP, _WEBSOCKET}:
            await self._app(scope, receive, send)
        elif is_our_host(scope):
            await self._app(scope, receive, _with_reason(_with_headers(send)))
        elif scope["type"] == _HTTP:
            await _refuse(_with_headers(send))
        else:
            await send({"type": "websocket.close", "code": 1008})


async def _refuse(send: "Send") -> None:
    await _answer(send, 400, _REFUSED)


async def _answer(send: "Send", status: int, words: bytes) -> None:
    size = str(len(words)).encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    start = {"type": "http.response.start", "status": status}
    await send({**start, "headers": [kind, (b"content-length", size)]})
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
