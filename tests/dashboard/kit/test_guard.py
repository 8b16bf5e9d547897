"""What stands before the dashboard: its host, and the headers of every answer."""

import asyncio
import contextlib
import http.client
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from fct.dashboard.kit.guard import Guard, content_policy, is_our_host, is_our_origin
from tests.support.processes.waiting import wait_until

PATHS = (
    "/",
    "/proposal?ref=X",
    "/no-such-page",
    "/session/none",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/none/none",
    "/_stcore/no-such-path",
    "/media/none.xlsx",
    "/app/static/shell.js",
    "/app/static/no-such-file",
    "/favicon.png",
    "/static/js/none.js",
    "//evil.example/..%2f",
)
HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("hosts", "is_ours"),
    [
        ([b"127.0.0.1"], True),
        ([b"127.0.0.1:8501"], True),
        ([b"LocalHost:8501"], True),
        ([b"[::1]:8501"], True),
        ([], False),
        ([b""], False),
        ([b"evil.example"], False),
        ([b"127.0.0.1.evil.example"], False),
        ([b"evil.example:127.0.0.1"], False),
        ([b"127.0.0.1:8501@evil.example"], False),
        ([b"localhost "], False),
        ([b"127.0.0.1", b"evil.example"], False),
        ([b"127.0.0.1:8501\n"], False),
    ],
)
def test_only_a_name_of_this_machine_is_ours(hosts: list[bytes], is_ours: bool) -> None:
    """One host, loopback, with a port or without."""
    assert is_our_host({"headers": [(b"host", host) for host in hosts]}) is is_ours


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        (b"FCT.example.mil:8443", True),
        (b"127.0.0.1:8501", True),
        (b"fct.example.mil", False),
        (b"evil.fct.example.mil:8443", False),
        (b"fct.example.mil:8443.evil.example", False),
    ],
)
def test_the_name_that_a_proxy_serves_is_ours_too(
    monkeypatch: pytest.MonkeyPatch, host: bytes, is_ours: bool
) -> None:
    """It is the one that the operator names, with its port, and no part of it."""
    monkeypatch.setenv("FCT_PUBLIC_HOST", "fct.example.mil:8443")

    assert is_our_host({"headers": [(b"host", host)]}) is is_ours


def test_a_file_of_a_session_in_which_nobody_acts_is_not_taken() -> None:
    """It is refused before a byte of it is read, connected or not."""
    sent: list[Any] = []

    async def app(*_: object) -> None:
        raise AssertionError("the file reached Streamlit")

    async def receive() -> Any:
        raise AssertionError("a byte was read")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/_stcore/upload_file/some-session/some-file",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8501")],
    }
    asyncio.run(Guard(app)(scope, receive, send))

    assert sent[0]["status"] == 403
    assert b"people who have signed in" in sent[1]["body"]


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    """No other origin, no evaluated text, no inline script but by its hash, no framing."""
    policy = content_policy()

    assert "http" not in policy
    assert "'unsafe-eval'" not in policy
    assert "*" not in policy
    scripts = next(one for one in policy.split("; ") if one.startswith("script-src"))
    assert "'unsafe-inline'" not in scripts
    assert "data:" not in scripts
    for closed in ("default-src", "base-uri", "form-action", "frame-ancestors"):
        assert f"{closed} 'none'" in policy


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        (None, True),
        (b"http://127.0.0.1:8501", True),
        (b"https://127.0.0.1:8501", True),
        (b"http://127.0.0.1:9999", False),
        (b"http://localhost:8501", False),
        (b"null", False),
        (b"", False),
    ],
)
def test_only_a_page_of_this_server_asks(origin: bytes | None, is_ours: bool) -> None:
    """Another port of this machine is another site: somebody else may serve it."""
    named = [(b"host", b"127.0.0.1:8501")]
    named += [] if origin is None else [(b"origin", origin)]

    assert is_our_origin({"headers": named}) is is_ours


TOKEN = "a-token-of-the-test"  # noqa: S105 - of the test


def asked(path: str, query: bytes = b"", cookie: bytes = b"", kind: str = "http") -> list[Any]:
    """Ask a guarded application; return what it sent."""
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope: Any = {
        "type": kind,
        "path": path,
        "query_string": query,
        "server": ("127.0.0.1", 8501),
        "headers": [(b"host", b"127.0.0.1:8501"), *([(b"cookie", cookie)] if cookie else [])],
    }
    asyncio.run(Guard(app, TOKEN)(scope, receive, send))
    return sent


