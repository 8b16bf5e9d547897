"""Saved views: what somebody asked of a list, under a name, each for who saved it alone."""

import sqlalchemy as sa

from fct.data.common import UsageError, utc_now
from fct.data.people import Action
from fct.data.store import Repository, add_event, one_line
from fct.data.tables import SavedView, insert_record, read_records, saved_views

LONGEST_NAME, LONGEST_ADDRESS, MOST_VIEWS = 60, 2000, 50


class SavedViews(Repository):
    """The views that the person who acts has saved."""

    def all(self, page: str) -> list[SavedView]:
        """Return the own views of a page, by name."""
        self._database.ask(Action.ORDER_SEE)
        with self._reading() as connection:
            return _own(connection, self._database.acting.id, page)

    def save(self, page: str, name: str, address: str) -> SavedView:
        """Keep a view; a name that was used before gets the new address.

        Parameters
        ----------
        page : str
            Path of the page.
        name : str
        address : str
            What stands after the question mark.

        Raises
        ------
        DeniedError
            If the person does not see the order.
        UsageError
            If the name is blank or too long, or there are too many views.
        """
        actor = self._database.ask(Action.ORDER_SEE)
        kept = one_line(name)
        if not kept or len(kept) > LONGEST_NAME:
            raise UsageError(
                f"The name of a view has {len(kept)} characters; 1 to {LONGEST_NAME} are accepted. "
                "Name it in a few words."
            )
        if len(address) > LONGEST_ADDRESS:
            raise UsageError(
                f"This view asks for {len(address)} characters; at most {LONGEST_ADDRESS} are "
                "kept. Filter by fewer values."
            )
        with self._writing() as connection:
            person = self._database.acting.id
            there = {one.name for one in _own(connection, person, page)}
            if kept not in there and len(there) >= MOST_VIEWS:
                raise UsageError(
                    f"You have {len(there)} views of this page; at most {MOST_VIEWS} are kept. "
                    "Remove one."
                )
            # Removed ones counted: rows stay, and a name that comes again goes on where it was.
            version = len(_versions(connection, person, page, kept)) + 1
            saved = SavedView(
                person=person,
                page=page,
                name=kept,
                version=version,
                address=address,
                at=utc_now(),
            )
            insert_record(connection, saved_views, saved)
            add_event(connection, actor, "view saved", kept, {"page": page, "version": version})
            return saved

    def remove(self, page: str, name: str) -> None:
        """Take a view out of the list.

        Raises
        ------
        UsageError
            If the person has no such view.
        """
        actor = self._database.ask(Action.ORDER_SEE)
        with self._writing() as connection:
            person = self._database.acting.id
            if name not in {one.name for one in _own(connection, person, page)}:
                raise UsageError(f"You have no view “{name}” of this page; reload it.")
            version = len(_versions(connection, person, page, name)) + 1
            removed = SavedView(
                person=person, page=page, name=name, version=version, address=None, at=utc_now()
            )
            insert_record(connection, saved_views, removed)
            add_event(connection, actor, "view removed", name, {"page": page, "version": version})


def _own(connection: sa.Connection, person: str, page: str) -> list[SavedView]:
    found = sa.select(saved_views).where(saved_views.c.person == person, saved_views.c.page == page)
    in_order = read_records(connection, SavedView, found.order_by(saved_views.c.version))
    newest = {one.name: one for one in in_order}
    return [newest[name] for name in sorted(newest) if newest[name].address is not None]


def _versions(connection: sa.Connection, person: str, page: str, name: str) -> list[SavedView]:
    found = sa.select(saved_views).where(
        saved_views.c.person == person, saved_views.c.page == page, saved_views.c.name == name
    )
    return read_records(connection, SavedView, found)
