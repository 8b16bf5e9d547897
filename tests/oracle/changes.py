"""Changes to a plausible proposal: any cell in any state, and the edges of each rule."""

import datetime as dt
from collections.abc import Callable

from tests.oracle import spellings
from tests.oracle.drafts import Draft, RawRow
from tests.oracle.figures import fiscal_year, two_years_before
from tests.oracle.form import FCT_AMOUNTS, LEVELS, PROPOSAL, SOMETIMES, TABLES
from tests.oracle.reading import Gap, read

DAY = dt.timedelta(days=1)
# A spreadsheet shows 15 digits: the last two of these are 1 and 20000 there.
ROW_TOTALS = (
    *(0, 0.5, 0.99, 1, 1.01, 19999.99, 20000, 20000.01, 803000, -5),
    *(0.9999999999999999, 20000.000000000004),
)
STATES = (spellings.blank, spellings.wrong, spellings.right)


def any_answer(draft: Draft) -> None:
    """An answer blank, wrong, or another right one."""
    name = draft.rng.choice(tuple(PROPOSAL))
    draft.answers[name] = draft.rng.choice(STATES)(draft.rng, PROPOSAL[name])


def any_cell(draft: Draft) -> None:
    """A cell of a table in any state."""
    table = draft.rng.choice(tuple(TABLES))
    if draft.tables[table]:
        name = draft.rng.choice(tuple(TABLES[table]))
        row = draft.rng.choice(draft.tables[table])
        row[name] = draft.rng.choice(STATES)(draft.rng, TABLES[table][name])


def two_cells(draft: Draft) -> None:
    """Two cells of one row blank or wrong."""
    table = draft.rng.choice(tuple(TABLES))
    if draft.tables[table]:
        row = draft.rng.choice(draft.tables[table])
        for name in draft.rng.sample(tuple(TABLES[table]), 2):
            row[name] = draft.rng.choice(STATES[:2])(draft.rng, TABLES[table][name])


def no_rows(draft: Draft) -> None:
    """A table without a row that counts."""
    table = draft.rng.choice(tuple(TABLES))
    first = next(iter(TABLES[table]))
    empty: RawRow = dict.fromkeys(TABLES[table])
    kinds: list[list[RawRow]] = [[], [empty], [{first: "TBD"}, {first: "-"}]]
    draft.tables[table] = draft.rng.choice(kinds)


def more_rows(draft: Draft) -> None:
    """An empty row, a line of placeholders, a total, or a row twice."""
    table = draft.rng.choice(tuple(TABLES))
    rows, names = draft.tables[table], tuple(TABLES[table])
    total = draft.rng.choice(("Total", " TOTALS ", "totals"))
    kinds: list[RawRow] = [
        dict.fromkeys(names),
        dict.fromkeys(names, "n/a"),
        {names[0]: total, names[2]: 5000},
        {names[0]: "-", names[1]: total, names[2]: -7},
        {names[0]: 2027, names[1]: total},
        dict(rows[0]) if rows else {},
    ]
    rows.insert(draft.rng.randrange(len(rows) + 1), draft.rng.choice(kinds))


def condition(draft: Draft) -> None:
    """A field that hangs on another one, blank or not, with the other in any state."""
    for name in ("modification", "us_alternative"):
        if draft.rng.random() < 0.5:
            draft.answers[name] = draft.rng.choice(STATES)(draft.rng, PROPOSAL[name])
    for name, field in PROPOSAL.items():
        if field.required == SOMETIMES and draft.rng.random() < 0.5:
            draft.answers[name] = spellings.blank(draft.rng, field)


def age(draft: Draft) -> None:
    """A date at an edge of the two years."""
    names = ("advocacy_date", "requirement_date", "market_completed", "intent_date")
    today = draft.rng.choice(draft.days)
    ends = (today, two_years_before(today))
    date = draft.rng.choice(ends) + draft.rng.choice((-1, 0, 1)) * DAY
    draft.answers[draft.rng.choice(names)] = spellings.day(draft.rng, date)
    if draft.rng.random() < 0.5:
        draft.answers["cycle_type"] = draft.rng.choice(("out of cycle", "in cycle", None, "purple"))


def origin(draft: Draft) -> None:
    """A country of origin of any kind, in Market too or not."""
    kinds = (spellings.COUNTRIES, spellings.AMERICAN, spellings.EXCLUDED, spellings.NO_COUNTRY)
    country = draft.rng.choice(draft.rng.choice(kinds))
    draft.answers["country"] = country
    if draft.rng.random() < 0.6:
        for row in draft.tables["Market"]:
            if row.get("source") == draft.answers["vendor"]:
                row["source_country"] = country


