"""Churn: customers and revenue over windows of time, from the definitions, and the rates made of them."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

from mpmath import mp, mpf

from common import MPMATH, NO_DATA, OUT_OF_RANGE, PYTHON, fraction, number, rng, write

BASE = datetime(2024, 1, 1, tzinfo=timezone.utc)


def stamp(day):
    return (BASE + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")


def rates():
    r = rng("revenue.rates")
    cases = []
    while len(cases) < 210:
        amount = lambda top: Fraction(r.randint(0, top * 100), 100) if r.random() < 0.8 else Fraction(0)
        opening = amount(5000)
        v = {"opening": opening, "new": amount(900), "reactivated": amount(200), "expansion": amount(900), "contraction": amount(400), "churned": amount(600)}
        if v["contraction"] + v["churned"] > opening:
            continue
        lost = v["contraction"] + v["churned"]
        gained = v["new"] + v["reactivated"] + v["expansion"]
        over = lambda x: fraction(100 * x / opening) if opening else None
        cases.append(({k: str(Decimal(x.numerator) / Decimal(x.denominator)) for k, x in v.items()},
                      {"closing": fraction(opening + gained - lost), "gross_churn": over(lost), "net_churn": over(lost - v["expansion"]), "grr": over(opening - lost),
                       "nrr": over(opening + v["expansion"] - lost), "growth": over(gained - lost), "quick_ratio": fraction(gained / lost) if lost else None}))
    write("revenue.rates", "Recurring revenue over a window: closing = opening + new + reactivated + expansion - contraction - churned; of opening, in percent: gross_churn 100*(churned + contraction), net_churn 100*(churned + contraction - expansion), grr 100*(opening - contraction - churned), nrr 100*(opening + expansion - contraction - churned), growth 100*(closing - opening); quick_ratio = (new + reactivated + expansion)/(contraction + churned). null is undefined: nothing at the opening, nothing lost.",
          PYTHON, "Fraction", cases)

    r = rng("customers.rates")
    cases = []
    while len(cases) < 210:
        top = r.choice([5, 100, 100000])
        opening, new, back = r.randint(0, top), r.randint(0, top // 2), r.randint(0, top // 4)
        lost, left = r.randint(0, opening), r.randint(0, new + back)
        closing = opening - lost + new + back - left
        ratio = lambda a, b: fraction(Fraction(100 * a) / b) if b else None
        cases.append(({"opening": opening, "new": new, "reactivated": back, "lost": lost, "lost_joined": left},
                      {"closing": closing, "churn": ratio(lost, opening), "retention": ratio(opening - lost, opening), "growth": ratio(closing - opening, opening),
                       "over_average": ratio(2 * (lost + left), opening + closing), "over_opening_and_joined": ratio(lost + left, opening + new + back), "over_closing": ratio(lost + left, closing)}))
    write("customers.rates", "Customers over a window, lost of the opening ones and lost_joined of those who joined in it: churn 100*lost/opening, retention its complement, growth 100*(closing - opening)/opening, and by other denominators 100*(lost + lost_joined) over the mean of opening and closing, over opening + new + reactivated, and over closing. null is undefined.",
          PYTHON, "Fraction", cases)

    r = rng("churn.compound")
    cases = [({"percent": "101", "periods": 12}, OUT_OF_RANGE), ({"percent": "3", "periods": 0}, OUT_OF_RANGE), ({"percent": "3", "periods": 12}, None)]
    while len(cases) < 210:
        cases.append(({"percent": r.choice(["%d" % r.randint(-50, 100), "%.1f" % r.uniform(0, 20), "%.2f" % r.uniform(-5, 100)]), "periods": r.choice([1, 2, 3, 4, 6, 12, 12, 13, 52])}, None))
    done = []
    for given, out in cases:
        if out is None:
            kept = 1 - Fraction(given["percent"]) / 100
            per = 100 * (1 - mp.root(mpf(kept.numerator) / kept.denominator, given["periods"])) if kept else mpf(100)
            # The exact power has up to a thousand digits: its 16 decimal places, rounded half away from zero, say as much.
            x = 100 * (1 - kept ** given["periods"]) * 10 ** 16
            whole = (abs(x) + Fraction(1, 2)).__floor__() * (1 if x >= 0 else -1)
            out = {"compounded": fraction(Fraction(whole, 10 ** 16)), "per_period": number(per)}
        done.append((given, out))
    write("churn.compound", "A rate per period in percent: compounded over so many periods, 100*(1 - (1 - percent/100)^periods), rounded half away from zero to 16 decimal places; and the rate per_period that, compounded over so many, is it: 100*(1 - (1 - percent/100)^(1/periods)). A rate above 100 percent, and no periods, are out of range.",
          MPMATH, "Fraction for the power, mpmath.root for the root", done, 1e-9)


def spans(subscriptions, policy):
    """Customer -> [start, end or None, cents] that count."""
    out = {}
    for s in subscriptions:
        end = s["end"]
        if policy.get("end_at_cancellation") and s["cancelled"] is not None:
            end = min(x for x in (end, max(s["start"], s["cancelled"])) if x is not None)
        if s["trial"] and not policy.get("count_trials") or policy.get("ignore_free") and s["cents"] == 0:
            continue
        if end is None or end > s["start"]:
            out.setdefault(s["customer"], []).append((s["start"], end, s["cents"]))
    return out


def paid(held, at):
    """What the spans that hold at a time (of half-open days) pay, or None where none does."""
    now = [c for a, b, c in held if a <= at and (b is None or at < b)]
    return sum(now) if now else None


def window(customers, start, end, policy):
    """Movements netted per customer: the last instant of the window beside the instant before its first."""
    w = dict.fromkeys(["opening", "new", "reactivated", "lost", "lost_joined"], 0)
    m = dict.fromkeys(["opening", "new", "reactivated", "expansion", "contraction", "churned", "churned_joined"], 0)
    # Instants just before a day: half a day before it is the same, as everything happens at midnight.
    for held in customers.values():
        before, after = paid(held, start - 0.5), paid(held, end - 0.5)
        back = any(a < start for a, _, _ in held) and not policy.get("returns_are_new")
        if before is not None:
            w["opening"] += 1
            m["opening"] += before
            if after is None:
                w["lost"] += 1
                m["churned"] += before
            elif after > before:
                m["expansion"] += after - before
            else:
                m["contraction"] += before - after
            continue
        joined = "reactivated" if back else "new"
        if after is not None:
            w[joined] += 1
            m[joined] += after
            continue
        days = [d for d in range(start, end) if paid(held, d) is not None]
        if days:  # joined and left inside
            last = paid(held, days[-1])
            w[joined] += 1
            w["lost_joined"] += 1
            m[joined] += last
            m["churned_joined"] += last
    return {"customers": w, "mrr": {k: fraction(Fraction(v, 100)) for k, v in m.items()}}


def windows():
    r = rng("churn.windows")
    cases = []
    while len(cases) < 125:
        subscriptions = []
        for c in range(r.randint(1, 4)):
            day = r.randint(-60, 60)
            for _ in range(r.randint(1, 3)):
                end = day + r.choice([0, 5, 20, 30, 45, 60]) if r.random() < 0.75 else None
                cancelled = day + r.randint(-5, 40) if r.random() < 0.25 else None
                subscriptions.append({"customer": "c%d" % c, "start": day, "end": end, "cancelled": cancelled, "trial": r.random() < 0.12, "cents": r.choice([0, 990, 1000, 1990, 4900, 25000])})
                if end is None:
                    break
                day = end + r.choice([0, 0, 3, 15, 40, -4])
        r.shuffle(subscriptions)
        policy = {k: True for k in ("end_at_cancellation", "count_trials", "ignore_free", "returns_are_new") if r.random() < 0.25}
        bounds = [0, 31, 60] if r.random() < 0.5 else sorted(r.sample(range(-20, 90), 2))
        customers = spans(subscriptions, policy)
        given = {"policy": policy, "bounds": [stamp(b) for b in bounds], "subscriptions": [
            {"customer": s["customer"], "start": stamp(s["start"]), **({"end": stamp(s["end"])} if s["end"] is not None else {}), **({"cancelled": stamp(s["cancelled"])} if s["cancelled"] is not None else {}),
             "mrr": "%d.%02d" % divmod(s["cents"], 100), **({"trial": True} if s["trial"] else {})} for s in subscriptions]}
        cases.append((given, {"windows": [window(customers, a, b, policy) for a, b in zip(bounds, bounds[1:])]}))
    write("churn.windows", "Customers and monthly recurring revenue in half-open windows between the bounds, from subscriptions in any order, each a span [start, end) at one price. Movements net per customer: the last instant of the window beside the instant before its first. Who held nothing before and held something earlier is reactivated; who joins and leaves inside one window counts as joined and in lost_joined, with what they last paid. "
          "Policy: end_at_cancellation ends a span at its notice, but not before its start; trials do not count unless count_trials; ignore_free leaves out spans that pay 0; returns_are_new counts who comes back as new.",
          PYTHON, "windows(), day by day", cases)


if __name__ == "__main__":
    rates()
    windows()
