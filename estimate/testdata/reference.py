"""Reference values for the tests of package estimate, with 30 digits.

    python3 reference.py > reference.json      (mpmath 1.3.0, about ten minutes)

Levels are the float64 ones. The beta distribution is integrated numerically over
the log odds and divided by the beta function from loggamma; limits are found by
Newton's method. Everything else is its definition.
"""
import json
from mpmath import mp, mpf, exp, expm1, log, log1p, sqrt, erfinv, erfc, loggamma, quad, nstr

mp.dps = 30


def exponent(a, b, u):
    return (a + b) * log1p(a / (a + b) * expm1(u)) - a * u


def total(a, b):
    mp.dps += 25  # loggamma(2^64) has 21 digits before the point
    t = exp(loggamma(a) + loggamma(b) - loggamma(a + b) - a * log(a / (a + b)) - b * log(b / (a + b)))
    mp.dps -= 25
    return +t


def outside(a, b, u):
    deviation, base = 1 / sqrt(a * b / (a + b)), exponent(a, b, u)
    points, x = [mpf(0)], deviation / 4
    while exponent(a, b, u + x) - base < 90:
        points.append(x)
        x *= mpf("1.5")
    points.append(x)
    return exp(-base) * quad(lambda v: exp(base - exponent(a, b, u + v)), points) / total(a, b)


def upper(a, b, u):
    mp.dps += 25  # a*u and the logarithm cancel
    p = outside(a, b, u) if u >= 0 else 1 - outside(b, a, -u)
    mp.dps -= 25
    return +p


def upper_quantile(a, b, tail):
    a, b, u = mpf(a), mpf(b), mpf(0)
    deviation = 1 / sqrt(a * b / (a + b))
    while True:
        above = upper(a, b, u)
        step = log(above / tail) * above * total(a, b) * exp(exponent(a, b, u))
        u += step
        if abs(step) < mpf(10) ** -13 * deviation:
            return u


def z(level):
    return sqrt(2) * erfinv(mpf(level))


def clopper_pearson(h, m, level):
    tail, low, high = (1 - mpf(level)) / 2, mpf(0), mpf(1)
    if h > 0:
        low = h / (h + (m + 1) * exp(upper_quantile(m + 1, h, tail)))
    if m > 0:
        high = (h + 1) / (h + 1 + m * exp(-upper_quantile(h + 1, m, tail)))
    return low, high


def wilson(h, m, level):
    k, n = z(level) ** 2, mpf(h + m)
    p = h / n
    half = sqrt(k * (p * (1 - p) / n + k / (4 * n * n)))
    return (p + k / (2 * n) - half) / (1 + k / n), (p + k / (2 * n) + half) / (1 + k / n)


def wald(h, m, level):
    n = mpf(h) + m
    p, half = h / n, z(level) * sqrt(mpf(h) * m / n ** 3)
    return max(p - half, mpf(0)), min(p + half, mpf(1))


def agresti_coull(h, m, level):
    k = z(level) ** 2
    return wald(h + k / 2, m + k / 2, level)


big = 10 ** 12
pairs = [(0, 1), (1, 0), (1, 1), (0, 10), (10, 0), (4, 16), (18, 2), (1, 999), (123, 4567), (5000, 5001),
         (3, big - 3), (big // 2, big // 2), (big - 7, 7), (0, big), (2 ** 63, 2 ** 63), (2 ** 64 - 1, 2 ** 64 - 1),
         (2 ** 64 - 1, 3), (1, 2 ** 64 - 1)]
out = {"proportions": [], "quantiles": [], "p": [], "normal": []}
for h, m in pairs:
    for level in (0.5, 0.95, 0.999999):
        row = {"hits": h, "misses": m, "level": level}
        for name, f in (("wilson", wilson), ("clopperPearson", clopper_pearson), ("agrestiCoull", agresti_coull), ("wald", wald)):
            row[name] = [float(nstr(100 * x, 20)) for x in f(h, m, level)]
        out["proportions"].append(row)
for df in (1, 2, 2.5, 5, 17.73, 30, 1e3, 1e6, 1e12, 2.0 ** 64):
    for level in (0.5, 0.9, 0.95, 0.999999):
        out["quantiles"].append({"df": df, "level": level, "t": float(nstr(exp(upper_quantile(0.5, df / 2, 1 - mpf(level)) / 2), 20))})
    for t in (1e-9, 0.1, 1, 2.5, 7, 30):
        out["p"].append({"df": df, "t": t, "p": float(nstr(upper(mpf(0.5), mpf(df) / 2, 2 * log(mpf(t))), 20))})
for level in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999999):
    out["normal"].append({"level": level, "z": float(nstr(z(level), 20))})
out["normalP"] = [{"z": x, "p": float(nstr(erfc(mpf(x) / sqrt(2)), 20))} for x in (0, 1e-9, 0.1, 0.5, 1, 1.96, 2.5, 3, 5, 8, 20, 37)]
print("{")
print(",\n".join(' "%s": [\n  %s\n ]' % (k, ",\n  ".join(json.dumps(r) for r in v)) for k, v in out.items()))
print("}")
