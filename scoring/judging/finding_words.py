"""What is wrong, in the words of one proposal: its amounts, names and days, and what was meant.

A rule that has nothing to add here is described by the sentence of its declaration. What is
suggested is never read: an answer stays as it is until the sponsor writes what is meant.
"""

import decimal
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from fct.data.common import EXACT, as_shown, in_series, name_key
from fct.data.program import Form, Rule, country_name, first_day_of
from fct.data.proposals import SheetTable, State
from fct.expectations.amounts import FCT_AMOUNTS
from fct.expectations.case import Case
from fct.scoring.judging.causes import CAUSES
from fct.scoring.judging.places import Place, amount_at, cell_of, in_digits, rows_of, short

_THOUSAND = 1000
_MOST_WITH_CENTS = 10**12  # dollars
_LONGEST = 60  # characters of a number or a name
_MOST_ROWS = 4  # of one proposal that are described
_MOST_NAMES = 200  # of one proposal that are compared letter by letter
_ALIKE = 0.5  # of difflib: a name written in another way


class _Amount(NamedTuple):
    """One amount of a row, with its cell."""

    kusd: Decimal
    cell: str


def what_is_wrong(case: Case, rule: str, place: Place) -> str:
    """Return sentences on what a failing rule found, or nothing where the declaration says it all.

    Parameters
    ----------
    case : Case
    rule : str
    place : Place
        Of the finding.
    """
    describe = _WORDS.get(rule)
    return describe(case, place) if describe else ""


def what_to_know(case: Case, rule: str, place: Place) -> str:
    """Return a sentence on what a finding rests on beside the answer that it points to, if any."""
    explain = _BESIDE.get(rule)
    return explain(case, place) if explain else ""


def rule_words(rule: Rule, form: Form) -> str:
    """Return when a rule holds, with the labels of the form in place of ids."""
    return f"{with_labels(rule.text, form, rule.fields)}."


def with_labels(text: str, form: Form, ids: Iterable[str]) -> str:
    """Return a text with the labels of some fields, in quotes, in place of their ids.

    A label that several sheets have stands with its sheet.
    """
    # Longest first: `fct_articles_kusd` must not be found as `fct_articles`.
    named = sorted((name for name in ids if name in text), key=len, reverse=True)
    if not named:
        return text
    pattern = rf"\b({'|'.join(map(re.escape, named))})\b"
    return re.sub(pattern, lambda found: _question(form, found[1]), text)


def _question(form: Form, name: str) -> str:
    label = form[name].label
    is_shared = sum(field.label == label for field in form.fields) > 1
    return f"“{label}” in {form[name].sheet}" if is_shared else f"“{label}”"


def _paid_before(case: Case, place: Place) -> str:
    """G8, X1: the years in which FCT paid by the cycle (reading 84)."""
    ref = case.table.refs[place.proposal].strip()
    years = case.cycle.already_funded.get(ref, ())
    if not years or place.field != "complexity":
        return ""
    different = [str(year) for year in sorted(set(years))]
    one = len(different) == 1
    return (
        f"By the cycle, FCT paid for this project in fiscal {'year' if one else 'years'} "
        f"{in_series(different)}, which {'counts' if one else 'count'} too."
    )


def _to_write(number: Decimal) -> str:
    return in_digits(number).replace(",", "")


def _thousands(case: Case, place: Place) -> str:
    """X9: what each row asks for in dollars, and what would be written if these were meant."""
    funding = case.sheet("Funding")
    said = [_row_in_dollars(case, row) for row in rows_of(funding, place.proposal)]
    rows = list(filter(None, said))
    more = len(rows) - _MOST_ROWS
    rest = f"{more} more {'row is' if more == 1 else 'rows are'} wrong in the same way."
    return " ".join([*rows[:_MOST_ROWS], *([rest] if more > 0 else [])])


def _row_in_dollars(case: Case, row: int) -> str:
    funding = case.sheet("Funding")
    amounts = [
        _Amount(amount_at(funding, name, row), cell_of(case.table, name, row))
        for name in FCT_AMOUNTS
    ]
    with decimal.localcontext(EXACT):
        total = sum((amount.kusd for amount in amounts), Decimal(0))
    if total > as_shown(case.terms.largest_fct_row_kusd):
        scale = Decimal("0.001")
        off = [amount for amount in amounts if amount.kusd >= _THOUSAND]
    elif 0 < total < as_shown(case.terms.smallest_fct_row_kusd):
        scale, off = Decimal(_THOUSAND), [amount for amount in amounts if amount.kusd > 0]
    else:
        return ""
    sheet, cell = case.table.address("fct_articles_kusd", row)
    number = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    where = f"Row {number} of {sheet}" if number else f"A row of {sheet}"
    said = f"{where} asks for {_in_dollars(total)}"
    with decimal.localcontext(EXACT):
        whole = sum((amount.kusd for amount in off), Decimal(0))
        corrected = total - whole + whole * scale
        cells = [f"{_to_write(amount.kusd * scale)} in {amount.cell}" for amount in off]
    # A correction that would be as odd as what stands there is no help.
    if not _is_plausible(case, corrected):
        return f"{said}."
    if len(off) == 1:
        return f"{said}; {_if_meant(whole, scale)} in {off[0].cell}."
    return f"{said}; {_if_meant(whole, scale)} ({in_series(cells)})."


