"""Who acts in a session: signed in at a real provider, picked, or by the token of the address."""

import os
import pwd
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.support.processes.signing_in import provider, provider_environment, sign_in
from tests.support.stores.homes import blank_store

ACCOUNT = pwd.getpwuid(os.getuid()).pw_name
REVIEWER = Person(id="rev", name="Rita Reviewer", roles=frozenset({Role.REVIEWER}))
ADMINISTRATOR = Person(id="boss", name="Bo Boss", roles=frozenset({Role.ADMINISTRATOR}))
NAVY = Person(id="navy", name="N", roles=frozenset({Role.REVIEWER}), component="Navy")
ARMY_REF, NAVY_REF = "FY27-ARMY-02", "FY27-NAVY-06"


@pytest.fixture
def peopled(small_home: Path) -> Path:
    """An illustrative store with a reviewer and an administrator."""
    with open_store(Settings(small_home)) as store:
        for person in (REVIEWER, ADMINISTRATOR):
            store.people.add(person)
    return small_home


def test_the_owner_acts_where_nobody_is_picked(
    peopled: Path, open_page: Callable[..., Any]
) -> None:
    """What README shows works as it did, and one line says who may do everything."""
    page = open_page(peopled)

    assert page.failures == []
    assert "whose account made it, may do everything" in page.text
    assert "at a glance" in page.text


def test_a_person_is_picked_in_an_illustrative_store(
    peopled: Path, open_page: Callable[..., Any]
) -> None:
    """The select names everybody; whoever is picked finds the own pages alone."""
    app = open_page(peopled).app
    app.selectbox[0].select("boss").run()

    text = "\n".join(one.proto.body for one in app.get("html"))
    assert "at a glance" not in text
    assert "Your role: administrator" in text


