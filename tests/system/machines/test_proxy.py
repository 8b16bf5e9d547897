"""The example of a reverse proxy: every page of the dashboard, its websocket, and nothing else."""

import ast
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fct.dashboard.pages import PAGES
from tests.support.processes.waiting import wait_until

ROOT = Path(__file__).parents[3]
EXAMPLE = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
NAME = "fct.example.mil"
NGINX = shutil.which("nginx")


def test_the_proxy_names_every_page() -> None:
    """A page that is added has its place in the example, and one that is removed has none."""
    (listed,) = re.findall(r"location ~ \^/\(\|([a-z|-]+)\)\$", EXAMPLE)

    assert sorted(listed.split("|")) == sorted({*PAGES} - {""})


def test_the_proxy_hands_on_to_the_dashboard_alone() -> None:
    """Every place behind it is the dashboard's port of loopback."""
    behind = set(re.findall(r"proxy_pass ([^;]+);", EXAMPLE))
    default = ast.literal_eval(re.findall(r"port: Port = (\d+)", serve_source())[0])

    assert behind == {f"http://127.0.0.1:{default}"}


def serve_source() -> str:
    """The module of the command that serves the dashboard."""
    return (ROOT / "flows" / "cli" / "serve.py").read_text("utf-8")


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@dataclass(frozen=True)
class Proxy:
    """The example as it runs: its ports, the certificate to trust, and what lets a reader in."""

    port: int
    plain_port: int
    certificate: Path

    @property
    def host(self) -> str:
        """As a browser names it."""
        return f"{NAME}:{self.port}"

    def ask(self, path: str, *lines: str, name: str = NAME, host: str | None = None) -> str:
        """Return the head of the answer and the first of its body."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=600) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            head = [f"GET {path} HTTP/1.1", f"Host: {host or self.host}", *lines]
            secure.sendall("\r\n".join([*head, "", ""]).encode())
            return secure.recv(65536).decode("latin-1")

    def websocket(self, origin: str) -> str:
        """Return the answer to who asks for the websocket from a page of this origin."""
        return self.ask(
            "/_stcore/stream",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: streamlit",
            f"Origin: {origin}",
        )


def status_of(answer: str) -> int:
    """Return the status of an answer."""
    return int(answer.split(" ", 2)[1])


def placed(folder: Path, ports: tuple[int, int, int]) -> Path:
    """Write the example with a certificate and ports of its own, and what stands around it."""
    secure, plain, behind = ports
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    text = EXAMPLE
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
        ("/etc/nginx/fct/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
        ("127.0.0.1:8501", f"127.0.0.1:{behind}"),
    ):
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"(?m)^\s*listen \[::\].*$", "", text)  # this machine may have no IPv6
    (folder / "fct.conf").write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary} include {folder}/fct.conf; }}\n"
    )
    return main


def started(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until a port of loopback answers."""

    def answers() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=60).close()
        except OSError:
            return process.poll() is not None
        return True

    assert wait_until(answers)
    assert process.poll() is None, "it did not start"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The dashboard behind the example."""
    if NGINX is None:
        pytest.skip("needs nginx: apt install nginx-light")
    folder = tmp_path_factory.mktemp("proxy")
    secure, plain, behind = free_ports(3)
    main = placed(folder, (secure, plain, behind))
    tested = subprocess.run(
        [NGINX, "-t", "-c", str(main), "-e", str(folder / "error.log")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stderr
    environment = {
        **os.environ,
        "FCT_HOME": str(folder / "home"),
        "FCT_PUBLIC_HOST": f"{NAME}:{secure}",
        "FCT_OIDC_METADATA_URL": "http://127.0.0.1:1/.well-known/openid-configuration",
        "FCT_OIDC_CLIENT_ID": "fct",
        "FCT_OIDC_CLIENT_SECRET": "a secret of the test",
    }
    environment.pop("FCT_DATABASE_URL", None)
    with (
        subprocess.Popen(
            [sys.executable, "-m", "fct.flows.cli", "dashboard", "--port", str(behind)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as dashboard,
        subprocess.Popen([NGINX, "-c", str(main), "-e", str(folder / "error.log")]) as nginx,
    ):
        try:
            started(dashboard, behind)
            started(nginx, secure)
            yield Proxy(secure, plain, folder / "fullchain.pem")
        finally:
            nginx.terminate()
            dashboard.terminate()


@pytest.mark.server
@pytest.mark.parametrize("path", ["/", "/order-of-merit", "/submit", "/why?ref=X"])
def test_a_page_comes_through_with_its_headers(proxy: Proxy, path: str) -> None:
    """The dashboard's own headers pass, and the proxy adds that HTTPS is all there is."""
    answer = proxy.ask(path).lower()

    assert status_of(answer) == 200
    assert "strict-transport-security: max-age=31536000" in answer
    assert "content-security-policy: default-src 'none'" in answer
    assert "x-frame-options: deny" in answer


@pytest.mark.server
def test_the_websocket_comes_through(proxy: Proxy) -> None:
    """A page of this site opens its session, and a page of another site does not."""
    assert status_of(proxy.websocket(f"https://{proxy.host}")) == 101
    assert status_of(proxy.websocket("https://evil.example")) == 403


@pytest.mark.server
@pytest.mark.parametrize(
    "path",
    ["/no-such-page", "/_stcore/metrics", "/_stcore/agent/interact", "/component/x", "/admin/"],
)
def test_what_is_no_part_of_the_dashboard_stays_inside(proxy: Proxy, path: str) -> None:
    """Whatever a package serves beside the pages is not handed out."""
    assert status_of(proxy.ask(path)) == 404


@pytest.mark.server
def test_another_name_gets_no_certificate(proxy: Proxy) -> None:
    """The handshake is refused, so that nothing is said about what is behind."""
    with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
        proxy.ask("/", name="other.example")


@pytest.mark.server
def test_another_host_within_the_right_handshake_is_refused(proxy: Proxy) -> None:
    """A request in the name of another host reaches no page."""
    assert status_of(proxy.ask("/", host="other.example")) >= 400


@pytest.mark.server
def test_who_asks_without_tls_is_sent_to_it(proxy: Proxy) -> None:
    """Nothing of the dashboard is said in the clear."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    request = urllib.request.Request(f"http://127.0.0.1:{proxy.plain_port}/why?ref=X")
    request.add_header("Host", NAME)
    with pytest.raises(urllib.error.HTTPError, match="308") as seen:
        urllib.request.build_opener(Stay).open(request, timeout=600)

    assert seen.value.headers["Location"] == f"https://{NAME}/why?ref=X"
