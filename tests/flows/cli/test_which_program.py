"""Which program, on the command line: by a file, by questions, or as a list of them."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from fct.data.common.errors import UsageError

Fct = Callable[..., Result]


def test_a_file_of_answers_names_the_program(fct: Fct, tmp_path: Path) -> None:
    """In words with its passages, and as JSON; nothing is needed but the file."""
    path = tmp_path / "answers.yaml"
    path.write_text("need: develop\npartner: yes\n")

    words, values = (
        fct("which-program", "--answers", path),
        fct("which-program", "--answers", path, "--json"),
    )

    assert words.exit_code == values.exit_code == 0
    assert "Cooperative research, development and acquisition (ICP)" in words.stdout
    assert "ISC ch. 13" in words.stdout
    found = json.loads(values.stdout)
    assert (found["program"], found["next"]) == ("cooperative-development", None)


def test_what_is_left_is_asked_next(fct: Fct, tmp_path: Path) -> None:
    """The question with the answers that are accepted."""
    path = tmp_path / "answers.yaml"
    path.write_text("need: test\n")

    done = fct("which-program", "--answers", path)

    assert "Not answered yet:" in done.stdout
    assert "origin: Where does the item come from?" in done.stdout


def test_where_nobody_can_be_asked_the_questions_are_listed(fct: Fct) -> None:
    """At most six, each with its answers."""
    found = json.loads(fct("which-program", "--json").stdout)["questions"]

    assert 1 < len(found) <= 6
    assert all(one["answers"] for one in found)
    assert "need: What do you want to do?" in fct("which-program").stdout


def test_an_answer_that_is_not_known_is_a_usage_error(fct: Fct, tmp_path: Path) -> None:
    """With what is accepted."""
    path = tmp_path / "answers.yaml"
    path.write_text("need: rent\n")

    done = fct("which-program", "--answers", path)

    assert isinstance(done.exception, UsageError)
    assert "“rent” does not answer “need”; write test" in str(done.exception)
    lost = fct("which-program", "--answers", tmp_path / "none.yaml")
    assert "There is no answers file at" in str(lost.exception)
