"""YAML as people write it."""

import os
from pathlib import Path

import pytest

from fct.data.common.errors import UsageError
from fct.data.common.yaml_text import parse_own_yaml, parse_yaml, read_text
from fct.data.program.banner import load_marking
from fct.data.program.cycle import load_cycle, packaged_cycle_texts
from fct.data.program.form import declared_texts
from fct.data.program.rubric import load_rubric
from fct.data.program.scenario import scenario_of

CASES = Path(__file__).parents[2] / "cases"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


def test_plain_mappings_lists_and_values_are_read() -> None:
    """As every cycle file has them."""
    text = "# a remark\nname: FY27\nrefs: [a, 'b c']\ndue: 2026-06-30\nnone:\nof:\n  2027: 12.5\n"
    found = parse_yaml(text, "a.yaml")

    assert (found["refs"], found["none"], found["of"]) == (["a", "b c"], None, {2027: 12.5})
    assert all(parse_yaml(cycle, "cycle") for cycle in packaged_cycle_texts().values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 30, "a.yaml, line 1: at most 20 levels are accepted; remove some"),
        ("{a: " * 5_000, "a.yaml, line 1: at most 20 levels are accepted; remove some"),
        ("- " * 50_000, "a.yaml, line 1: at most 20 levels are accepted; remove some"),
        ("a: 1\nb: 2\na: 3\n", "a.yaml, line 3: “a” stands in line 1 already; keep one of them"),
        ("a:\n  2027: 1\n  '2027': 2\n", "a.yaml, line 3: “2027” stands in line 2 already"),
        (BOMB, r"a.yaml, line 2: an alias \(\*name\) is not accepted; write it out"),
        ("a: &a [*a]", "a.yaml, line 1: an alias"),
        ("a: !!python/object/apply:os.system [ls]", r"line 1: a tag \(!name\) is not accepted"),
        ("a: !!binary aGk=", "line 1: a tag"),
        ("? [a, b]\n: c", "line 1: a key has to be a word or a number"),
        ("a: [", "a.yaml is not YAML: line 1: .*Correct it"),
        ("a: \0", "a.yaml is not YAML: unacceptable character #x0000"),
        ("a: 1\n--- \nb: 1", "a.yaml is not YAML: line 2: but found another document"),
        ("a: " + "9" * 5_000, "a.yaml is not YAML: Exceeds the limit"),
        ("a: " + "x" * 300_000, "a.yaml has 300,003 characters; at most 262,144 are accepted"),
    ],
)
def test_what_no_file_of_ours_needs_is_a_sentence(text: str, words: str) -> None:
    """With its line, whatever it would do to a program that reads it."""
    with pytest.raises(UsageError, match=words):
        parse_yaml(text, "a.yaml")


def test_a_deeply_nested_cycle_file_is_refused() -> None:
    """It ended in a traceback."""
    with pytest.raises(UsageError, match=r"at most 20 levels are accepted"):
        load_cycle(CASES / "deep.yaml")


def test_every_file_of_people_is_read_so(tmp_path: Path) -> None:
    """Cycles, rubrics, scenarios and the marking of a home."""
    path = tmp_path / "marking.yaml"
    path.write_text("banner: CUI\nbanner: U\n")
    twice = "“banner” stands in line 1 already"

    with pytest.raises(UsageError, match=f"marking.yaml in FCT_HOME, line 2: {twice}"):
        load_marking(tmp_path)
    with pytest.raises(UsageError, match=twice):
        load_cycle(path)
    with pytest.raises(UsageError, match=twice):
        load_rubric(path)
    with pytest.raises(UsageError, match=twice):
        scenario_of(parse_yaml(path.read_text(), "scenario"), "scenario")


def test_what_is_not_a_text_file_is_refused(tmp_path: Path) -> None:
    """A pipe is never opened, and a large file never read whole."""
    large, pipe, latin = tmp_path / "large.yaml", tmp_path / "pipe.yaml", tmp_path / "latin.yaml"
    large.write_bytes(b"#" * 2_000_000)
    os.mkfifo(pipe)
    latin.write_bytes(b"name: M\xfcller\n")

    with pytest.raises(UsageError, match=r"large.yaml is larger than 1 MiB, so it is not a cycle"):
        read_text(large, "cycle")
    with pytest.raises(UsageError, match=r"pipe.yaml is a pipe or a device"):
        read_text(pipe, "cycle")
    with pytest.raises(UsageError, match=r"latin.yaml is not text, so it is not a cycle file"):
        read_text(latin, "cycle")
    with pytest.raises(UsageError, match=r"There is no cycle file at .*gone.yaml"):
        read_text(tmp_path / "gone.yaml", "cycle")
    with pytest.raises(UsageError, match=r"The cycle file .* cannot be read"):
        read_text(tmp_path, "cycle")


def test_line_ends_of_any_system_are_one(tmp_path: Path) -> None:
    """The hash of a cycle file is that of its lines."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\r\nb: 2\rc: 3\n")

    assert read_text(path, "cycle") == "a: 1\nb: 2\nc: 3\n"


@pytest.mark.parametrize("again", ["2027.0", "' 2027'", '"2027 "', "2027"])
def test_a_key_twice_is_seen_however_it_is_written(again: str) -> None:
    """A second budget of one year would win without a word."""
    with pytest.raises(UsageError, match=r"line 2: “2027” stands in line 1 already"):
        parse_yaml(f"2027: 1\n{again}: 2\n", "cycle.yaml")


@pytest.mark.parametrize("written", ["017", "0x7EB", "1:30", "0b11"])
def test_only_plain_digits_are_a_number(written: str) -> None:
    """017 is a ref, and not 15."""
    assert parse_yaml(f"ref: {written}\n", "cycle.yaml") == {"ref": written}


def test_files_of_the_program_are_read_alike_by_the_quick_reader() -> None:
    """It is libyaml's, with the same resolvers, and the sentence of a fault is the other's."""
    texts = {name: text for name, text in declared_texts().items() if name.endswith(".yaml")}
    texts |= {str(year): text for year, text in packaged_cycle_texts().items()}

    assert len(texts) > 20
    for name, text in texts.items():
        assert parse_own_yaml(text, name) == parse_yaml(text, name), name
    for text in ("a: &a [*a]", "a: 1\na: 2", "a: [", "[" * 30):
        with pytest.raises(UsageError) as quick:
            parse_own_yaml(text, "a.yaml")
        with pytest.raises(UsageError) as slow:
            parse_yaml(text, "a.yaml")
        assert str(quick.value) == str(slow.value)