def purpose(draft: Draft) -> None:
    """Another purpose, with or without a US item or an early stage."""
    draft.answers["purpose"] = draft.rng.choice(PROPOSAL["purpose"].choices)
    if draft.rng.random() < 0.4:
        draft.answers["country"] = draft.rng.choice(spellings.AMERICAN)
    if draft.rng.random() < 0.3:
        draft.answers["trl"] = 5


def stage(draft: Draft) -> None:
    """A production status beside readiness levels that may not agree."""
    states = PROPOSAL["production_status"].choices
    draft.answers["production_status"] = draft.rng.choice((*states, *states, None, "purple"))
    draft.answers["trl"] = draft.rng.choice((6, 7, 8, 9, 9, None, 0))
    draft.answers["mrl"] = draft.rng.choice((6, 7, 8, 9, 10, None, 11))


def words(draft: Draft) -> None:
    """Evidence, levels, statuses and intent in each of their states."""
    choices = {
        "advocacy_type": PROPOSAL["advocacy_type"].choices,
        "advocacy_level": LEVELS.split("|"),
        "requirement_type": PROPOSAL["requirement_type"].choices,
        "requirement_status": PROPOSAL["requirement_status"].choices,
        "modification": PROPOSAL["modification"].choices,
        "us_alternative": PROPOSAL["us_alternative"].choices,
        "intent": PROPOSAL["intent"].choices,
        "intent_level": LEVELS.split("|"),
        "component": PROPOSAL["component"].choices,
    }
    name = draft.rng.choice(tuple(choices))
    draft.answers[name] = spellings.word(draft.rng, draft.rng.choice(choices[name]))


def long_text(draft: Draft) -> None:
    """A text at 50 characters, or a title at 120."""
    names = ("requirement_gap", "acquisition_strategy", "title", "pass_criteria")
    name = draft.rng.choice(names)
    draft.answers[name] = spellings.a_text(draft.rng, PROPOSAL[name])


def advantage(draft: Draft) -> None:
    """Lists with readable and other pieces."""
    draft.answers["advantage_type"] = draft.rng.choice(
        ("no US item", "no US item; purple", "purple", "cost, purple", "tbd;", "COST", ";", None)
    )
    draft.answers["market_methods"] = draft.rng.choice(
        ("visits", "visits; purple", "purple", "Request  for information; purple", "; n/a", None)
    )
    draft.answers["in_service_with"] = draft.rng.choice(
        (
            "France; FR; Atlantis",
            "Atlantis",
            "none",
            "USA\nGuam\nJapan\nUK",
            "Korea, Republic of",
            None,
        )
    )


def contenders(draft: Draft) -> None:
    """The rows of Market: who is named, how, and what is said of them."""
    rng, rows = draft.rng, draft.tables["Market"]
    vendor = draft.answers["vendor"]
    for row in rng.sample(rows, min(len(rows), rng.choice((1, 1, 2)))):
        kind = rng.randrange(7)
        if kind == 0:
            row["source"] = rng.choice((None, "tbd", "#REF!"))
        elif kind == 1 and isinstance(vendor, str):
            row["source"] = rng.choice((vendor.upper(), vendor.replace(".", ""), f" {vendor}. "))
        elif kind == 2:
            row["source"] = rng.choice(rows).get("source")
        elif kind == 3:
            row["meets_requirement"] = rng.choice(("yes", "Partly", "no", "no", None, "purple"))
        elif kind == 4:
            row["source_country"] = rng.choice(("USA", "Japan", "France", None, "Atlantis", "Guam"))
        elif kind == 5:
            rows.remove(row)
        else:
            row["source"] = f"{row.get('source')} International"


def nameless_contender(draft: Draft) -> None:
    """The vendor says no, or is not there, and a row has no name."""
    rng = draft.rng
    for row in draft.tables["Market"]:
        if row.get("source") == draft.answers["vendor"]:
            row["meets_requirement"] = rng.choice(("no", "no", "yes", None))
            row["source"] = rng.choice((row["source"], row["source"], None))
        elif rng.random() < 0.4:
            row["source"] = rng.choice((None, "?"))
            row["meets_requirement"] = rng.choice(("no", "yes", None, "purple"))
    if rng.random() < 0.3:
        draft.answers["vendor"] = rng.choice((None, "tbd", "#REF!", "Somebody Else"))


