"""Frames over a socket."""

import io
import socket

import pytest

from fct.data.wire import FrameWriter, receive_frame, send_frames


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


@pytest.mark.parametrize("content", [b"", b"A\0\0", b"A\0\0\0\5abcd", b"A\xff\xff\xff\xff"])
def test_a_frame_cut_off_or_too_long_is_no_frame(content: bytes) -> None:
    """Nothing is read beyond the limit."""
    with pytest.raises(EOFError):
        receive_frame(io.BytesIO(content), 100)
