"""What people write into cells: months and days, quantities, units, in English and Chinese."""

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST = Decimal(10) ** 12

UNITS = {
    "piece": ("piece", "pieces", "pcs", "pc", "pcs.", "ea", "件", "片", "块", "张"),
    "w": ("w", "wp", "watt", "watts", "瓦", "瓦特"),
    "kw": ("kw", "kwp", "千瓦"),
    "mw": ("mw", "mwp", "兆瓦"),
}
UNIT_BY_WORD = {word: unit for unit, words in UNITS.items() for word in words}
_WORDS = "|".join(sorted(map(re.escape, UNIT_BY_WORD), key=len, reverse=True))
UNIT_SUFFIX = re.compile(rf"^(?P<rest>.*?)(?:\s*[(\[]\s*|\s*/\s*|\s+|(?<=[\d一-鿿]))(?P<unit>{_WORDS})\s*[)\]]?$")

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:\s*[-/.]?\s*(\d{1,2})\s*日?)?(?:[ t]00:00(?::00)?)?$")
YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
MONTH_YEAR = re.compile(r"^(\d{1,2})[-/](\d{4})$")
NAMED = re.compile(r"^(?:(\d{1,2})[\s-]+)?([a-z]+)\.?[\s,'-]+(?:(\d{1,2})\s*,\s*)?(\d{4})$")
PLAIN = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$")


class Unclear(ValueError):
    """A cell that cannot be read; ``code`` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def plain(value):
    """Text of a cell for comparing: ordinary width, lower case, single spaces; a whole float reads as its integer."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def split_unit(text):
    """``"quantity (mw)"`` -> ("quantity", "mw"); a unit alone -> ("", unit); no unit -> (text, None)."""
    if text in UNIT_BY_WORD:
        return "", UNIT_BY_WORD[text]
    match = UNIT_SUFFIX.match(text)
    if match:
        return match["rest"].strip(), UNIT_BY_WORD[match["unit"]]
    return text, None


def to_date(cell, epoch):
    """Return (date, whether only the month was given); a month stands for its last day.

    :raises Unclear: bad_date, ambiguous_date (the day and the month could change places)
    """
    value = cell.value
    if isinstance(value, bool):
        raise Unclear("bad_date")
    if isinstance(value, datetime):
        return _day(value.year, value.month, None if cell.is_month else value.day)
    if isinstance(value, date):
        return _day(value.year, value.month, None if cell.is_month else value.day)
    if isinstance(value, (int, float)):
        match = PLAIN.match(plain(value))
        if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return _day(*(int(part) if part else None for part in match.groups()))
        try:  # a day counted from the workbook's first, as cells without a date format show it
            day = epoch + timedelta(days=int(value))
        except OverflowError:
            raise Unclear("bad_date") from None
        return _day(day.year, day.month, day.day)
    return _text_date(plain(value))


def _text_date(text):
    if match := YEAR_FIRST.match(text) or PLAIN.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := YEAR_LAST.match(text):
        first, second, year = map(int, match.groups())
        if first <= 12 and second <= 12 and first != second:
            raise Unclear("ambiguous_date")
        return _day(year, second, first) if first > 12 or first == second else _day(year, first, second)
    if match := MONTH_YEAR.match(text):
        return _day(int(match[2]), int(match[1]), None)
    match = NAMED.match(text)
    if match and match[2] in MONTHS:
        day = match[1] or match[3]
        return _day(int(match[4]), MONTHS[match[2]], int(day) if day else None)
    raise Unclear("bad_date")


def _day(year, month, day):
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise Unclear("bad_date")
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, last), True
    if not 1 <= day <= last:
        raise Unclear("bad_date")
    return date(year, month, day), False


def to_quantity(value, unit=None):
    """Return (Decimal, unit written with the number or None); ``unit`` is the one that holds where none is written.

    ``1,670`` in pieces is a thousand and more; in a unit of power it could be 1.67 as well, so it is refused.

    :raises Unclear: bad_number, ambiguous_number, too_big
    """
    if isinstance(value, bool):
        raise Unclear("bad_number")
    own = None
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
    else:
        text, own = split_unit(plain(value))
        number = _text_number(re.sub(r"[\s'’]", "", text), own or unit)
    if not number.is_finite():
        raise Unclear("bad_number")
    if abs(number) > LARGEST:
        raise Unclear("too_big")
    # what a spreadsheet computes ends in ...0000004; nine decimals of a megawatt are a milliwatt
    return round(number, 9).normalize() + 0, own


def _text_number(text, unit):
    if "," in text and "." in text:
        text = text.replace(",", "") if text.rindex(".") > text.rindex(",") else text.replace(".", "").replace(",", ".")
    elif "," in text:
        thousands = re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+", text)
        if thousands and text.count(",") == 1 and unit != "piece":
            raise Unclear("ambiguous_number")
        text = text.replace(",", "" if thousands else ".", -1 if thousands else 1)
    if not NUMBER.match(text):
        raise Unclear("bad_number")
    return Decimal(text)
