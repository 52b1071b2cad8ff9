"""The weeks of a month: those of ISO 8601, cut off at its ends, so that a day is in one week of one month's plan."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def month_weeks(month):
    """Return [(first day, last day)] of the weeks of the month that begins on ``month``."""
    day, end = month, month + relativedelta(months=1, days=-1)
    weeks = []
    while day <= end:
        last = min(day + timedelta(days=6 - day.weekday()), end)
        weeks.append((day, last))
        day = last + timedelta(days=1)
    return weeks


def week_of(day, month):
    """Return the first day of the week of ``day`` in the plan of ``month``; days outside belong to its nearest week."""
    weeks = month_weeks(month)
    return next((first for first, last in weeks if day <= last), weeks[-1][0])


def week_label(first, last):
    """The week as heads show it: ``W48 23–29/11``."""
    days = f"{first.day}–{last.day}" if first != last else f"{first.day}"
    return f"W{first.isocalendar().week:02d} {days}/{first.month}"
