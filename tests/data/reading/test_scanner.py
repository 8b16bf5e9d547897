"""The operator's scanner, a small program here."""

from pathlib import Path

import pytest

from fct.data.common.errors import RefusalError, UsageError
from fct.data.program.limits import load_limits
from fct.data.reading.scanner import Scanner, configured_scanner
from tests.support.files.scanners import EICAR, FINDS_EICAR, script
from tests.support.processes.waiting import NO_HURRY_S, is_gone


def scanner(tmp_path: Path, text: str, *arguments: str, wall_s: float = NO_HURRY_S) -> Scanner:
    """Return a scanner that is a script of this text."""
    return Scanner((str(script(tmp_path, text)), *arguments), wall_s)


def test_a_clean_file_passes(tmp_path: Path) -> None:
    """The scanner got all of it and ended with 0."""
    seen = tmp_path / "seen"
    scanner(tmp_path, 'cat > "$1"', str(seen)).refuse_harmful("a.pdf", b"a letter")

    assert seen.read_bytes() == b"a letter"


def test_eicar_is_refused(tmp_path: Path) -> None:
    """The exit code is 1; the sentence names the file and says whom to call."""
    with pytest.raises(RefusalError, match=r"^a<U\+202E>.pdf holds malicious software") as refused:
        scanner(tmp_path, FINDS_EICAR).refuse_harmful("a\u202e.pdf", EICAR)

    assert refused.value.code == "MALWARE"


@pytest.mark.parametrize("ending", ["exit 2", "exit 127", "kill -9 $$", "kill -TERM $$"])
def test_a_scanner_that_fails_lets_nothing_through(tmp_path: Path, ending: str) -> None:
    """Any other end holds the file back, and the sentence says to send it again."""
    with pytest.raises(RefusalError, match=r"held back.*Send it again in a few minutes") as refused:
        scanner(tmp_path, ending).refuse_harmful("a.pdf", b"a letter")

    assert refused.value.code == "NOT_SCANNED"


@pytest.mark.parametrize("command", ["/nowhere/clamdscan", "/", "/etc/passwd", "a\0b"])
def test_a_scanner_that_does_not_start_lets_nothing_through(command: str) -> None:
    """A missing program, a folder, a file that is not a program, and no name of a file."""
    with pytest.raises(RefusalError, match="could not be scanned"):
        Scanner((command,), 5.0).refuse_harmful("a.pdf", b"a letter")


@pytest.mark.server
def test_a_scanner_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """The file is held back after the time limit, and nothing goes on."""
    started = tmp_path / "started"
    text = 'echo $$ >>"$1"; sleep 600 & echo $! >>"$1"; wait'
    slow = scanner(tmp_path, text, str(started), wall_s=1.0)

    with pytest.raises(RefusalError, match="could not be scanned"):
        slow.refuse_harmful("a.pdf", b"a letter")

    pids = started.read_text().split() if started.exists() else []  # none where it had no turn
    assert all(is_gone(int(pid)) for pid in pids)


def test_a_scanner_need_not_read_all_it_gets(tmp_path: Path) -> None:
    """One that has seen enough of a large file answers as well."""
    scanner(tmp_path, "exit 0").refuse_harmful("a.pdf", bytes(5_000_000))
    with pytest.raises(RefusalError, match="malicious"):
        scanner(tmp_path, "head -c 1 >/dev/null; exit 1").refuse_harmful("a", bytes(5_000_000))


def test_a_scanner_gets_the_whole_file_and_its_arguments(tmp_path: Path) -> None:
    """On standard input, byte for byte; no shell changes an argument."""
    content = bytes(range(256)) * 5000
    whole = scanner(
        tmp_path, r'cat >"$1"; test "$2" = "a b;\$(id)"', str(tmp_path / "o"), "a b;$(id)"
    )

    whole.refuse_harmful("a.pdf", content)

    assert (tmp_path / "o").read_bytes() == content


def test_a_command_is_named_in_the_environment() -> None:
    """Its words are split as a shell does; none is no scanner."""
    found = configured_scanner({"FCT_SCANNER": "clamdscan --fdpass 'a b' -"})

    assert found == Scanner(("clamdscan", "--fdpass", "a b", "-"), load_limits().scanner_wall_s)
    assert configured_scanner({}) is None
    assert configured_scanner({"FCT_SCANNER": "  "}) is None


def test_a_command_that_cannot_be_split_is_reported() -> None:
    """Nothing is scanned by half a command."""
    with pytest.raises(UsageError, match="FCT_SCANNER is not a command: No closing quotation"):
        configured_scanner({"FCT_SCANNER": "clamdscan 'a"})
