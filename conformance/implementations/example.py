"""An implementation of some of the functions with Python's standard library, to show how one is checked."""

import math
from fractions import Fraction
from statistics import NormalDist, median

NO_DATA = {"error": "no data"}
OUT_OF_RANGE = {"error": "out of range"}


def z_of(level):
    return NormalDist().inv_cdf((1 + level) / 2)


def p_of(z):
    return math.erfc(abs(z) / math.sqrt(2))


def frac(x):
    x = Fraction(x)
    return f"{x.numerator}/{x.denominator}"


def wilson_limits(h, m, z):
    n = h + m
    root = z * math.sqrt(h * m / n + z * z / 4)
    low = h * h / n / (h + z * z / 2 + root)
    high = 1 - m * m / n / (m + z * z / 2 + root)
    return low, high


def wilson(c):
    if c["hits"] + c["misses"] == 0:
        return NO_DATA
    low, high = wilson_limits(c["hits"], c["misses"], z_of(c["level"]))
    return {"low": 100 * low, "high": 100 * high}


def wald_of(h, m, z):
    n = h + m
    reach = z * math.sqrt(h / n * (m / n) / n)
    return {"low": 100 * max(0, h / n - reach), "high": 100 * min(1, h / n + reach)}


def wald(c):
    return wald_of(c["hits"], c["misses"], z_of(c["level"])) if c["hits"] + c["misses"] else NO_DATA


def agresti_coull(c):
    z = z_of(c["level"])
    return wald_of(c["hits"] + z * z / 2, c["misses"] + z * z / 2, z) if c["hits"] + c["misses"] else NO_DATA


def share(c):
    return frac(Fraction(100 * c["hits"], c["hits"] + c["misses"])) if c["hits"] + c["misses"] else NO_DATA


def compare_shares(c):
    (a, b), (d, e) = ((x["hits"], x["misses"]) for x in (c["a"], c["b"]))
    if a + b == 0 or d + e == 0:
        return NO_DATA
    z, n, m = z_of(c["level"]), a + b, d + e
    p, q = a / n, d / m
    (l, u), (lo, hi) = wilson_limits(a, b, z), wilson_limits(d, e, z)
    r = (a + d) / (n + m)
    t = (p - q) / math.sqrt(r * (1 - r) * (1 / n + 1 / m)) if 0 < a + d < n + m else 0
    return {"estimate": 100 * (p - q), "low": 100 * max(-1, p - q - math.hypot(p - l, hi - q)), "high": 100 * min(1, p - q + math.hypot(u - p, q - lo)),
            "std_err": 100 * math.sqrt(p * (1 - p) / n + q * (1 - q) / m), "statistic": t, "p": p_of(t)}


def nps_score(c):
    n = c["promoters"] + c["passives"] + c["detractors"]
    return frac(Fraction(100 * (c["promoters"] - c["detractors"]), n)) if n else NO_DATA


def nps_ratings(c):
    if any(not 0 <= x <= 10 for x in c["ratings"]):
        return OUT_OF_RANGE
    if not c["ratings"]:
        return NO_DATA
    n, p, d = len(c["ratings"]), sum(x >= 9 for x in c["ratings"]), sum(x <= 6 for x in c["ratings"])
    return {"promoters": p, "passives": n - p - d, "detractors": d, "score": frac(Fraction(100 * (p - d), n)), "mean": frac(Fraction(sum(c["ratings"]), n))}


def nps_wald(add):
    def interval(c):
        p, m, d = c["promoters"], c["passives"], c["detractors"]
        if p + m + d == 0:
            return NO_DATA
        p, m, d = p + add * 3 / 4, m + add * 3 / 2, d + add * 3 / 4
        n = p + m + d
        net = (p - d) / n
        reach = z_of(c["level"]) * math.sqrt(max(0, ((p + d) / n - net * net) / n))
        return {"low": 100 * max(-1, net - reach), "high": 100 * min(1, net + reach)}
    return interval