def test_nobody_is_picked_in_a_real_store(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    """The address may name whom it likes: the account that started the server acts."""
    owner = Person(id="boss", name="B", roles=frozenset({Role.ADMINISTRATOR}), account=ACCOUNT)
    with open_store(Settings(blank_store(tmp_path))) as store:
        store.people.add(owner)
        store.as_(Acting(owner.actor(), owner)).people.add(REVIEWER)

    page = open_page(tmp_path, person="rev")

    assert "B (boss), administrator" in page.text
    assert "rev" not in re.findall(r"\((\w+)\)", page.text)


def test_a_store_of_one_says_so_on_every_page(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """One line, with what ends it."""
    open_store(Settings(blank_store(tmp_path))).close()

    for path in ("", "submit", "people"):
        assert "This store knows no people yet" in open_page(tmp_path, path).text


def test_an_account_of_nobody_sees_nothing(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    """A sentence says why, and no page is there."""
    owner = Person(id="boss", name="B", roles=frozenset({Role.ADMINISTRATOR}), account=ACCOUNT)
    with open_store(Settings(blank_store(tmp_path))) as store:
        store.people.add(owner)
        acting = store.as_(Acting(owner.actor(), owner))
        other = Person(id="two", name="T", roles=frozenset({Role.ADMINISTRATOR}))
        acting.people.add(other)
        by_other = store.as_(Acting(other.actor(), other))
        by_other.people.retire("boss", "Left the office for good.")

    page = open_page(tmp_path, "people")

    assert "is not that of an active person of this store" in page.text
    assert "People and their roles" not in page.text


def test_two_people_share_no_value(peopled: Path, open_page: Callable[..., Any]) -> None:
    """Same page, same run, other rows: the second sees what belongs to him alone."""
    with open_store(Settings(peopled)) as store:
        army = Person(id="army", name="A", roles=frozenset({Role.REVIEWER}), component="Army")
        store.people.add(army)

    pages = {who: open_page(peopled, "order-of-merit", who).text for who in ("rev", "army", "rev")}

    assert ARMY_REF in pages["rev"]
    assert ARMY_REF not in pages["army"]


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(
    peopled: Path, open_page: Callable[..., Any]
) -> None:
    """The session stays open; the next run of the page finds out."""
    app = open_page(peopled, "order-of-merit", "rev").app
    with open_store(Settings(peopled)) as store:
        store.people.retire("rev", "Left the office for good.")

    app.run()

    text = "\n".join(one.proto.body for one in app.get("html"))
    assert "rev is not an active person of this store" in text
    assert ARMY_REF not in text


def test_without_token_and_sign_in_a_real_store_is_not_shown(
    tmp_path: Path, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts the server in another way than by the command shows nothing."""
    open_store(Settings(blank_store(tmp_path))).close()
    page = open_page(tmp_path)
    monkeypatch.delenv("FCT_DASHBOARD_TOKEN")

    page.app.run()

    assert "started without a sign-in and without a token" in page.text
    assert "fct cycle add" not in page.text


@pytest.fixture
def issuer() -> Iterator[str]:
    """The address of a provider."""
    with provider() as address:
        yield address


@pytest.fixture
def real(tmp_path: Path, small_home: Path, issuer: str) -> Path:
    """A store with people, of whom two can sign in."""
    del tmp_path
    with open_store(Settings(small_home)) as store:
        boss = Person(
            id="boss",
            name="Bo Boss",
            roles=frozenset({Role.ADMINISTRATOR}),
            issuer=issuer,
            subject="subject-boss",
        )
        store.people.add(boss)
        store.people.add(REVIEWER)
    return small_home


@pytest.mark.browser
def test_people_sign_in_at_a_provider(
    new_context: Callable[..., Any], real: Path, issuer: str, serving: Callable[..., Any]
) -> None:
    """Nothing before the sign-in; an unknown subject waits, is bound, works, and is retired."""
    with serving(real, environment=provider_environment(issuer)) as address:
        boss, other = new_context().new_page(), new_context().new_page()
        boss.goto(f"{address}/order-of-merit?as=rev")
        boss.get_by_role("button", name="Sign in").wait_for()
        assert ARMY_REF not in boss.locator("body").inner_text()

        sign_in(other, address, "subject-new")
        other.get_by_text("You are signed in, and not yet known here").wait_for()
        assert ARMY_REF not in other.locator("body").inner_text()

        sign_in(boss, address, "subject-boss")
        boss.get_by_text("Bo Boss (boss), administrator").wait_for()
        boss.goto(f"{address}/people")
        boss.get_by_label("This sign-in is").click()
        boss.get_by_role("option", name="rev").click()
        boss.get_by_role("button", name="Bind").click()
        boss.get_by_text("rev can sign in.").wait_for()

        other.reload()
        other.get_by_text("Rita Reviewer (rev), reviewer").wait_for()
        other.goto(f"{address}/order-of-merit")
        other.get_by_text(ARMY_REF).first.wait_for()

        with open_store(Settings(real)) as store:
            store.people.retire("rev", "Left the office for good.")
        other.get_by_label("Search").fill("armor")
        other.keyboard.press("Enter")
        other.get_by_text("is no longer among the people of this store").wait_for()
        # What the page showed before is taken away where the new run ends, not where it begins.
        other.get_by_text(ARMY_REF).first.wait_for(state="detached")
        assert ARMY_REF not in other.locator("body").inner_text()


@pytest.mark.browser
def test_who_signs_out_is_out_in_every_window(
    new_context: Callable[..., Any], real: Path, issuer: str, serving: Callable[..., Any]
) -> None:
    """The cookie of the provider's answer lives on for thirty days; the session does not."""
    with serving(real, environment=provider_environment(issuer)) as address:
        context = new_context()
        first, second = context.new_page(), context.new_page()
        sign_in(first, address, "subject-boss")
        second.goto(f"{address}/people")
        second.get_by_text("Bo Boss (boss), administrator").wait_for()
        cookies = context.cookies()

        first.get_by_role("button", name="Sign out").click()
        first.wait_for_url("**/oauth2/end_session**")
        first.locator("form button").first.click()  # the provider asks whether one means it
        first.get_by_role("button", name="Sign in").wait_for()
        second.get_by_label("Person", exact=True).click()
        second.keyboard.press("Enter")
        second.get_by_text("You signed out.").wait_for()

        stolen = new_context()
        stolen.add_cookies(cookies)
        thief = stolen.new_page()
        thief.goto(f"{address}/people")
        thief.get_by_text("You signed out.").wait_for()
        thief.get_by_text("People and their roles").wait_for(state="detached")
        assert "People and their roles" not in thief.locator("body").inner_text()


@pytest.mark.browser
def test_the_token_lets_in_whoever_has_the_address(
    page: Any, tmp_path: Path, free_port: Callable[[], int], wait_for: Callable[..., None]
) -> None:
    """A store of one: the address that the command printed opens it, and nothing else does."""
    with open_store(Settings(blank_store(tmp_path))) as store:
        store.make_new(Actor("A Tester"), illustrative=False)
    port = free_port()
    command = [sys.executable, "-m", "fct.flows.cli", "dashboard", "--port", str(port)]
    environment_ = os.environ | {"FCT_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment_, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            printed = re.search(r"http://\S+", process.stdout.readline())
            assert printed is not None
            wait_for(f"http://127.0.0.1:{port}", process)

            refused = page.goto(f"http://127.0.0.1:{port}/people")
            assert refused.status == 403
            page.goto(printed[0])
            page.get_by_text("This store knows no people yet").first.wait_for()
            assert "token" not in page.url
            page.goto(f"http://127.0.0.1:{port}/people")
            page.get_by_text("This store has no people yet").wait_for()
        finally:
            process.terminate()