def _is_plausible(case: Case, kusd: Decimal) -> bool:
    least, most = case.terms.smallest_fct_row_kusd, case.terms.largest_fct_row_kusd
    return as_shown(least) <= kusd <= as_shown(most)


def _in_dollars(kusd: Decimal) -> str:
    with decimal.localcontext(EXACT):
        return f"{in_digits(kusd)} thousand, which is ${in_digits(kusd * _THOUSAND)}"


def _if_meant(kusd: Decimal, scale: Decimal) -> str:
    with decimal.localcontext(EXACT):
        meant = kusd * scale
        return f"if you mean ${in_digits(meant * _THOUSAND)} write {_to_write(meant)}"


def _price_of_one(case: Case, place: Place) -> str:
    """X10: what one item costs by the purchase, and which other unit would agree."""
    table, row = case.table, place.row
    if row is None:
        return ""
    bought = _purchase(case, place, row)
    kusd, quantity, price = bought
    with decimal.localcontext(EXACT):
        each = as_shown(kusd * _THOUSAND / quantity)
    if each < _MOST_WITH_CENTS:
        # quantize raises past 28 digits, and nobody reads cents of a trillion.
        each = each.quantize(Decimal("0.01"))
    items = "item" if quantity == 1 else "items"
    said = (
        f"{in_digits(kusd)} thousand for {in_digits(quantity)} {items} is ${in_digits(each)} "
        f"each, and the unit price is ${in_digits(price)}."
    )
    # Dollars written as thousands, or thousands as dollars: a factor of a thousand either way.
    for scale in (Decimal("0.001"), Decimal(_THOUSAND)):
        if not _agrees(case, bought, scale):
            continue
        amount = f"{_if_meant(kusd, scale)} in {cell_of(table, 'procurement_kusd', row)}"
        with decimal.localcontext(EXACT):
            other = price / scale
        where = cell_of(table, "unit_price_usd", place.proposal)
        said += (
            f" I{amount[1:]}; if one item costs ${in_digits(other)} write {_to_write(other)} in "
            f"{where} of {table.address('unit_price_usd', place.proposal)[0]}."
        )
    return said + _other_purchases(case, place, row)


class _Purchase(NamedTuple):
    """The amount and the quantity of a purchase, and the unit price; zero where not known."""

    kusd: Decimal
    quantity: Decimal
    price_usd: Decimal


def _purchase(case: Case, place: Place, row: int) -> _Purchase:
    procurement = case.sheet("Procurement")
    return _Purchase(
        amount_at(procurement, "procurement_kusd", row),
        amount_at(procurement, "procurement_quantity", row),
        amount_at(case.proposal, "unit_price_usd", place.proposal),
    )


def _agrees(case: Case, bought: _Purchase, scale: Decimal = Decimal(1)) -> bool:
    """Whether a purchase agrees with the unit price if its amount is multiplied by a scale."""
    factor = as_shown(case.terms.purchase_price_factor)
    with decimal.localcontext(EXACT):
        paid_usd = scale * bought.kusd * _THOUSAND
        value_usd = bought.price_usd * bought.quantity
        return value_usd <= paid_usd * factor and paid_usd <= value_usd * factor


def _other_purchases(case: Case, place: Place, first: int) -> str:
    rows = [row for row in rows_of(case.sheet("Procurement"), place.proposal) if row > first]
    cells = [
        cell_of(case.table, "procurement_kusd", row)
        for row in rows
        if min(bought := _purchase(case, place, row)) > 0 and not _agrees(case, bought)
    ]
    more = [f"{len(cells) - _MOST_ROWS} more rows"] if len(cells) > _MOST_ROWS else []
    return f" The same is wrong in {in_series([*cells[:_MOST_ROWS], *more])}." if cells else ""


def _two_countries(case: Case, place: Place) -> str:
    """X11: the two countries, each with its place."""
    if place.row is None:
        return ""
    table, market = case.table, case.sheet("Market")
    vendor = case.proposal.value("vendor")[place.proposal]
    codes = market.value("source_country")
    rows = [
        row for row, name in _sources(case, place).items() if name_key(name) == name_key(vendor)
    ]
    listed = [
        f"{cell_of(table, 'source_country', row)} names {country_name(codes[row])}"
        for row in rows[:_MOST_ROWS]
    ]
    more = [f"{len(rows) - _MOST_ROWS} more rows name others"] if len(rows) > _MOST_ROWS else []
    own_sheet, own_cell = table.address("country", place.proposal)
    own = country_name(case.proposal.value("country")[place.proposal])
    return (
        f"{table.address('source_country', place.row)[0]} {in_series([*listed, *more])} as the "
        f"country of the vendor, “{short(table.written('vendor', place.proposal))}”, and "
        f"{own_sheet} {own_cell} names {own} as the country of origin."
    )