def csat(c):
    v, low, high = c["ratings"], c["low"], c["high"]
    if any(not low <= x <= high for x in v):
        return OUT_OF_RANGE
    if not v:
        return NO_DATA
    k = 1 if high - low < 3 else 2
    top, bottom = sum(x > high - k for x in v), sum(x < low + k for x in v)
    good, bad = (top, bottom) if c["best"] == "high" else (bottom, top)
    return {"satisfied": good, "score": frac(Fraction(100 * good, len(v))), "mean": frac(Fraction(sum(v), len(v))),
            "median": frac(median(map(Fraction, v))), "net": frac(Fraction(100 * (good - bad), len(v)))}


def ces(c):
    mean = Fraction(sum(c["ratings"]), len(c["ratings"]))
    return {"score": frac(mean), "rescaled": frac((mean - c["low"]) * 100 / (c["high"] - c["low"]))}


def quantile(rank):
    def of(c):
        p, s = Fraction(c["percent"]), sorted(c["values"])
        if not 0 <= p <= 100:
            return OUT_OF_RANGE
        if not s:
            return NO_DATA
        r = min(max(rank(p / 100, len(s)), 1), len(s))
        k = math.floor(r)
        return {"value": s[k - 1] if k == len(s) else s[k - 1] + math.floor((r - k) * (s[k] - s[k - 1]) + Fraction(1, 2))}
    return of


def curve(lifetimes):
    s, hazard = Fraction(1), Fraction(0)
    for time in sorted({t for t, _ in lifetimes}):
        risk, lost = sum(t >= time for t, _ in lifetimes), sum(t == time and d for t, d in lifetimes)
        s, hazard = s * (1 - Fraction(lost, risk)), hazard + Fraction(lost, risk)
        yield time, risk, lost, s


def survival_curve(c):
    rows = list(curve(c["lifetimes"]))
    return {"times": [r[0] for r in rows], "at_risk": [r[1] for r in rows], "lost": [r[2] for r in rows], "survival": [float(r[3]) for r in rows]}


def survival_quantile(c):
    goal = 1 - Fraction(repr(c["share"]))
    return next(({"time": t} for t, _, _, s in curve(c["lifetimes"]) if s <= goal), NO_DATA)


def mann_kendall(c):
    v = c["values"]
    n = len(v)
    cubic = lambda t: t * (t - 1) * (2 * t + 5)
    ties = [v.count(x) for x in set(v)]
    variance = (cubic(n) - sum(map(cubic, ties))) / 18
    if n < 3 or variance == 0:
        return NO_DATA
    s = sum((y > x) - (y < x) for i, x in enumerate(v) for y in v[i + 1:])
    z = (s - (s > 0) + (s < 0)) / math.sqrt(variance)
    pairs = n * (n - 1) / 2
    return {"s": s, "variance": variance, "tau": s / math.sqrt(pairs * (pairs - sum(t * (t - 1) / 2 for t in ties))), "z": z, "p": p_of(z)}


def revenue(c):
    v = {k: Fraction(x) for k, x in c.items()}
    lost, gained = v["contraction"] + v["churned"], v["new"] + v["reactivated"] + v["expansion"]
    over = lambda x: frac(100 * x / v["opening"]) if v["opening"] else None
    return {"closing": frac(v["opening"] + gained - lost), "gross_churn": over(lost), "net_churn": over(lost - v["expansion"]), "grr": over(v["opening"] - lost),
            "nrr": over(v["opening"] + v["expansion"] - lost), "growth": over(gained - lost), "quick_ratio": frac(gained / lost) if lost else None}


FUNCTIONS = {
    "proportion.wilson": wilson, "proportion.wald": wald, "proportion.agresti-coull": agresti_coull, "proportion.score": share, "proportion.compare": compare_shares,
    "nps.score": nps_score, "nps.ratings": nps_ratings, "nps.wald": nps_wald(0), "nps.adjusted-wald": nps_wald(1),
    "csat": csat, "ces": ces,
    "quantile.nearest-rank": quantile(lambda p, n: math.ceil(p * n)), "quantile.type-6": quantile(lambda p, n: p * (n + 1)), "quantile.type-7": quantile(lambda p, n: p * (n - 1) + 1),
    "survival.curve": survival_curve, "survival.quantile": survival_quantile,
    "trend.mann-kendall": mann_kendall, "revenue.rates": revenue,
}
