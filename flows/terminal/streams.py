"""The way of all text to a terminal: signs that steer it are shown as code points, never sent.

Titles, refs, names and reasons are strangers' text. An escape sequence in one could color, hide or
overwrite what stands around it, and a direction sign makes it read as another one.
"""

import io
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from fct.data.common import visible_text


class ShownStream(io.TextIOBase):
    """A stream that shows what would steer a terminal.

    The libraries that write to it do not see a terminal, so that they send no colors of their own;
    it has no buffer by which they could go round it.

    Parameters
    ----------
    beneath : file object
        Standard output or standard error.
    """

    def __init__(self, beneath: TextIO) -> None:
        self.beneath = beneath

    @property
    def encoding(self) -> str:  # type: ignore[override] # TextIO has an attribute
        """That of the stream beneath."""
        return self.beneath.encoding or "utf-8"

    @property
    def errors(self) -> str | None:  # type: ignore[override] # as above
        """That of the stream beneath."""
        return self.beneath.errors

    def write(self, text: str) -> int:
        """Write a text as it can be seen."""
        self.beneath.write(visible_text(text))
        return len(text)

    def writable(self) -> bool:
        """Text can be written."""
        return True

    def flush(self) -> None:
        """Flush the stream beneath."""
        self.beneath.flush()

    def fileno(self) -> int:
        """Return the descriptor of the stream beneath."""
        return self.beneath.fileno()

    def isatty(self) -> bool:
        """Whether colors may be sent to it."""
        return False


def show_signs() -> None:
    """Send all that this process prints from now on through a :class:`ShownStream`."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, ShownStream):
            setattr(sys, name, ShownStream(stream))


def beneath(stream: TextIO) -> TextIO:
    """Return the terminal or file that a stream writes to."""
    return stream.beneath if isinstance(stream, ShownStream) else stream


class ShownConsole(Console):
    """A console whose own colors are sent, and of the text in it nothing that steers a terminal."""

    def render_str(self, text: str, *args: Any, **kwargs: Any) -> Text:
        """Return a text with its markup, as it can be seen; its width is then the true one."""
        return super().render_str(visible_text(text), *args, **kwargs)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what is printed; the signs that a control of our own needs stay."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible_text(text), style, control)
