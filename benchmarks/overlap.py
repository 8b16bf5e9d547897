"""Overlapping proposals: how much is found, how much is false, and what 20,000 proposals cost.

The labeled titles of ``overlap_titles.csv`` are public titles and what another office might write
for the same item, or for a like one. Thresholds and word lists were set on the tuning half; what is
reported is the half that was held out. Each half is searched as one batch, so that besides the
labeled pairs every other pair counts: one between titles of two items is false. Translated titles
are counted apart, without a bar. The peer is rapidfuzz, all with all, at the cutoff that is best on
the tuning half.

Then 20,000 proposals, the sample proposals with words, sizes, names and numbers changed at random;
one in ten is another component's
rewording of an earlier one. Memory is the peak of a process of its
own. Run it with ``python benchmarks/overlap.py``.
"""

import csv
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process, utils

from fct.data.common.cells import Cell, Origin, RawProposal
from fct.data.documents.sample_season import sample_proposals
from fct.data.program.overlap_terms import load_overlap_terms
from fct.data.program.past_projects import load_past_projects
from fct.scoring.overlap.entries import Entry, entries_of_past, entries_of_proposals
from fct.scoring.overlap.find import Overlap, find_overlaps

SIZE = 20_000
SECONDS_BAR, MIB_BAR, QUALITY_BAR = 60, 2048, 0.9
REWORDED_SHARE, CHANGED_WORDS = 0.1, 0.75
ROWS_AT_ONCE = 500
SCORERS = {
    "token_sort_ratio": fuzz.token_sort_ratio,
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
}
CUTOFFS = range(40, 100, 2)
TITLES = Path(__file__).with_name("overlap_titles.csv")

Pair = frozenset[str]
Finder = Callable[[Sequence[str]], set[Pair]]


class Quality(NamedTuple):
    """Precision and recall on labeled pairs, and precision on all pairs of the batch."""

    precision: float
    recall: float
    precision_of_all: float

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}, recall {self.recall:.3f}; "
            f"of all pairs found {self.precision_of_all:.3f} are of one item"
        )


def labeled(half: str) -> list[dict[str, str]]:
    """Return the labeled pairs of one half."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["half"] == half]


def titles_of(rows: Sequence[dict[str, str]]) -> list[str]:
    """Return every title of some pairs once."""
    return sorted({row[side] for row in rows for side in ("left", "right")})


def quality(find: Finder, rows: Sequence[dict[str, str]]) -> Quality:
    """Search all titles of some pairs as one batch and compare with the labels."""
    titles = titles_of(rows)
    item = {title: title for title in titles}
    for row in rows:
        if row["same_item"] == "yes":
            old, new = item[row["left"]], item[row["right"]]
            item = {title: new if one == old else one for title, one in item.items()}
    found = find(titles)
    pairs = {row["same_item"]: set[Pair]() for row in rows}
    for row in rows:
        pairs[row["same_item"]].add(frozenset((row["left"], row["right"])))
    right, wrong = found & pairs["yes"], found & pairs.get("no", set())
    of_one_item = sum(len({item[title] for title in pair}) == 1 for pair in found)
    return Quality(
        len(right) / (len(right) + len(wrong) or 1),
        len(right) / len(pairs["yes"]),
        of_one_item / (len(found) or 1),
    )


def by_this_project(titles: Sequence[str]) -> set[Pair]:
    """Find pairs among titles alone, each of another component."""
    entries = [
        Entry(key=f"FY2027 {place}", fiscal_year=2027, component=str(place), title=title)
        for place, title in enumerate(titles)
    ]
    found = find_overlaps(entries, [], load_overlap_terms())
    return {frozenset((one.left.title, one.right.title)) for one in found}


def by_rapidfuzz(scorer: Any, cutoff: int) -> Finder:
    """Return a finder that compares all with all, case and signs aside."""

    def find(titles: Sequence[str]) -> set[Pair]:
        scores = process.cdist(
            titles, titles, scorer=scorer, processor=utils.default_process, score_cutoff=cutoff
        )
        return {
            frozenset((titles[a], titles[b]))
            for a, b in combinations(range(len(titles)), 2)
            if scores[a][b] >= cutoff
        }

    return find


def best_rapidfuzz() -> tuple[str, int]:
    """Return the scorer and cutoff with the best harmonic mean on the tuning half."""
    rows = labeled("tuning")

    def mean(choice: tuple[str, int]) -> float:
        found = quality(by_rapidfuzz(SCORERS[choice[0]], choice[1]), rows)
        return found.precision * found.recall / (found.precision + found.recall or 1)

    return max(((name, cutoff) for name in SCORERS for cutoff in CUTOFFS), key=mean)


def many_proposals(size: int, seed: int = 2027) -> tuple[list[RawProposal], list[tuple[str, str]]]:
    """Return made-up proposals, and the refs of those that are one item by another component."""
    chance = random.Random(seed)
    samples = [dict(filled["answers"]) for filled in sample_proposals().values()]
    text = " ".join(str(answer) for one in samples for answer in one.values())
    words = sorted(set(re.findall(r"[a-z]{5,}", text)))
    components = ["Army", "Navy", "Marine Corps", "Air Force", "Space Force", "USSOCOM"]
    proposals: list[dict[str, Any]] = []
    same = []
    for number in range(size):
        if number and chance.random() < REWORDED_SHARE:
            other = chance.randrange(number)
            answers = reworded(proposals[other], chance)
            others = [name for name in components if name != proposals[other]["component"]]
            answers["component"] = chance.choice(others)
            same.append((f"B-{other:06}", f"B-{number:06}"))
        else:
            answers = varied(chance.choice(samples), words, chance)
            answers["component"] = chance.choice(components)
        proposals.append(answers)
    origin = Origin("many.xlsx", "0" * 64, {"Proposal": "Proposal"})
    return [
        RawProposal(
            f"B-{number:06}",
            origin,
            {name: Cell(value, row, 2) for row, (name, value) in enumerate(answers.items(), 1)},
            {},
        )
        for number, answers in enumerate(proposals)
    ], same


def varied(sample: dict[str, Any], words: Sequence[str], chance: random.Random) -> dict[str, Any]:
    """Return a sample's answers for another item: half of its words and every number changed."""
    title = [
        chance.choice(words) if word.isalpha() and chance.random() < CHANGED_WORDS else word
        for word in re.sub(
            r"[0-9.]+", lambda _: str(chance.randrange(5, 200)), sample["title"]
        ).split()
    ]
    letters = "".join(chance.choices("ABCDEFGHJKLMNPRSTUVW", k=2))
    number = chance.randrange(10_000, 99_999)
    return sample | {
        "title": " ".join(title)[:120],
        "item_name": f"{letters}-{chance.randrange(1, 999)} {chance.choice(words)}",
        "vendor": " ".join((*chance.choices(words, k=2), chance.choice(["AS", "GmbH", "Ltd"]))),
        "requirement_number": f"{sample['requirement_number']}-{number}",
    }


