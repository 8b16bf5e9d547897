"""The arithmetic of money: decimals that no sum or difference rounds (reading 5)."""

import decimal

EXACT = decimal.Context(
    prec=5000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[decimal.InvalidOperation]
)
"""More digits than any amount of a form or a cycle file has; the common context keeps 28."""


def plain_kusd(kusd: decimal.Decimal) -> str:
    """Return thousands of dollars as a person writes them, without the unit."""
    text = f"{kusd:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def kusd_words(kusd: decimal.Decimal) -> str:
    """Return thousands of dollars with their unit, as in ``$603.4K``; nothing is rounded."""
    sign = "-" if kusd < 0 else ""
    return f"{sign}${plain_kusd(abs(kusd))}K"
