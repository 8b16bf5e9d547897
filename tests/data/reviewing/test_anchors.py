"""The anchors: one for each level of each criterion."""

from fct.data.program.rules import CRITERIA
from fct.data.reviewing.anchors import anchors_of, anchors_report, load_anchors


def test_each_level_of_each_criterion_has_one_anchor() -> None:
    """Five criteria and five levels are 25 rows, in the order of rules.csv, none like another."""
    anchors = load_anchors()

    assert [(one.criterion, one.level) for one in anchors] == [
        (criterion, level) for criterion in CRITERIA for level in range(1, 6)
    ]
    assert len({one.anchor for one in anchors}) == 25
    assert all(len(one.anchor) >= 60 for one in anchors)


def test_the_report_has_the_three_columns() -> None:
    """Programs read `criterion, level, anchor`."""
    (first, *_) = anchors_report()["anchors"]

    assert list(first) == ["criterion", "level", "anchor"]
    assert first["level"] == 1
    assert anchors_of(first["criterion"])[1] == first["anchor"]
