"""Calendar periods: which one an instant is in, and where it begins and ends in a zone."""

from datetime import date, datetime, timedelta

from calendar_rules import ODD, UTC, VERSION, ZONES, day_of, stamp, starts, zone
from common import rng, write

UNITS = ["day", "week", "week from sunday", "week from saturday", "month", "quarter", "half-year", "year",
         "fiscal quarter from april", "fiscal half-year from october", "fiscal year from july", "fiscal year from february"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]


def later(day, months):
    m = day.year * 12 + day.month - 1 + months
    return date(m // 12, m % 12 + 1, 1)


def period(unit, day):
    """Text, first day, and the first day after it, of the period of a unit that a day is in."""
    what, _, start = unit.partition(" from ")
    if what == "day":
        return day.isoformat(), day, day + timedelta(days=1)
    if what == "week":
        first = day - timedelta(days=(day.weekday() - DAYS.index(start or "monday")) % 7)
        year, week, _ = first.isocalendar()
        return first.isoformat() + "-W" if start else f"{year:04d}-W{week:02d}", first, first + timedelta(days=7)
    length = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}[what.removeprefix("fiscal ")]
    anchor = MONTHS.index(start) if start else 0
    shift = (day.month - 1 - anchor) % 12
    first = later(day, -(shift % length))
    nth = shift // length + 1
    text = {"month": f"{first:%Y-%m}", "quarter": f"{first:%Y}-Q{nth}", "half-year": f"{first:%Y}-H{nth}", "year": f"{first:%Y}",
            "fiscal quarter": f"{first:%Y-%m}-FQ{nth}", "fiscal half-year": f"{first:%Y-%m}-FH{nth}", "fiscal year": f"{first:%Y-%m}-FY"}[what]
    return text, first, later(first, length)


def main():
    tool = ("Python zoneinfo, tzdata", f"{__import__('platform').python_version()}, tzdata {VERSION}")
    r = rng("period.of")
    cases = []
    while len(cases) < 310:
        if r.random() < 0.35:
            name, day = r.choice(ODD)
            z = zone(name)
            t = starts(day + timedelta(days=r.randint(0, 1)), z) + timedelta(seconds=r.choice([-3600, -1800, -61, -1, 0, 1, 59, 1800, 3599, 3600]))
        else:
            name = r.choice(ZONES)
            z = zone(name)
            day = date(1975, 1, 1) + timedelta(days=r.randrange(18200))
            t = starts(day, z) + timedelta(seconds=r.choice([-1, 0, r.randrange(86400)]))
        unit = r.choice(UNITS)
        text, first, after = period(unit, day_of(t, z))
        begin, end = starts(first, z), starts(after, z)
        assert begin <= t < end, (unit, name, t, text)
        cases.append(({"unit": unit, "zone": name, "at": stamp(t)}, {"period": text, "start": stamp(begin), "end": stamp(end)}))
    write("period.of", "The period of a unit that an instant lies in, by the clock of a zone; its text, its first instant and the first instant after it. A date begins at the first instant at which the local date is that date or a later one, so the periods of a unit follow each other without hole or overlap, whatever the clocks do.",
          tool, "every minute around a date is looked at with datetime.astimezone(zone); weeks by date.isocalendar()", cases)

    r = rng("period.bounds")
    cases = []
    for name, day in ODD:
        z = zone(name)
        for k in (-1, 0, 1):
            text, first, after = period("day", day + timedelta(days=k))
            cases.append(({"period": text, "zone": name}, {"start": stamp(starts(first, z)), "end": stamp(starts(after, z)), "days": 1}))
    while len(cases) < 260:
        name, unit = r.choice(ZONES), r.choice(UNITS)
        text, first, after = period(unit, date(1975, 1, 1) + timedelta(days=r.randrange(18200)))
        z = zone(name)
        cases.append(({"period": text, "zone": name}, {"start": stamp(starts(first, z)), "end": stamp(starts(after, z)), "days": (after - first).days}))
    write("period.bounds", "The first instant of a period in a zone, the first instant after it, and how many dates it has. The text says the unit: 2024-03-10, 2024-W07 (ISO 8601), 2024-03, 2024-Q3, 2024-H1, 2024, 2024-03-10-W (a week that begins on another day than Monday), 2024-07-FQ2, 2024-10-FH2, 2024-04-FY (fiscal periods, by their first month). A date that a zone left out begins where it ends.",
          tool, "every minute around a date is looked at with datetime.astimezone(zone)", cases)


if __name__ == "__main__":
    main()
