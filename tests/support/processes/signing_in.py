"""A real OpenID provider on loopback, and how a browser signs in at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def provider(**terms: Any) -> Iterator[str]:
    """A provider that lets in whoever names a subject; its address is the issuer."""
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread(**terms) as server:
        yield f"http://localhost:{server.server_port}"


def provider_environment(issuer: str) -> dict[str, str]:
    """What names the provider to the dashboard."""
    return {
        "FCT_OIDC_METADATA_URL": f"{issuer}/.well-known/openid-configuration",
        "FCT_OIDC_CLIENT_ID": "fct",
        "FCT_OIDC_CLIENT_SECRET": "a secret of the test",
    }


def sign_in(page: Any, address: str, subject: str, *, is_shown: bool = True) -> None:
    """Sign in by the page and the provider's form, and wait until the first page is drawn.

    Parameters
    ----------
    page : Page
    address, subject : str
    is_shown : bool
        Whether the first page is waited for; who goes on to another needs none of it.
    """
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{address}/**")
    if is_shown:
        page.wait_for_selector(".designation")
