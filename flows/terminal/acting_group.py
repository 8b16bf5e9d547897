"""The root of all commands: each takes ``--as``, and answers a program's refusals as JSON."""

from contextvars import ContextVar
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fct.data.common import DeniedError, NotNowError
from fct.flows.terminal.answering import begin_answer, is_answered_as_json
from fct.flows.terminal.output import print_no

_STAND_IN = "stand_in"
_stand_in: ContextVar[str | None] = ContextVar(_STAND_IN, default=None)


class ActingGroup(TyperGroup):
    """A group of which every command, in groups beneath too, can be called for somebody else."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command that takes ``--as``."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            _let_act(found)
        return found

    def invoke(self, ctx: Any) -> Any:
        """Run a command; with ``--json`` print what may not be done as JSON, with its exit code."""
        begin_answer((*ctx.args, *getattr(ctx, "_protected_args", ())))
        _stand_in.set(None)
        try:
            return super().invoke(ctx)
        except (DeniedError, NotNowError) as error:
            if not is_answered_as_json():
                raise
            print_no(error.as_plain())
            raise typer.Exit(error.exit_code) from None


def stand_in() -> str | None:
    """Return the person for whom the running command acts, as ``--as`` names it, or None."""
    return _stand_in.get()


def _let_act(command: Any) -> None:
    if isinstance(command, TyperGroup):
        for beneath in command.commands.values():
            _let_act(beneath)
        if not command.invoke_without_command:
            return
    if not any(param.name == _STAND_IN for param in command.params):
        command.params.append(_option())


def _keep(value: str | None) -> str | None:
    if value is not None:  # a command beneath a group may have it from the group
        _stand_in.set(value)
    return value


def _option() -> Any:
    """Return the option as Typer makes it of a parameter, for a command that has no such one."""

    def acting(
        stand_in: Annotated[
            str | None,
            typer.Option(
                "--as",
                metavar="ID",
                callback=_keep,
                help="Person of an illustrative store for whom you act.",
            ),
        ] = None,
    ) -> None:
        del stand_in

    alone = typer.Typer(add_completion=False)
    alone.command()(acting)
    (option,) = (one for one in typer.main.get_command(alone).params if one.name == _STAND_IN)
    option.expose_value = False
    return option
