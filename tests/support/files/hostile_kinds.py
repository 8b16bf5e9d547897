"""All hostile files by kind, made once, and those of a kind that this run tries."""

import functools
import random
from collections.abc import Sequence

from tests.support.files import hostile_archives, hostile_files
from tests.support.files.hostile_files import Hostile
from tests.support.processes.samples import sample

HUGE = ("bombs", "long_texts")  # of hundreds of MiB, each read until it is refused
KINDS = {kind.__name__: kind for kind in (*hostile_files.KINDS, *hostile_archives.KINDS)}


@functools.cache
def files_of(kind: str) -> tuple[Hostile, ...]:
    """The files of a kind."""
    return tuple(KINDS[kind]())


def tried(kind: str) -> Sequence[Hostile]:
    """Some files of a kind, the same ones each time, or all by ``--long``."""
    files = files_of(kind)
    count = min(len(files), sample(1 if kind in HUGE else 4, whole=len(files)))
    return random.Random(kind).sample(files, count)
