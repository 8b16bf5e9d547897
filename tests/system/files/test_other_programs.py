"""Forms as programs write them that are no office program: nothing untrue is said of their days."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fct.data.program.cycle import packaged_cycle_texts, parse_cycle
from fct.data.store import Settings
from fct.scoring.ranking.check import KnownCycle, check_file
from tests.support.files.open_documents import write_ods
from tests.support.files.packages import Entry, archive, parts_of
from tests.support.files.workbooks import form_grids

_DAY = re.compile(r'office:value-type="date" office:date-value="([0-9-]+)"')
_DAY_STYLE = (
    "<office:automatic-styles>"
    '<number:date-style style:name="N30"><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N30"/>'
    "</office:automatic-styles><office:body>"
)
_SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in (("style", "style"), ("number", "datastyle"))
)


def as_sheetjs(content: str) -> str:
    """Each day as the moment at which it begins."""
    return _DAY.sub(r'office:value-type="date" office:date-value="\1T00:00:00.000Z"', content)


def as_calligra(content: str) -> str:
    """Each day as a number, which the style of its cell shows as a day."""
    content = content.replace("<office:body>", _DAY_STYLE, 1)
    content = content.replace("<office:document-content", f"<office:document-content{_SPACES}", 1)
    return _DAY.sub(
        lambda found: (
            'table:style-name="ce1" office:value-type="float" '
            f'office:value="{(dt.date.fromisoformat(found[1]) - dt.date(1899, 12, 30)).days}"'
        ),
        content,
    )


@pytest.mark.parametrize("write", [as_sheetjs, as_calligra])
def test_a_form_of_another_program_is_judged_as_ours(
    tmp_path: Path, write: Callable[[str], str]
) -> None:
    """Rankable, without a note and without a finding."""
    path = write_ods(tmp_path / "form.ods", form_grids())
    parts = parts_of(path.read_bytes())
    content = parts["content.xml"].decode()
    written = write(content)
    assert written != content
    changed = parts | {"content.xml": written.encode()}
    path.write_bytes(archive(*(Entry(name, part) for name, part in changed.items())))
    known = KnownCycle(parse_cycle(packaged_cycle_texts()[2027], "2027.yaml"), "packaged")

    report = check_file(path, None, None, Settings(tmp_path / "home"), known)

    (proposal,) = report["proposals"]
    assert proposal["verdict"] == "rankable"
    assert [*report["notes"], *proposal["notes"], *proposal["findings"]] == []
