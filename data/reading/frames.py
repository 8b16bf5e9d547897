"""Frames over a socket: a letter, a length of 4 bytes and that many bytes."""

import socket
import struct
from typing import Protocol

_HEADING = struct.Struct(">cL")
_AT_ONCE = 262_144
NOT_BEGUN = 75  # exit code of a child that ended before it looked at its file

Frame = tuple[bytes, bytes]


class LongFrameError(Exception):
    """A frame that is longer than it may be."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes | None:
        """Return at most ``size`` bytes."""


def receive_frame(stream: Readable, most: int) -> Frame:
    """Return letter and content of the next frame.

    Parameters
    ----------
    stream : file object
        Of a socket, buffered.
    most : int
        Bytes that a frame may have.

    Raises
    ------
    EOFError
        If none follows.
    LongFrameError
        If it is longer.
    """
    letter, size = _HEADING.unpack(_received(stream, _HEADING.size))
    if size > most:
        raise LongFrameError
    return letter, _received(stream, size)


def _received(stream: Readable, size: int) -> bytes:
    content = stream.read(size) or b""
    while len(content) < size:
        more = stream.read(size - len(content))
        if not more:
            raise EOFError
        content += more
    return content


class FrameWriter:
    """Sends frames, small ones together.

    Parameters
    ----------
    stream : socket
    """

    def __init__(self, stream: socket.socket) -> None:
        self._stream = stream
        self._waiting = bytearray()

    def send(self, letter: bytes, content: bytes) -> None:
        """Send a frame now or with later ones."""
        self._waiting += _HEADING.pack(letter, len(content))
        self._waiting += content
        if len(self._waiting) > _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        self._stream.sendall(self._waiting)
        self._waiting.clear()


def send_frames(stream: socket.socket, *frames: Frame) -> None:
    """Send frames now."""
    for letter, content in frames:
        heading = _HEADING.pack(letter, len(content))
        if len(content) > _AT_ONCE:
            stream.sendall(heading)
            stream.sendall(content)
        else:
            stream.sendall(heading + content)
