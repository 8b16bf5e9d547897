"""What a provider's answer must say to be a sign-in."""

from typing import Any

import pytest

from fct.data.people.sign_in import sign_in_of

CLAIMS: dict[str, Any] = {"iss": "https://a", "sub": "1", "iat": 1_790_000, "exp": 1_790_900}


@pytest.mark.parametrize("missing", ["iss", "sub", "iat", "exp"])
def test_an_answer_without_a_required_claim_is_no_sign_in(missing: str) -> None:
    """Each of the four decides something."""
    assert sign_in_of({name: value for name, value in CLAIMS.items() if name != missing}) is None


@pytest.mark.parametrize("odd", ["soon", None, 10**30])
def test_a_moment_that_is_none_is_no_sign_in(odd: object) -> None:
    """Nothing is guessed about how long it holds."""
    assert sign_in_of(CLAIMS | {"exp": odd}) is None


def test_the_email_names_nobody() -> None:
    """Two subjects with one e-mail are two; one subject with two e-mails is one."""
    first, second = sign_in_of(CLAIMS | {"email": "a@b"}), sign_in_of(CLAIMS | {"email": "c@d"})
    other = sign_in_of(CLAIMS | {"email": "a@b", "sub": "2"})

    assert first is not None
    assert second is not None
    assert other is not None
    assert first.key == second.key != other.key