def us_sources(draft: Draft) -> None:
    """A market with or without a US source, and methods that do not make up for it."""
    rng, rows = draft.rng, draft.tables["Market"]
    draft.answers["market_methods"] = rng.choice(("visits", "trade show; purple", None))
    for row in rows:
        row["source_country"] = rng.choice(("Japan", "Japan", "Spain", "GUM", None, "Atlantis"))
    if rng.random() < 0.3:
        rows.clear()


def funding_years(draft: Draft) -> None:
    """Years early, late, twice, with a gap, unknown, or one too many."""
    rng, year = draft.rng, draft.year
    known = ((0, 1, 2), (2, 1, 0), (0, 2), (0, 0), (-1, 0), (-1, 0), (1, 2), (1,))
    steps = rng.choice((*known, (0, 1, None), (0, 0, None), (0, None), (None, None), (-1, None)))
    pattern = draft.tables["Funding"][0] if draft.tables["Funding"] else {}
    draft.tables["Funding"] = [
        pattern
        | {
            "funding_year": rng.choice((None, "FY1999", 27))
            if step is None
            else spellings.year(rng, year + step)
        }
        for step in steps
    ]
    if len(steps) > 1 and rng.random() < 0.5:
        row = rng.choice(draft.tables["Funding"])
        for name in FCT_AMOUNTS:
            row[name] = rng.choice((0, 0, None, "purple"))
    if rng.random() < 0.5:
        draft.answers["complexity"] = rng.choice((None, "tbd", "#N/A", "Two climates."))
    if rng.random() < 0.2:
        draft.answers["fiscal_year"] = rng.choice((year + 1, year - 1, None, 27))


def funding_amounts(draft: Draft) -> None:
    """FCT money at the edges of X9, nothing, or unknown."""
    rng = draft.rng
    for row in draft.tables["Funding"]:
        if rng.random() < 0.3:
            continue
        total = rng.choice(ROW_TOTALS)
        row["fct_articles_kusd"] = spellings.number(rng, total)
        for name in ("fct_test_kusd", "fct_support_kusd"):
            row[name] = rng.choice((0, 0, 0.5, None, "purple"))
        row["fct_us_item_kusd"] = rng.choice((0, 0, None, "none", "0.00", 12, -3, "purple"))
        row["component_kusd"] = rng.choice((0, None, "none", 40, "purple", -2))


def nothing_asked(draft: Draft) -> None:
    """No FCT money in any row, or nothing in all but one."""
    rng = draft.rng
    for row in draft.tables["Funding"]:
        for name in FCT_AMOUNTS:
            row[name] = 0 if name in FCT_AMOUNTS[:2] else rng.choice((0, None, "none"))
    if draft.tables["Funding"] and rng.random() < 0.3:
        row = rng.choice(draft.tables["Funding"])
        row["fct_test_kusd"] = rng.choice((-3, None, "purple", 1))


def article_cost(draft: Draft) -> None:
    """The articles' cost at the edges of X7."""
    rng = draft.rng
    price, quantity = rng.choice((850, 4200.5, 1000)), rng.choice((4, 10, 40))
    expected = price * quantity / 1000
    draft.answers["unit_price_usd"] = spellings.number(rng, price)
    draft.answers["article_quantity"] = spellings.number(rng, quantity)
    draft.answers["article_source"] = rng.choice(("purchase", "purchase", "lease", None, "purple"))
    share = rng.choice((0.75, 1.25, 1, 0.75, 1.25)) * expected + rng.choice((-0.01, 0, 0, 0.01))
    for place, row in enumerate(draft.tables["Funding"]):
        row["fct_articles_kusd"] = rng.choice((0, None)) if place and rng.random() < 0.2 else 0
    if draft.tables["Funding"]:
        draft.tables["Funding"][0]["fct_articles_kusd"] = round(share, 4)


def procurement_years(draft: Draft) -> None:
    """The earliest procurement at the edges of S4."""
    rng = draft.rng
    end = dt.date(draft.year + rng.choice((0, 1)), *rng.choice(((9, 30), (10, 1), (3, 3))))
    draft.answers["test_end"] = spellings.day(rng, end)
    first = fiscal_year(end) + rng.choice((-1, 0, 5, 6))
    for place, row in enumerate(draft.tables["Procurement"]):
        row["procurement_year"] = spellings.year(rng, first + place)


