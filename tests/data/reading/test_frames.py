"""Frames over a socket."""

import io
import socket

import pytest

from fct.data.reading.frames import FrameWriter, LongFrameError, receive_frame, send_frames


def test_frames_arrive_in_order() -> None:
    """Small ones together, large ones whole."""
    ours, theirs = socket.socketpair()
    with ours, theirs, theirs.makefile("rb") as stream:
        writer = FrameWriter(ours)
        writer.send(b"A", b"one")
        writer.send(b"B", b"")
        writer.flush()
        send_frames(ours, (b"C", b"x" * 1000))
        received = [receive_frame(stream, 1000) for _ in range(3)]

    assert received == [(b"A", b"one"), (b"B", b""), (b"C", b"x" * 1000)]


@pytest.mark.parametrize("content", [b"", b"A\0\0", b"A\0\0\0\5abcd"])
def test_a_frame_cut_off_is_no_frame(content: bytes) -> None:
    """It ends too early."""
    with pytest.raises(EOFError, match=r"^$"):
        receive_frame(io.BytesIO(content), 100)


def test_a_frame_that_is_too_long_is_no_frame() -> None:
    """Nothing is read beyond the limit; that is another end than that of the sender."""
    with pytest.raises(LongFrameError, match=r"^$"):
        receive_frame(io.BytesIO(b"A\xff\xff\xff\xff"), 100)
