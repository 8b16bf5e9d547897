"""The provider of sign-ins, as the environment names it."""

import pytest

from fct.data.common.errors import UsageError
from fct.data.people.provider import Provider

WHOLE = {
    "FCT_OIDC_METADATA_URL": "https://login.example.mil/.well-known/openid-configuration",
    "FCT_OIDC_CLIENT_ID": "fct",
    "FCT_OIDC_CLIENT_SECRET": "secret",
}


def test_without_variables_there_is_no_provider() -> None:
    """Blank ones count as none."""
    assert Provider.from_environment({"FCT_OIDC_CLIENT_ID": " "}) is None


def test_a_provider_is_named_by_three_variables_and_shows_no_secret() -> None:
    """Whatever prints the record does not print the secret."""
    provider = Provider.from_environment(WHOLE)

    assert provider is not None
    assert provider.client_secret == "secret"  # noqa: S105 - of the test
    assert "secret" not in repr(provider)


def test_a_provider_that_is_named_in_part_is_refused() -> None:
    """A start without the rest would let nobody in, or everybody."""
    with pytest.raises(UsageError, match="FCT_OIDC_CLIENT_SECRET is not set"):
        Provider.from_environment(WHOLE | {"FCT_OIDC_CLIENT_SECRET": ""})


@pytest.mark.parametrize(
    "address", ["http://login.example.mil/x", "login.example.mil", "file:///x"]
)
def test_what_can_be_changed_on_the_way_is_refused(address: str) -> None:
    """Plain HTTP is for a provider on this machine alone."""
    with pytest.raises(UsageError, match="it is an https address"):
        Provider.from_environment(WHOLE | {"FCT_OIDC_METADATA_URL": address})
    there = {"FCT_OIDC_METADATA_URL": "http://127.0.0.1:9/x"}
    assert Provider.from_environment(WHOLE | there) is not None
