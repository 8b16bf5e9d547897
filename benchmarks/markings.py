"""Searching bytes for markings of classified content: the processor time of 25 MiB of a kind.

A file of the largest size that is taken, filled with zeros, bytes by chance or words: plain, in
capitals, with accents, of another alphabet. Exits with 1 where one takes more than a second.

Run it from the root of the checkout with ``python benchmarks/markings.py``.
"""

import random
import time

from fct.data.gate.marking_scan import MarkingScanner
from fct.data.gate.markings import load_markings
from fct.data.program.limits import load_limits

MOST_S = 1.0
MIB = 1024 * 1024
FILLS = {
    "zeros": bytes(64),
    "plain words": b"plain words of a report. ",
    "capitals": b"PLAIN WORDS OF A REPORT. ",
    "accents": "Größere Prüfungen für die Übergabe in München. ".encode(),
    "Cyrillic": "Отчёт об испытаниях изделия в Москве. ".encode(),
    "bytes by chance": random.Random(3).randbytes(20_000),
}


def seconds(fill: bytes) -> float:
    """Return the processor time of one search."""
    size = load_limits().file_mib * MIB
    content = (fill * (size // len(fill) + 1))[:size]
    scanner = MarkingScanner(load_markings())
    before = time.process_time()
    scanner.scan_binary("a.bin", [content])
    return time.process_time() - before


def main() -> None:
    """Print the figures and their bar."""
    taken = {name: seconds(fill) for name, fill in FILLS.items()}
    for name, one in taken.items():
        word = "met" if one <= MOST_S else "not met"
        print(f"{name:16} {one:.2f} s  at most {MOST_S:.2f} s  {word}")
    raise SystemExit(0 if max(taken.values()) <= MOST_S else 1)


if __name__ == "__main__":
    main()