def reworded(answers: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return another office's answers for the same item: words turned round, names shortened."""
    words = answers["title"].split()
    cut = chance.randrange(len(words))
    title = " ".join((*words[cut:], *words[:cut]))
    item, vendor = answers["item_name"], answers["vendor"]
    if chance.random() < 0.5:  # noqa: PLR2004 - a half
        item, vendor = f"{item.split()[0]} system", vendor.rpartition(" ")[0]
    return answers | {
        "title": title,
        "item_name": item,
        "vendor": vendor,
        "requirement_number": f"other {chance.randrange(10_000, 99_999)}",
    }


def cost(size: int) -> dict[str, float]:
    """Return seconds, peak memory and what was found of proposals made at random."""
    proposals, same = many_proposals(size)
    begun = time.perf_counter()
    entries = entries_of_proposals(proposals, 2027)
    found = find_overlaps(entries, entries_of_past(load_past_projects()), load_overlap_terms())
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **shares(found, same),
    }


def shares(found: Sequence[Overlap], same: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return how many pairs there are, and which share of the reworded ones is among them."""
    pairs = {(one.left.ref, one.right.ref) for one in found}
    return {"pairs": len(found), "recall": sum(pair in pairs for pair in same) / len(same)}


def cost_of_rapidfuzz(size: int, scorer: str, cutoff: int) -> dict[str, float]:
    """Return the same for the peer, on titles alone; the score of each pair is made twice."""
    proposals, same = many_proposals(size)
    titles = [str(proposal.answers["title"].value) for proposal in proposals]
    begun = time.perf_counter()
    ready = [utils.default_process(title) for title in titles]
    pairs: set[tuple[int, int]] = set()
    for start in range(0, size, ROWS_AT_ONCE):
        rows = ready[start : start + ROWS_AT_ONCE]
        scores = process.cdist(rows, ready, scorer=SCORERS[scorer], score_cutoff=cutoff)
        left, right = (scores >= cutoff).nonzero()
        later = right > left + start
        pairs |= set(zip((left[later] + start).tolist(), right[later].tolist(), strict=True))
    hits = sum((int(a[2:]), int(b[2:])) in pairs for a, b in same)
    return {
        "seconds": time.perf_counter() - begun,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pairs": len(pairs),
        "recall": hits / len(same),
    }


def in_a_process(*arguments: object) -> dict[str, float]:
    """Return what this file answers to arguments, run in a process of its own."""
    command = [sys.executable, "-P", __file__, *map(str, arguments)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    measured: dict[str, float] = json.loads(answer)
    return measured


def words_of(measured: dict[str, float]) -> str:
    """Return a measurement in words."""
    return (
        f"{measured['seconds']:.1f} s, peak {measured['mib']:.0f} MiB, {measured['pairs']:.0f} "
        f"pairs, {measured['recall']:.3f} of the reworded ones found"
    )


def main() -> None:
    """Print quality and cost of both; exit with 1 where a bar is missed."""
    scorer, cutoff = best_rapidfuzz()
    finders = {
        "this project": by_this_project,
        f"rapidfuzz {scorer}": by_rapidfuzz(SCORERS[scorer], cutoff),
    }
    print(f"rapidfuzz does best on the tuning half with {scorer} at {cutoff}")
    measured = {}
    for half in ("tuning", "held out"):
        for name, find in finders.items():
            measured[half, name] = quality(find, labeled(half))
            print(f"{half}: {name}: {measured[half, name]}")
    for name, find in finders.items():
        print(f"translated: {name}: recall {quality(find, labeled('translated')).recall:.3f}")
    costs = {size: in_a_process("cost", size) for size in (SIZE // 4, SIZE // 2, SIZE)}
    for size, spent in costs.items():
        print(f"{size:,} proposals: this project: {words_of(spent)}")
    print(f"{SIZE:,} proposals: rapidfuzz: {words_of(in_a_process('peer', SIZE, scorer, cutoff))}")
    reached, spent = measured["held out", "this project"], costs[SIZE]
    is_good = min(reached.precision, reached.recall) >= QUALITY_BAR
    is_quick = spent["seconds"] <= SECONDS_BAR and spent["mib"] <= MIB_BAR
    raise SystemExit(0 if is_good and is_quick else 1)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["cost", size]:
            print(json.dumps(cost(int(size))))
        case ["peer", size, scorer, cutoff]:
            print(json.dumps(cost_of_rapidfuzz(int(size), scorer, int(cutoff))))
        case _:
            main()
