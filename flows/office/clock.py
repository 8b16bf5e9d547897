"""The command that moves the clock of an illustrative store."""

from typing import Annotated

import typer

from fct.data.common import aware_moment
from fct.flows.terminal import Json, opened_store, print_report


def clock(
    moment: Annotated[str, typer.Argument(help="With its zone, as 2027-02-01T08:00-05:00.")],
    as_json: Json = False,
) -> None:
    """Move the clock of an illustrative store; every command and page of it goes by that."""
    to = aware_moment(moment)
    with opened_store() as store:
        store.move_clock(to)
    print_report({"at": to.isoformat()}, f"The clock stands at {to.isoformat()}.", as_json=as_json)
