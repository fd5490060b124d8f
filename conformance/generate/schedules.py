"""Business hours: the open time between two instants, and due times."""

from datetime import date, datetime, time, timedelta

from calendar_rules import ODD, UTC, VERSION, ZONES, instant, stamp, zone
from common import NO_DATA, rng, write

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def clock(text):
    h, m = map(int, text.split(":"))
    return timedelta(hours=h, minutes=m)


def opened(hours, first, last):
    """The open times of the dates first to last, joined where they touch or overlap."""
    z, spans = zone(hours["zone"]), []
    day = first
    while day <= last:
        shifts = hours["week"].get(DAYS[day.weekday()], [])
        if day.isoformat() in hours.get("holidays", []):
            shifts = []
        shifts = hours.get("dates", {}).get(day.isoformat(), shifts)
        for shift in shifts:
            a, b = map(clock, shift.split("-"))
            midnight = datetime.combine(day, time())
            begin = instant(midnight + a, z, last=False)
            end = instant(midnight + (b if b > a else b + timedelta(days=1)), z, last=True)
            if begin < end:
                spans.append((begin, end))
        day += timedelta(days=1)
    joined = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def elapsed(hours, start, end):
    spans = opened(hours, start.date() - timedelta(days=3), end.date() + timedelta(days=3))
    return sum(int((min(b, end) - max(a, start)).total_seconds()) for a, b in spans if min(b, end) > max(a, start))


def due(hours, start, seconds):
    if seconds == 0:
        return start
    left = timedelta(seconds=seconds)
    for a, b in opened(hours, start.date() - timedelta(days=3), start.date() + timedelta(days=70)):
        a = max(a, start)
        if b > a:
            if b - a >= left:
                return a + left
            left -= b - a
    return None


def plan(r):
    kind = r.randrange(6)
    week = {
        0: {d: ["09:00-17:00"] for d in DAYS[:5]},
        1: {d: ["08:30-12:00", "13:00-17:30"] for d in DAYS[:5]},
        2: {d: ["00:00-24:00"] for d in DAYS},
        3: {d: ["22:00-06:00"] for d in DAYS[:6]},
        4: {"saturday": ["00:30-03:15"], "sunday": ["01:30-02:30", "04:00-24:00"], "monday": ["00:00-02:00"]},
        5: {"tuesday": ["10:00-11:00"], "friday": ["23:00-01:30"], "saturday": ["00:00-24:00"]},
    }[kind]
    return {"week": week}


def case(r):
    hours = plan(r)
    if r.random() < 0.55:
        name, day = r.choice(ODD)
    else:
        name, day = r.choice(ZONES), date(2001, 1, 1) + timedelta(days=r.randrange(8700))
    hours = {"zone": name, **hours}
    if r.random() < 0.4:
        hours["holidays"] = [(day + timedelta(days=r.randint(0, 3))).isoformat()]
    if r.random() < 0.3:
        hours["dates"] = {(day + timedelta(days=r.randint(0, 3))).isoformat(): [r.choice(["10:00-14:00", "02:00-03:00", "20:00-04:00"])]}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=r.randint(-30, 20), seconds=r.choice([0, 1800, 59, r.randrange(3600)]))
    return hours, start


def main():
    tool = ("Python zoneinfo, tzdata", f"{__import__('platform').python_version()}, tzdata {VERSION}")
    what = "Hours are shifts by weekday in a zone, other shifts on single dates (which win), and holidays without shifts. A shift whose close is not after its open ends on the next day and belongs to the day on which it opens. An opening that the clock shows twice is the first, a closing the last, and one that is skipped is the next instant there is; what overlaps is open once."
    r = rng("schedule.elapsed")
    cases = []
    while len(cases) < 204:
        hours, start = case(r)
        end = start + timedelta(seconds=r.choice([0, r.randrange(4000), r.randrange(40000), r.randrange(700000)]))
        cases.append(({"hours": hours, "from": stamp(start), "to": stamp(end)}, {"seconds": elapsed(hours, start, end)}))
    write("schedule.elapsed", "The open time between two instants, in seconds. " + what, tool, "shifts to instants by datetime(fold=0 and 1).astimezone, joined, and cut to the two instants", cases)
    r = rng("schedule.add")
    cases = [({"hours": {"zone": "UTC", "week": {}}, "from": "2024-01-01T00:00:00Z", "seconds": 1}, NO_DATA)]
    while len(cases) < 204:
        hours, start = case(r)
        seconds = r.choice([0, 1, 3600, 7200, 14400, 28800, r.randrange(100000)])
        cases.append(({"hours": hours, "from": stamp(start), "seconds": seconds}, {"due": stamp(due(hours, start, seconds))}))
    write("schedule.add", "The due time: the first instant, not before from, up to which the schedule has been open for so many seconds since from. A due time that falls on a closing is that closing; after no seconds it is from itself. " + what,
          tool, "shifts to instants by datetime(fold=0 and 1).astimezone, joined, and walked", cases)


if __name__ == "__main__":
    main()
