"""Dates, instants and opening hours by zoneinfo, from the definitions alone."""

import importlib.metadata
import zoneinfo
from datetime import date, datetime, timedelta, timezone

zoneinfo.reset_tzpath(to=[])  # the zone database of the package tzdata, not that of the machine

UTC = timezone.utc
VERSION = importlib.metadata.version("tzdata")
ZONES = ["UTC", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns", "Europe/London", "Europe/Berlin",
         "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Auckland", "Pacific/Chatham",
         "Pacific/Apia", "Pacific/Kiritimati", "America/Havana"]
# Days on which clocks are changed at or across midnight, or a date is left out.
ODD = [("Pacific/Apia", date(2011, 12, 30)), ("America/Sao_Paulo", date(2015, 10, 18)), ("America/Sao_Paulo", date(2018, 2, 18)),
       ("America/St_Johns", date(2008, 11, 2)), ("America/St_Johns", date(2009, 3, 8)), ("America/Havana", date(2022, 11, 6)),
       ("America/Havana", date(2022, 3, 13)), ("America/New_York", date(2024, 3, 10)), ("America/New_York", date(2024, 11, 3)),
       ("Europe/Berlin", date(2024, 3, 31)), ("Europe/Berlin", date(2024, 10, 27)), ("Australia/Lord_Howe", date(2024, 4, 7)),
       ("Pacific/Chatham", date(2023, 9, 24)), ("Pacific/Kiritimati", date(1994, 12, 31))]


def zone(name):
    return zoneinfo.ZoneInfo(name)


def stamp(t):
    return t.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def starts(day, z):
    """The first instant at which the local date is that day or a later one, found by looking at every minute."""
    t = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=27)
    while t.astimezone(z).date() < day:
        t += timedelta(minutes=1)
    return t


def day_of(t, z):
    """The date whose time it is: the latest that the local clock has shown up to t."""
    day = t.astimezone(z).date()
    minute = t.replace(second=0, microsecond=0)
    return max([day] + [(minute - timedelta(minutes=k)).astimezone(z).date() for k in range(0, 240)])


def instant(wall, z, last):
    """The instant of a reading of the clock: the first or the last of two, and of none the next instant there is."""
    found = []
    for fold in (0, 1):
        t = wall.replace(tzinfo=z, fold=fold).astimezone(UTC)
        if t.astimezone(z).replace(tzinfo=None) == wall:
            found.append(t)
    if found:
        return max(found) if last else min(found)
    t = wall.replace(tzinfo=UTC) - timedelta(hours=27)
    while t.astimezone(z).replace(tzinfo=None) < wall:
        t += timedelta(minutes=1)
    return t
