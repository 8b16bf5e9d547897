"""The made-up people of the demonstration, in every role; their names are data."""

import csv
from importlib.resources import files

from fct.data.people import Person, parse_roles
from fct.data.subjects import Store

_SEVERAL = "; "


def demo_people() -> list[Person]:
    """Return the people of ``samples/demo_people.csv``."""
    text = (files("fct.data") / "samples" / "demo_people.csv").read_text("utf-8")
    return [
        Person(
            id=row["id"],
            name=row["name"],
            roles=parse_roles(row["roles"].split(_SEVERAL)),
            component=row["component"] or None,
        )
        for row in csv.DictReader(text.splitlines())
    ]


def add_people(store: Store) -> None:
    """Add the people who are not there yet; what somebody changed since stays."""
    known = {person.id for person in store.people.all()}
    for person in demo_people():
        if person.id not in known:
            store.people.add(person)