def procurement_rows(draft: Draft) -> None:
    """Amounts, years and statuses that leave open which row is the earliest."""
    rng = draft.rng
    for row in draft.tables["Procurement"]:
        if rng.random() < 0.6:
            row["procurement_kusd"] = rng.choice((0, None, "purple", 250, 250, -5))
        if rng.random() < 0.3:
            row["procurement_year"] = rng.choice((None, "purple", draft.year + 2, draft.year + 3))
        if rng.random() < 0.4:
            row["procurement_status"] = rng.choice(("unfunded", "Budgeted", None, "purple"))
        if rng.random() < 0.3:
            row["appropriation"] = rng.choice((None, "tbd", "#REF!", 2031, "OPA"))
        if rng.random() < 0.3:
            row["procurement_quantity"] = rng.choice((0, None, "purple", -3, 40))
    rng.shuffle(draft.tables["Procurement"])


def one_procurement_year(draft: Draft) -> None:
    """Rows of one year that differ in amount and status."""
    rows = draft.tables["Procurement"]
    for row in rows:
        row["procurement_year"] = rows[0]["procurement_year"]
        row["procurement_kusd"] = draft.rng.choice((250, 250, None, "purple", 0))
        row["procurement_status"] = draft.rng.choice(("budgeted", "unfunded", "unfunded", None))


def procurement_price(draft: Draft) -> None:
    """A price per item at the edges of X10."""
    rng = draft.rng
    draft.answers["unit_price_usd"] = rng.choice((1000, 1000, 1000, 0, None, "purple", -4))
    for row in draft.tables["Procurement"]:
        quantity = rng.choice((40, 50, 500, 50, 0, None, "purple", -1))
        factor = rng.choice((50, 0.02, 1, 0.02, 50, 1000))
        row["procurement_quantity"] = quantity
        base = quantity if isinstance(quantity, int) else 40
        row["procurement_kusd"] = round(base * factor + rng.choice((-0.01, 0, 0, 0.01)), 4)


def days_of_the_test(draft: Draft) -> None:
    """A test that begins before its year, or ends before it begins."""
    rng = draft.rng
    first = dt.date(draft.year - 1, 10, 1)
    start = first + rng.choice((-1, 0, -90, 1)) * DAY
    draft.answers["test_start"] = spellings.day(rng, start)
    draft.answers["test_end"] = spellings.day(rng, start + rng.choice((-1, 0, 300)) * DAY)
    draft.answers["project_type"] = rng.choice(("new start", "continuing", None, "purple"))
    if rng.random() < 0.2:
        draft.answers[rng.choice(("test_start", "test_end"))] = rng.choice((None, "6/7/2026"))


def events(draft: Draft) -> None:
    """Events at the edges of the test, beyond them, or backwards."""
    rng = draft.rng
    start = read(draft.answers["test_start"], PROPOSAL["test_start"])
    end = read(draft.answers["test_end"], PROPOSAL["test_end"])
    if isinstance(start, Gap) or isinstance(end, Gap):
        return
    for row in draft.tables["Schedule"]:
        if rng.random() < 0.7:
            row["event_start"] = spellings.day(rng, start + rng.choice((-1, 0, 1)) * DAY)
            row["event_end"] = spellings.day(rng, end + rng.choice((-1, 0, 1)) * DAY)
        if rng.random() < 0.2:
            row["event_end"] = spellings.day(rng, start - DAY)
        if rng.random() < 0.2:
            row[rng.choice(("event_start", "event_end"))] = rng.choice((None, "soon"))


def negatives(draft: Draft) -> None:
    """A negative amount or quantity beside one that cannot be read."""
    rng = draft.rng
    counted = [name for name, field in PROPOSAL.items() if field.counted]
    draft.answers[rng.choice(counted)] = rng.choice((-1, "-1", "\u22122", "purple"))
    for table in ("Funding", "Procurement"):
        columns = [name for name, field in TABLES[table].items() if field.counted]
        for row in draft.tables[table]:
            if rng.random() < 0.3:
                row[rng.choice(columns)] = rng.choice((-1, "purple", "-0", -0.5))


# The first few strike anywhere, so they are tried more often.
CHANGES: tuple[Callable[[Draft], None], ...] = (
    *[any_answer] * 8,
    *[any_cell] * 6,
    two_cells,
    no_rows,
    more_rows,
    condition,
    age,
    age,
    origin,
    origin,
    purpose,
    stage,
    words,
    words,
    long_text,
    advantage,
    contenders,
    contenders,
    nameless_contender,
    us_sources,
    funding_years,
    funding_years,
    funding_amounts,
    nothing_asked,
    article_cost,
    procurement_years,
    procurement_years,
    procurement_rows,
    procurement_rows,
    one_procurement_year,
    procurement_price,
    days_of_the_test,
    events,
    negatives,
)