@pytest.mark.parametrize("path", ["/", "/people", "/_stcore/health", "/app/static/shell.js"])
@pytest.mark.parametrize(
    ("query", "cookie"),
    [
        (b"", b""),
        (b"token=", b""),
        (b"token=wrong", b""),
        (b"token=a-token-of-the-test&token=wrong", b""),
        (b"", b"fct_entrance_8501=wrong"),
        (b"", b"fct_entrance_9999=a-token-of-the-test"),
        (b"token=wrong", b"fct_entrance_8501=a-token-of-the-test"),
    ],
)
def test_nothing_is_answered_without_the_token(path: str, query: bytes, cookie: bytes) -> None:
    """Pages, files and the health of the server alike."""
    assert asked(path, query, cookie)[0]["status"] == 403


def test_a_websocket_without_the_token_is_closed() -> None:
    """The token in its address is of no use either: a page asks with the cookie."""
    for query in (b"", b"token=a-token-of-the-test"):
        assert asked("/_stcore/stream", query, kind="websocket") == [
            {"type": "websocket.close", "code": 1008}
        ]


def test_the_token_becomes_a_cookie_and_leaves_the_address() -> None:
    """The rest of the address stays, and leads nowhere else."""
    (start, _) = asked("//evil.example/x", b"ref=A&token=a-token-of-the-test")

    named = dict(start["headers"])
    assert start["status"] == 303
    assert named[b"location"] == b"/evil.example/x?ref=A"
    cookie = named[b"set-cookie"]
    assert cookie == b"fct_entrance_8501=a-token-of-the-test; HttpOnly; SameSite=Lax; Path=/"
    assert asked("/people", cookie=cookie.partition(b";")[0])[0]["status"] == 200


def ask(server: str, method: str, path: str, host: str) -> http.client.HTTPResponse:
    """Ask the server for a path under a host's name, as it stands."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=600)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.browser
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"])
def test_every_path_is_guarded(server: str, method: str) -> None:
    """A foreign host gets 400 everywhere, and every answer has the headers."""
    for path in PATHS:
        ours = ask(server, method, path, urlsplit(server).netloc)
        foreign = ask(server, method, path, "evil.example")

        assert foreign.status == 400, path
        for answer in (ours, foreign):
            assert HEADERS.items() <= {k.lower(): v for k, v in answer.getheaders()}.items(), path
            assert answer.headers.get_all("content-security-policy") == [content_policy()], path


@pytest.mark.browser
@pytest.mark.parametrize("sized", [True, False])
def test_an_upload_over_the_limit_learns_why(page: Any, server: str, sized: bool) -> None:
    """In words, with the limit and what to do, whether it says its size before or not."""
    page.goto(f"{server}/submit")
    page.wait_for_selector(".designation")
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
    with page.expect_request("**/upload_file/**") as asked:
        page.set_input_files(
            "input[type=file] >> nth=0",
            {"name": "a.csv", "mimeType": "text/csv", "buffer": b"ref\n1\n"},
        )
    path, headers = urlsplit(asked.value.url).path, asked.value.all_headers()
    content = b"--b\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n"
    content += bytes(26 * 1024 * 1024) + b"\r\n--b--\r\n"
    pieces = (content[at : at + 2**20] for at in range(0, len(content), 2**20))
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=600)
    kept = {name: headers[name] for name in ("cookie", "x-xsrftoken") if name in headers}
    kept |= {"content-type": "multipart/form-data; boundary=b"}
    with contextlib.suppress(BrokenPipeError):  # it is answered before all is read
        connection.request("PUT", path, content if sized else pieces, kept)
    answer = connection.getresponse()

    assert answer.status == 413
    assert HEADERS.items() <= {k.lower(): v for k, v in answer.getheaders()}.items()
    assert answer.read().decode() == (
        "FILE_TOO_BIG: The file is larger than 25 MiB. Remove pictures and unused sheets, or send "
        "the list in several files.\n"
    )


@pytest.mark.browser
def test_a_websocket_of_a_foreign_host_is_refused(server: str) -> None:
    """The handshake ends before Streamlit is asked."""
    address = urlsplit(server)
    with socket.create_connection((address.hostname, address.port), timeout=600) as connection:
        connection.sendall(
            b"GET /_stcore/stream HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert connection.recv(200).startswith(b"HTTP/1.1 403")


@pytest.mark.browser
def test_no_other_site_can_frame_a_page(page: Any, server: str) -> None:
    """A frame of a foreign page stays empty."""
    page.goto("about:blank")
    page.set_content(f"<iframe src='{server}/'></iframe>")

    assert wait_until(lambda: page.frames[1].url.startswith("chrome-error:"))
    assert page.frames[1].locator(".designation").count() == 0
    assert page.frames[1].url != f"{server}/"
