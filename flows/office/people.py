"""Commands on people: add, change and retire one, list them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.flows.terminal import Json, opened_store, print_lines, print_listed, print_row

if TYPE_CHECKING:
    from fct.data.people import Person

PersonId = Annotated[str, typer.Argument(metavar="ID", help="1 to 40 of a-z, 0-9 and -.")]
Email = Annotated[str | None, typer.Option(help="Where messages go.")]
Component = Annotated[
    str | None, typer.Option(help="That the person speaks for, or whose proposals are hidden.")
]
Account = Annotated[
    str | None, typer.Option(metavar="OS_USER", help="The system's user on the command line.")
]
Subject = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="ISSUER SUBJECT", help="Whom the sign-in names; never the e-mail."),
]

person_commands = typer.Typer(
    no_args_is_help=True, help="The people of the store, and their roles."
)


@person_commands.command()
def add(
    person_id: PersonId,
    name: Annotated[str, typer.Option(help="As people call the person.")],
    role: Annotated[list[str], typer.Option(help="Repeat it for several roles.")],
    email: Email = None,
    component: Component = None,
    account: Account = None,
    subject: Subject = None,
    as_json: Json = False,
) -> None:
    """Add a person; the first one is the owner of the store, an administrator."""
    from fct.data.people import Person, parse_roles

    issuer, named = subject or (None, None)
    with opened_store() as store:
        person = store.people.add(
            Person(
                id=person_id,
                name=name,
                email=email,
                roles=parse_roles(role),
                component=component,
                account=account,
                issuer=issuer,
                subject=named,
            )
        )
    print_row(person_report(person), _sentence(person, "is added"), as_json=as_json)


@person_commands.command()
def change(
    person_id: PersonId,
    name: Annotated[str | None, typer.Option(help="As people call the person.")] = None,
    role: Annotated[
        list[str] | None, typer.Option(help="Repeat it; the roles named replace all others.")
    ] = None,
    email: Email = None,
    component: Component = None,
    account: Account = None,
    subject: Subject = None,
    as_json: Json = False,
) -> None:
    """Change what is named, and leave the rest as it is."""
    from fct.data.people import Action, parse_roles

    issuer, named = subject or (None, None)
    changes: dict[str, Any] = {
        "name": name,
        "email": email,
        "roles": parse_roles(role) if role else None,
        "component": component,
        "account": account,
        "issuer": issuer,
        "subject": named,
    }
    with opened_store() as store:
        store.ask(Action.PERSON_CHANGE, person=person_id)
        was = store.people.known(person_id)
        # An option that is left out leaves what is known.
        given = {field: value for field, value in changes.items() if value is not None}
        person = store.people.change(replace(was, **given))
    print_row(person_report(person), _sentence(person, "is changed"), as_json=as_json)


@person_commands.command()
def retire(
    person_id: PersonId,
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
    as_json: Json = False,
) -> None:
    """Take a person out; what he or she wrote stays, and unfinished reviews are unassigned."""
    with opened_store() as store:
        person, unassigned = store.people.retire(person_id, reason)
    report = person_report(person) | {"unassigned": unassigned}
    print_row(report, _sentence(person, "is retired"), as_json=as_json)


@person_commands.command("list")
def list_people(as_json: Json = False) -> None:
    """List the people with their roles; retired ones too."""
    from fct.data.people import Role

    with opened_store() as store:
        with_email = store.acting.has(Role.ADMINISTRATOR)
        people = [person_report(person, with_email=with_email) for person in store.people.all()]
    none = "This store has no people; its owner may do everything."
    print_listed({"people": people}, _print_people, none, as_json=as_json)


def person_report(person: "Person", *, with_email: bool = True) -> dict[str, Any]:
    """Return a person as programs read one."""
    report: dict[str, Any] = {
        "id": person.id,
        "name": person.name,
        "roles": sorted(person.roles),
        "component": person.component,
        "active": person.active,
    }
    return report | ({"email": person.email} if with_email else {})


def _print_people(people: Iterable[dict[str, Any]]) -> None:
    rows = [person | {"roles": ", ".join(person["roles"])} for person in people]
    print_lines(("id", "name", "roles", "component", "active"), rows)


def _sentence(person: "Person", what: str) -> str:
    return f"{person.id} ({person.name}) {what}: {', '.join(sorted(person.roles))}."
