"""Take the pictures of every page of the dashboard, from a store with a published run.

Usage: ``python docs/take_screenshots.py [HOME]``; HOME is a store, by default that of the
environment. It needs playwright, Pillow and a Chromium. The store should be that of ``fct demo``.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import fct.dashboard

OUT = Path(__file__).with_name("screenshots")
WIDTH = 1440
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Picture, address, color scheme.
PICTURES = (
    ("at-a-glance", "", "light"),
    ("order-of-merit", "order-of-merit", "light"),
    ("proposal", "proposal?ref=FY27-NAVY-02", "light"),
    ("proposal-rules", "proposal?ref=FY27-NAVY-09&part=Criteria+and+rules", "light"),
    ("proposal-answers", "proposal?ref=FY27-USAF-08&part=All+answers", "light"),
    ("findings", "findings?f_severity=gate&f_severity=criterion", "light"),
    ("not-ranked", "not-ranked", "light"),
    ("why", "why?ref=FY27-NAVY-02", "light"),
    ("what-if", "what-if", "light"),
    ("funding-line", "funding-line", "light"),
    ("overlap", "overlap", "light"),
    ("past", "past", "light"),
    ("rules", "rules", "light"),
    ("submit", "submit", "light"),
    ("order-of-merit-dark", "order-of-merit?mark=funded&mark=passed+over", "dark"),
)
LONGEST = 3300


def main() -> None:
    """Start the dashboard, take each picture, and stop it."""
    environment = os.environ | ({"FCT_HOME": sys.argv[1]} if len(sys.argv) > 1 else {})
    port = free_port()
    app = Path(fct.dashboard.__file__).with_name("app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    OUT.mkdir(exist_ok=True)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            with sync_playwright() as play:
                browser = play.chromium.launch(
                    executable_path=shutil.which("chromium"), args=SWITCHES
                )
                for name, path, scheme in PICTURES:
                    take(browser, f"{address}/{path}", OUT / f"{name}.png", scheme)
                browser.close()
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the dashboard answers."""
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()  # noqa: S310 - loopback
        except OSError:
            time.sleep(0.25)
        else:
            return
    sys.exit("The dashboard did not start in a minute; start it by hand to see why.")


def take(browser: Browser, address: str, path: Path, scheme: str) -> None:
    """Take one picture, as tall as its page."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": 1000},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(address)
    settle(page)
    height = page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": min(LONGEST, int(height) + 60)})
    settle(page)
    page.screenshot(path=path)
    page.close()
    # Flat areas and text: 256 colors look the same in a third of the bytes.
    Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


def settle(page: Page) -> None:
    """Wait until the page and its pictures stand."""
    page.wait_for_selector(".designation", timeout=60_000)
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=60_000)
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main()
