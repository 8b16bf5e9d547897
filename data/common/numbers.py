"""Numbers as a spreadsheet shows them: 15 significant digits, then exact decimals (reading 5).

A cell holds a binary fraction: 214.8 + 299.1 + 55.2 is stored as 569.1000000000001. Programs show
15 digits of it, which is what the sponsor sees and means.
"""

import decimal

SHOWN_DIGITS = 15
_SHOWN = decimal.Context(prec=SHOWN_DIGITS, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


def as_shown(number: float | decimal.Decimal) -> decimal.Decimal:
    """Return a number that a file stores, rounded to 15 significant digits.

    Examples
    --------
    >>> as_shown(214.8 + 299.1 + 55.2)
    Decimal('569.1')
    """
    if isinstance(number, float):
        return decimal.Decimal(format(number, f".{SHOWN_DIGITS}g"))
    shown = _SHOWN.create_decimal(number)
    whole = shown.to_integral_value()
    return whole if shown == whole else shown  # 420.000 is shown as 420
