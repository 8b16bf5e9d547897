"""What number formats make of values."""

import math
import random

import pytest

from fct.data.gate.number_formats import Oddity, is_plain, look_of_number, look_of_text
from tests.support.processes.samples import sample

_ACCOUNTING = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'
_EUROS = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'
_STEPS = '[<1000]0;[<1000000]0.0,"K";0.0,,"M"'


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("[$€-2] #,##0", 420, "€ 420"),
        ("[$CHF] #,##0", 3, "CHF 3"),
        ("[$R$-416] 0", 3, "R$ 3"),
        ("[$kr-414] #,##0", 1234, "kr 1,234"),
        ('General" EUR"', 420, "420 EUR"),
        ("\\€0", 420, "€420"),
        ("£#,##0", 3, "£3"),
        ('"CA$"0', 3, "CA$3"),
        ('0" kEUR"', 3, "3 kEUR"),
        ("0%", 0.5, "50%"),
        ("0.00%", 4.2, "420.00%"),
        (_EUROS, 0, "- €"),
        (_EUROS, -3.5, "-3.50 €"),
        ('[>100]#,##0" €";0', 420, "420 €"),
        ('#,##0;-#,##0" €"', -7, "-7 €"),
        ('"€"@', 3, "€3"),
    ],
)
def test_another_unit(code: str, value: float, shown: str) -> None:
    """A percent or another currency in the section that shows the value is another unit."""
    assert look_of_number(code, value) == (Oddity.UNIT, shown)


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("#,##0,", 420_000, "420"),
        ("0.0,,", 1_200_000, "1.2"),
        ('0.0,"K"', 420, "0.4K"),
        ('$#,##0.0,,"M"', 1_200_000, "$1.2M"),
        ('#,##0"K"', 420, "420K"),
        ("#,##0\\ [$K]", 3, "3 K"),
        ('0" (thousands)"', 3, "3 (thousands)"),
        (_STEPS, 4_200, "4.2K"),
        (_STEPS, 4_200_000, "4.2M"),
        ("0\\.000", 420, "0.420"),
        ("#,##0;#,##0", -420, "420"),
        ('[=1]"yes";"no"', 1, "yes"),
    ],
)
def test_another_number(code: str, value: float, shown: str) -> None:
    """A number that is shown scaled, with a word for its size or without its sign is noted."""
    assert look_of_number(code, value) == (Oddity.OTHER, shown)


@pytest.mark.parametrize(
    ("code", "value"), [(";;;", 420), ("#,##0;-#,##0;", 0), ("0;;", -3), ("#", 0), ('""', 3)]
)
def test_nothing_is_shown(code: str, value: float) -> None:
    """A section that shows nothing hides the value."""
    assert look_of_number(code, value) == (Oddity.HIDDEN, "")


def test_the_number_itself() -> None:
    """Accounting formats, locales, colors, padding, fill and words leave a number what it is."""
    for code, value in [
        *[(_ACCOUNTING, value) for value in (420.5, 0, -420.5)],
        ("General", 420),
        ("[$-409]#,##0", 420),
        ("[$$-409]#,##0.00", 420),
        ("[$USD] 0", 420),
        ("[$US$-409] 0", 420),
        ('#,##0.00 "USD"', 420),
        ("\\$0", 420),
        ("#,##0_€", 420),
        ("0*€", 420),
        ('[>100]#,##0" €";0', 42),
        ('0" €";-0', -42),
        ("[Blue][>=0]0;[Red]-0", -3),
        ("#,##0_);[Red](#,##0)", -3),
        ('"FY"0', 2027),
        ('0" units"', 4),
        ('0"%"', 50),
        ("0\\%", 50),
        ("000-0000", 5_551_234),
        ("0,000", 420),
        ("??0.??", 4.5),
        ("0.00E+00", 123_456),
        ("# ?/?", 1.5),
        ("[h]:mm", 3),
        ("[$-409]d mmm yyyy", 45_000),
        (_STEPS, 420),
        ('0;0;0;"€"@', 3),
        ("0", 420.4),
    ]:
        assert look_of_number(code, value) is None, (code, value)


@pytest.mark.parametrize("code", ['"', "\\", "[", "[$", "_", "*", ";", "0;0;0;0;0", "", "[>]0"])
def test_a_code_that_is_cut_off(code: str) -> None:
    """A damaged format code never raises."""
    look_of_number(code, 4.2)
    look_of_text(code, "x")
    is_plain(code)


@pytest.mark.parametrize(
    ("code", "text", "look"),
    [
        ('@" €"', "420", (Oddity.UNIT, "420 €")),
        ('0;0;0;"€"@', "420", (Oddity.UNIT, "€420")),
        (";;;", "420", (Oddity.HIDDEN, "")),
        ('@" *"', "Amount", None),
        ('#,##0" €"', "420", None),
    ],
)
def test_a_text(code: str, text: str, look: tuple[Oddity, str] | None) -> None:
    """A text is shown by the fourth section or one with @, and by no other."""
    assert look_of_text(code, text) == look


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "#,##0.00", "#,##0_);[Red](#,##0)", "yyyy-mm-dd", "yyyy\\-mm\\-dd"),
        *("yyyy\\-mm\\-dd;@", "dd\\.mm\\.yyyy", "m/d/yy\\ h:mm;@"),
    ],
)
def test_a_plain_code_shows_every_number(code: str) -> None:
    """What is plain at a glance is never shown otherwise, and nor is a text."""
    assert is_plain(code)
    assert look_of_text(code, "text") is None
    assert [look_of_number(code, value) for value in (0, 1, -1, 1234567, 0.25)] == [None] * 5


@pytest.mark.parametrize("code", ["0%", "#,##0,", ";;;", "€0", "#,##0;#,##0", '0"K"', _ACCOUNTING])
def test_an_odd_code_is_not_plain(code: str) -> None:
    """What may show a number otherwise is looked at closely."""
    assert not is_plain(code)


@pytest.mark.sampled
def test_no_code_and_no_number_raises() -> None:
    """Whatever stands in a damaged file is read, and what looks plain at a glance is plain."""
    drawn = random.Random(5)
    pieces = [*'0#?.,%;@"\\_*[]$-<>=E+€ Kk/yhm1', "General", "[$€-2]", "[>100]", '"M"', "#,##0"]
    values = [0, 1, -1, 0.5, -420.4, 1e26, 1e300, -1e-300, 5e-324, math.inf, math.nan]
    for _ in range(sample(5_000, whole=20_000)):
        code = "".join(drawn.choice(pieces) for _ in range(drawn.randint(0, 12)))
        value = drawn.choice(values)
        look = look_of_number(code, value)
        look_of_text(code, "ab")
        if is_plain(code) and abs(value) < 1000:
            assert look is None, (code, value)
    assert look_of_number("0." + "0" * 5000, 1.5) is None
    assert look_of_number("0" * 5000 + "%" * 500, 1e300) is not None
