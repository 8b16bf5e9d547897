"""Who there is and in which roles; for an administrator also how that is changed."""

from collections.abc import Sequence

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Place, cell, el, plural
from fct.dashboard.office.people_forms import show_adding, show_changing, show_waiting
from fct.data.people import Action, Person, Role
from fct.data.subjects import Store


def show_people(place: Place) -> None:
    """Show the people of the store, and to an administrator the forms that change them."""
    store = kit.store_at(place)
    people = store.people.all()
    active = sum(person.active for person in people)
    kit.title(
        "People", f"{plural(active, 'person', 'people')} may act." if people else _no_people(store)
    )
    kit.show_said()
    if people:
        kit.show(_table(people, with_email=store.acting.has(Role.ADMINISTRATOR)))
    if not store.acting.scopes(Action.PERSON_CHANGE):
        return
    if people:
        show_waiting(place, people)
        show_changing(place, people)
    show_adding(place, is_first=not people)


def _no_people(store: Store) -> str:
    return (
        f"This store has no people yet, so {store.acting.id}, whose account owns it, may do "
        "everything. From the first person on, roles decide who may do what."
    )


def _table(people: Sequence[Person], *, with_email: bool) -> kit.Markup:
    names = ["Id", "Name", "Roles", "Component", *(["E-mail"] if with_email else []), "Signs in"]
    rows = []
    for person in people:
        shown = [
            el("code", person.id),
            person.name,
            ", ".join(sorted(person.roles)),
            person.component or DASH,
            *([person.email or DASH] if with_email else []),
            _ways_in(person),
        ]
        quiet = "" if person.active else "quiet"
        rows.append((*(cell(one, class_=quiet) for one in shown),))
    return kit.table("People and their roles", names, rows)


def _ways_in(person: Person) -> str:
    if not person.active:
        return "retired"
    ways = [
        *(["at the provider"] if person.subject else []),
        *([f"as account {person.account}"] if person.account else []),
    ]
    return ", ".join(ways) or DASH