def _missing_source(case: Case, place: Place) -> str:
    """M3: which of its parts fail, and the source that is written most like the vendor."""
    names = _sources(case, place)
    count, least = len({name_key(name) for name in names.values()}), case.terms.market_sources
    said = []
    if count < least:
        said.append(
            f"The Market sheet lists {count} different {'source' if count == 1 else 'sources'}; "
            f"at least {least} are needed, the vendor among them."
        )
    return " ".join(filter(None, (*said, _unlisted_vendor(case, place))))


def _sources(case: Case, place: Place) -> dict[int, str]:
    """Return the sources that a proposal names, by row."""
    sources = case.sheet("Market").value("source")
    rows = rows_of(case.sheet("Market"), place.proposal)
    return {row: str(sources[row]) for row in rows if sources[row] is not None}


def _unlisted_vendor(case: Case, place: Place) -> str:
    """M3, M4: that no source is the vendor, and which is written most like it."""
    names, vendor = _sources(case, place), case.proposal.value("vendor")[place.proposal]
    if vendor is None or not names or name_key(vendor) in map(name_key, names.values()):
        return ""
    said = f"No source in the Market sheet has the name of the vendor, “{short(vendor)}”."
    # difflib takes time with the square of the length.
    key = name_key(vendor)[:_LONGEST]
    by_likeness = [
        (difflib.SequenceMatcher(None, key, name_key(names[row])[:_LONGEST]).ratio(), -row)
        for row in list(names)[:_MOST_NAMES]
    ]
    likeness, row = max(by_likeness)
    if likeness < _ALIKE:
        return said
    return f"{said} The closest is “{short(names[-row])}” in {cell_of(case.table, 'source', -row)}."


def _first_day(case: Case, place: Place) -> str:
    """N4: when the test begins, and when the money does."""
    begins = case.proposal.value("test_start")[place.proposal].astype("datetime64[D]")
    year = case.cycle.fiscal_year
    return (
        f"The test of this new start begins on {begins}; fiscal year {year} begins on "
        f"{first_day_of(year)}, and FCT money is not there before."
    )


class _Total(NamedTuple):
    """Amounts that have to add up to more than zero."""

    sheet: str
    fields: tuple[str, ...]
    name: str
    unit: str


_FCT_TOTAL = _Total("Funding", FCT_AMOUNTS, "the FCT money that is asked for", " thousand dollars")
_OWN_TOTAL = _Total(
    "Funding", ("component_kusd",), "the component's own money", " thousand dollars"
)
_BOUGHT_TOTAL = _Total("Procurement", ("procurement_quantity",), "the quantity to be bought", "")
_TOTALS = (_FCT_TOTAL, _OWN_TOTAL, _BOUGHT_TOTAL)


def _negative(case: Case, place: Place) -> str:
    """X5, S5, S6, I3: an amount that is negative, and what it does to the total it belongs to."""
    total = next((one for one in _TOTALS if place.field in one.fields), None)
    if place.row is None or total is None:
        return ""
    sheet = case.sheet(total.sheet)
    if amount_at(sheet, place.field, place.row) >= 0:
        return ""
    rows = rows_of(sheet, place.proposal)
    with decimal.localcontext(EXACT):
        sum_ = sum(_amounts_of(sheet, total.fields, rows), Decimal(0))
    if sum_ > 0:
        return ""
    return (
        f"This amount or quantity is negative, and with it {total.name} adds up to "
        f"{in_digits(sum_)}{total.unit}, which is not above zero."
    )


def _amounts_of(sheet: SheetTable, fields: Iterable[str], rows: Iterable[int]) -> Iterable[Decimal]:
    return (amount_at(sheet, field, row) for field in fields for row in rows)


def _first_purchase(case: Case, place: Place) -> str:
    """S3, S4: why the first purchase is not known, where no year is missing (readings 22, 24)."""
    sheet = case.sheet("Procurement")
    rows = rows_of(sheet, place.proposal)
    if place.row is not None or not rows:
        return ""
    years, states = sheet.value("procurement_year"), sheet.state("procurement_kusd")
    dated = sorted(years[row] for row in rows if amount_at(sheet, "procurement_kusd", row) > 0)
    waited_for = [
        cell_of(case.table, "procurement_kusd", row)
        for row in rows
        if states[row] != State.READ and (not dated or years[row] < dated[0])
    ]
    if not waited_for:
        return "No purchase has an amount above zero."
    label = case.table.form["procurement_kusd"].heading
    cells = in_series(waited_for[:_MOST_ROWS])
    return f"“{label}” is not known in {cells}, so the first purchase is not known."


_WORDS: Mapping[str, Callable[[Case, Place], str]] = {
    "M3": _missing_source,
    "N4": _first_day,
    "X9": _thousands,
    "X10": _price_of_one,
    "X11": _two_countries,
    **dict.fromkeys(("X5", "S5", "S6", "I3"), _negative),
    **CAUSES,
}
_BESIDE: Mapping[str, Callable[[Case, Place], str]] = {
    "M4": _unlisted_vendor,
    **dict.fromkeys(("S3", "S4"), _first_purchase),
    **dict.fromkeys(("G8", "X1"), _paid_before),
}
