"""Searching bytes for markings of classified content: the processor time of 25 MiB of a kind.

A file of the largest size that is taken, filled with zeros, bytes by chance, tags, references or
words: plain, in capitals, with accents, of another alphabet, letter by letter, and such that nearly
mark, in one line and in many. Exits with 1 where one takes more than a second.

Run it from the root of the checkout with ``python benchmarks/markings.py``.
"""

import random
import string
import time

from fct.data.gate.marking_scan import MarkingScanner
from fct.data.gate.markings import load_markings
from fct.data.program.limits import load_limits

MOST_S = 1.0
MIB = 1024 * 1024
CHANCE = random.Random(3)
FILLS = {
    "zeros": bytes(64),
    "plain words": b"plain words of a report. ",
    "capitals": b"PLAIN WORDS OF A REPORT. ",
    "accents": "Größere Prüfungen für die Übergabe in München. ".encode(),
    "Cyrillic": "Отчёт об испытаниях изделия в Москве. ".encode(),
    "bytes by chance": CHANCE.randbytes(20_000),
    "letters": "".join(CHANCE.choices(string.ascii_letters + " " * 6, k=MIB)).encode(),
    "tags": b"<p>plain <b>words</b> of a report</p>\n<td class='x'>1</td><br/>",
    "end tags": b"".join(b"<n%d:p>a</n%d:p>" % (number, number) for number in range(20_000)),
    "references": b"plain words of R&amp;D on an &#220;bung. ",
    "one line": b"a trade secret ",
    "many lines": b"a trade secret\n",
    "short marks": b"(s ) (c - d) [ts/ s//x s e c r e t ",
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
