"""Sessions of people who signed in, on each database."""

import datetime as dt

import pytest

from fct.data.common.errors import DeniedError
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.people.sign_in import SessionState, SignIn, load_session_terms, sign_in_of
from fct.data.subjects.store import Store

BEGUN = dt.datetime(2026, 11, 29, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
REVIEWER = Person(id="rev", name="R", roles=frozenset({Role.REVIEWER}))


def signed_in(nonce: str = "n1", *, hours: int = 24, subject: str = "s") -> SignIn:
    """A sign-in whose answer expires after some hours."""
    claims = {
        "iss": "https://login.example.mil",
        "sub": subject,
        "iat": int(BEGUN.timestamp()),
        "exp": int((BEGUN + hours * HOUR).timestamp()),
        "nonce": nonce,
        "name": "Jo",
    }
    found = sign_in_of(claims)
    assert found is not None
    return found


def test_a_session_lives_while_its_person_is_active(illustrative_store: Store) -> None:
    """Each click keeps it for another half hour, and the log has the sign-in once."""
    sessions, one = illustrative_store.sessions, signed_in()
    moments = [BEGUN + n * 25 * MINUTE for n in range(20)]

    states = [sessions.state(one, now) for now in moments]

    assert set(states) == {SessionState.LIVES}
    actions = [event.action for event in illustrative_store.events.all()]
    assert actions.count("signed in") == 1


def test_a_session_ends_without_a_click(illustrative_store: Store) -> None:
    """After half an hour it is idle, and a later click does not bring it back."""
    sessions, one = illustrative_store.sessions, signed_in()
    sessions.state(one, BEGUN + MINUTE)

    assert sessions.state(one, BEGUN + 30 * MINUTE) is SessionState.LIVES
    assert sessions.state(one, BEGUN + 60 * MINUTE) is SessionState.IDLE
    assert sessions.state(one, BEGUN + 61 * MINUTE) is SessionState.IDLE


@pytest.mark.parametrize(("hours", "ends"), [(24, 12), (2, 2)])
def test_a_session_has_an_end_whatever_its_person_does(
    illustrative_store: Store, hours: int, ends: int
) -> None:
    """Twelve hours after the sign-in, or when the provider's answer expires."""
    sessions, one = illustrative_store.sessions, signed_in(hours=hours)
    last = BEGUN + ends * HOUR
    now = BEGUN
    while now < last:
        assert sessions.state(one, now) is SessionState.LIVES
        now += 20 * MINUTE

    assert sessions.state(one, last) is SessionState.OVER


def test_a_sign_in_that_was_ended_stays_so(illustrative_store: Store) -> None:
    """A copied cookie is of no use; a new sign-in of the same subject is another session."""
    sessions, one = illustrative_store.sessions, signed_in()
    sessions.state(one, BEGUN)
    sessions.end(one)
    sessions.end(one)

    assert sessions.state(one, BEGUN + MINUTE) is SessionState.SIGNED_OUT
    assert sessions.state(signed_in("n2"), BEGUN + MINUTE) is SessionState.LIVES
    actions = [event.action for event in illustrative_store.events.all()]
    assert actions.count("signed out") == 1


def test_an_old_answer_begins_nothing(illustrative_store: Store) -> None:
    """A cookie lives for thirty days; what it says is too old after half an hour."""
    assert illustrative_store.sessions.state(signed_in(), BEGUN + HOUR) is SessionState.IDLE


def test_a_sign_in_of_nobody_waits_until_it_is_given_to_a_person(illustrative_store: Store) -> None:
    """Only who may change people sees it; from then on the subject names the person."""
    store = illustrative_store
    store.people.add(REVIEWER)
    store.sessions.state(signed_in(), BEGUN)
    store.sessions.state(signed_in("n2"), BEGUN + MINUTE)

    (waiting,) = store.sessions.waiting()
    assert (waiting.subject, waiting.called) == ("s", "Jo")
    with pytest.raises(DeniedError, match=r"Your roles do not include this \(person\.change\)"):
        store.as_(Acting(REVIEWER.actor(), REVIEWER)).sessions.waiting()

    bound = Person(
        id="rev", name="R", roles=REVIEWER.roles, issuer=waiting.issuer, subject=waiting.subject
    )
    store.people.change(bound)
    assert store.sessions.waiting() == []
    assert store.people.find_subject(waiting.issuer, waiting.subject) == bound


def test_the_limits_are_declared() -> None:
    """As NIST SP 800-63B has them."""
    terms = load_session_terms()

    assert (terms.idle, terms.absolute) == (30 * MINUTE, 12 * HOUR)
