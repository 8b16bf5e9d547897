"""A scanner for malicious software as small as can be, and what every scanner finds."""

from pathlib import Path

import pytest

# In two halves, so that a scanner does not take this file for the test file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FINDS_EICAR = "if grep -q EICAR-STANDARD-ANTIVIRUS-TEST-FILE; then exit 1; fi"


def script(folder: Path, text: str) -> Path:
    """Write a program of the shell."""
    path = folder / "scan"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return path


def name_scanner(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """Make a program of the shell the scanner of this process."""
    monkeypatch.setenv("FCT_SCANNER", str(script(folder, text)))
