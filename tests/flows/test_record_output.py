"""What is printed of the track record."""

import pytest

from fct.data.store_track_record import TrackRecordReceipt
from fct.flows.record_output import print_learnt, print_receipt


def test_a_chance_is_never_rounded_to_never_or_always(capsys: pytest.CaptureFixture[str]) -> None:
    """0.001 is “<1%” and 0.999 “>99%”; a share of none and of all stays 0 and 100 percent."""
    row = {"ref": "A", "chance": 0.5, "low": 0.001, "high": 0.999, "beyond": True}
    bins = [{"told": 0.4, "cases": 9, "yes": 0, "share": 0.0, "low": 0.0, "high": 1.0}]
    figures = {"cases": 30, "yes": 15, "cycles": 3, "brier": 0.2, "base_brier": 0.25}
    report = {
        "learnt": True,
        "fiscal_year": 2027,
        "figures": figures | {"skill": 0.2, "p": 0.01},
        "curve": bins,
        "predictions": [row],
        "left_out": {},
    }
    print_learnt(report)
    told = " ".join(capsys.readouterr().out.split())

    assert "A 50% <1% >99% unlike any past project in some part" in told
    assert "40% 0% 0% 100% 9" in told


def test_a_year_without_a_run_has_no_chances(capsys: pytest.CaptureFixture[str]) -> None:
    """What was learnt is still shown."""
    figures = {"cases": 30, "yes": 15, "cycles": 3, "brier": 0.2, "base_brier": 0.25}
    report = {
        "learnt": True,
        "fiscal_year": 2027,
        "figures": figures | {"skill": 0.2, "p": 0.01},
        "curve": [],
        "predictions": [],
        "left_out": {"it was not selected": 2},
    }
    print_learnt(report)
    told = capsys.readouterr().out

    assert "No run of 2027 is published, so no chance is told." in told
    assert "Left out 2 of the track record: it was not selected." in told


def test_many_unknown_refs_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten are named."""
    print_receipt(TrackRecordReceipt(12, 0, tuple((2020, f"R{n:02}") for n in range(12))))
    told = capsys.readouterr().out

    assert "R09 of 2020 and 2 more." in told
    assert "R10" not in told
