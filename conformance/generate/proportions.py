"""Shares of hits: their intervals, comparisons and sample sizes."""

from fractions import Fraction

import scipy.stats
from mpmath import mp, mpf
from statsmodels.stats.proportion import proportion_confint

from common import LEVELS, MPMATH, NO_DATA, PYTHON, fraction, limits, number, p_of, rng, write, z_of
from students import VERSION, beta_quantile


def counts(r):
    """Hits and misses: few, many, none of one kind."""
    kind = r.randrange(6)
    if kind == 0:
        n = r.randint(1, 12)
        return (n, 0) if r.random() < 0.5 else (0, n)
    if kind == 1:
        return r.randint(0, 3), r.randint(20, 900)
    if kind == 2:
        return r.randint(20, 900), r.randint(0, 3)
    top = [10, 60, 500][kind - 3]
    hits, misses = r.randint(0, top), r.randint(0, top)
    return (hits, misses) if hits + misses else (1, 0)


def cut(low, high, least, most):
    return max(low, mpf(least)), min(high, mpf(most))


def wilson(hits, misses, z):
    n, p = hits + misses, mpf(hits) / (hits + misses)
    middle = p + z * z / (2 * n)
    reach = z * mp.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)
    return mpf(0) if hits == 0 else low, mpf(1) if misses == 0 else high


def wald(hits, misses, z):
    n, p = hits + misses, mpf(hits) / (hits + misses)
    reach = z * mp.sqrt(p * (1 - p) / n)
    return cut(p - reach, p + reach, 0, 1)


def agresti_coull(hits, misses, z):
    return wald(hits + z * z / 2, misses + z * z / 2, z)


def clopper_pearson(hits, misses, level):
    tail = (1 - mpf(level)) / 2
    low = beta_quantile(tail, hits, misses + 1) if hits else mpf(0)
    high = 1 - beta_quantile(tail, misses, hits + 1) if misses else mpf(1)
    return low, high


def interval_cases(name, of, check):
    r = rng(name)
    cases = [({"hits": 0, "misses": 0, "level": 0.95}, NO_DATA)]
    for hits, misses in [(1, 0), (0, 1), (1, 1), (7, 3), (192, 8), (81, 182), (15, 133), (0, 20), (1, 29)]:
        cases.append((hits, misses, 0.95))
    while len(cases) < 215:
        cases.append((*counts(r), r.choice(LEVELS)))
    done = []
    for case in cases:
        if len(case) == 2:
            done.append(case)
            continue
        hits, misses, level = case
        low, high = of(hits, misses, level)
        other = check(hits, misses, level)
        assert abs(low - other[0]) < 1e-9 and abs(high - other[1]) < 1e-9, (name, case, low, high, other)
        done.append(({"hits": hits, "misses": misses, "level": level}, limits(100 * low, 100 * high)))
    return done


def by_statsmodels(method):
    def check(hits, misses, level):
        low, high = proportion_confint(hits, hits + misses, alpha=1 - level, method=method)
        return max(0, low), min(1, high)
    return check


def pooled(a, b, c, d, difference):
    """z and P of the pooled test of two shares, of which the difference is given."""
    n, m = a + b, c + d
    share = mpf(a + c) / (n + m)
    if share in (0, 1):
        return mpf(0), mpf(1)
    z = difference / mp.sqrt(share * (1 - share) * (mpf(1) / n + mpf(1) / m))
    return z, p_of(z)


def newcombe(a, b, c, d, level):
    z = z_of(level)
    p, q = mpf(a) / (a + b), mpf(c) / (c + d)
    (l, u), (m, v) = wilson(a, b, z), wilson(c, d, z)
    low, high = p - q - mp.sqrt((p - l) ** 2 + (v - q) ** 2), p - q + mp.sqrt((u - p) ** 2 + (q - m) ** 2)
    low, high = cut(low, high, -1, 1)
    statistic, pvalue = pooled(a, b, c, d, p - q)
    se = mp.sqrt(p * (1 - p) / (a + b) + q * (1 - q) / (c + d))
    return {"estimate": number(100 * (p - q)), **limits(100 * low, 100 * high), "std_err": number(100 * se),
            "statistic": number(statistic), "p": number(pvalue)}


def main():
    of_z = lambda f: lambda hits, misses, level: f(hits, misses, z_of(level))
    checked = ", checked against statsmodels.stats.proportion.proportion_confint(hits, n, 1-level, method=%r)"
    write("proportion.wilson", "Wilson's score interval of 100 * hits / (hits + misses), in percent: with n = hits+misses, p = hits/n and z the normal quantile of the two-sided level, 100 * (p + z^2/2n -+ z*sqrt(p*(1-p)/n + z^2/4n^2)) / (1 + z^2/n).",
          MPMATH, "the formula of the definition with z = sqrt(2)*erfinv(level)" + checked % "wilson",
          interval_cases("proportion.wilson", of_z(wilson), by_statsmodels("wilson")), 1e-9)
    write("proportion.agresti-coull", "The interval of Agresti and Coull, in percent: with m = hits+misses+z^2 and q = (hits+z^2/2)/m, 100 * (q -+ z*sqrt(q*(1-q)/m)), cut off at 0 and 100.",
          MPMATH, "the formula of the definition" + checked % "agresti_coull",
          interval_cases("proportion.agresti-coull", of_z(agresti_coull), by_statsmodels("agresti_coull")), 1e-9)
    write("proportion.wald", "The textbook interval, in percent: 100 * (p -+ z*sqrt(p*(1-p)/n)), cut off at 0 and 100.",
          MPMATH, "the formula of the definition" + checked % "normal",
          interval_cases("proportion.wald", of_z(wald), by_statsmodels("normal")), 1e-9)

    def exact(hits, misses, level):
        i = scipy.stats.binomtest(hits, hits + misses).proportion_ci(level, method="exact")
        return i.low, i.high
    write("proportion.clopper-pearson", "The exact interval of Clopper and Pearson, in percent: 100 times the quantiles of Beta(hits, misses+1) at (1-level)/2 and of Beta(hits+1, misses) at (1+level)/2; 0 for no hits, 100 for no misses.",
          ("mpmath, scipy", VERSION), "scipy.stats.beta.ppf, refined by Newton's method with mpmath.betainc at 40 digits, checked against scipy.stats.binomtest(hits, n).proportion_ci(level, method='exact')",
          interval_cases("proportion.clopper-pearson", clopper_pearson, exact), 1e-9)

    r = rng("proportion.compare")
    cases = [({"a": {"hits": 56, "misses": 14}, "b": {"hits": 48, "misses": 32}, "level": 0.95}),
             ({"a": {"hits": 5, "misses": 0}, "b": {"hits": 7, "misses": 0}, "level": 0.95}),
             ({"a": {"hits": 10, "misses": 0}, "b": {"hits": 0, "misses": 20}, "level": 0.95})]
    while len(cases) < 215:
        (a, b), (c, d) = counts(r), counts(r)
        cases.append({"a": {"hits": a, "misses": b}, "b": {"hits": c, "misses": d}, "level": r.choice(LEVELS)})
    done = [({"a": {"hits": 1, "misses": 2}, "b": {"hits": 0, "misses": 0}, "level": 0.95}, NO_DATA)]
    done += [(c, newcombe(c["a"]["hits"], c["a"]["misses"], c["b"]["hits"], c["b"]["misses"], c["level"])) for c in cases]
    write("proportion.compare", "Two independent shares, a minus b, in percentage points: Newcombe's hybrid score interval (1998, method 10) of the Wilson limits, the unpooled standard error sqrt(p*(1-p)/n1 + q*(1-q)/n2), and the pooled z test with its two-sided p. Where both shares are 0, or both 1, statistic is 0 and p is 1.",
          MPMATH, "the formulas of the definition", done, 1e-9)

    write("proportion.score", "100 * hits / (hits + misses), in percent, exactly.", PYTHON, "Fraction(100*hits, hits+misses)",
          [({"hits": 0, "misses": 0}, NO_DATA)] + [({"hits": h, "misses": m}, fraction(Fraction(100 * h, h + m))) for h, m in big_counts()])
    weighted()
    plans()


def big_counts():
    r = rng("proportion.score")
    out = [(1, 2), (1, 0), (0, 1), (2, 1), (2**40, 3), (2**50, 2**50 + 1)]
    while len(out) < 220:
        top = 10 ** r.randint(1, 12)
        h, m = r.randint(0, top), r.randint(0, top)
        if h + m:
            out.append((h, m))
    return out


def weights(r, n):
    """Decimal weights as texts; now and then all alike."""
    if r.random() < 0.15:
        return [r.choice(["1", "0.5", "2.25"])] * n
    return [r.choice(["0.25", "0.5", "0.8", "1", "1", "1.2", "1.5", "2", "2.75", "3.125", "4"]) for _ in range(n)]


def effective(responses):
    """The effective hits and misses of [weight, hit] pairs, or None where the weights sum to 0."""
    total = sum(Fraction(w) for w, _ in responses)
    if total == 0:
        return None
    hits = sum(Fraction(w) for w, hit in responses if hit)
    n = total * total / sum(Fraction(w) ** 2 for w, _ in responses)
    share = hits / total
    return share, n, share * n, n - share * n


def mp_of(x):
    return mpf(x.numerator) / x.denominator


def responses(r):
    n = r.randint(1, 8)
    return [[w, r.random() < 0.6] for w in weights(r, n)]


def weighted():
    r = rng("weighted-proportion.wilson")
    cases = [({"responses": [], "level": 0.95}, NO_DATA), ({"responses": [["0", True], ["0", False]], "level": 0.95}, NO_DATA)]
    while len(cases) < 205:
        given = {"responses": responses(r), "level": r.choice(LEVELS)}
        share, n, h, m = effective(given["responses"])
        low, high = wilson(mp_of(h), mp_of(m), z_of(given["level"]))
        cases.append((given, {"score": fraction(100 * share), "effective_n": fraction(n), **limits(100 * low, 100 * high)}))
    write("weighted-proportion.wilson", "The share of weighted responses [weight, hit]: score is 100 * (weights of the hits) / (all weights) and effective_n is Kish's (sum of weights)^2 / (sum of squared weights), both exact; the limits are those of proportion.wilson with the weighted share as p and effective_n as n.",
          MPMATH, "Fractions for score and effective_n, then the formula of proportion.wilson", cases, 1e-9)
    r = rng("weighted-proportion.compare")
    cases = []
    while len(cases) < 205:
        a, b = responses(r), responses(r)
        level = r.choice(LEVELS)
        (sa, _, ha, ma), (sb, _, hb, mb) = effective(a), effective(b)
        cases.append(({"a": a, "b": b, "level": level}, newcombe(mp_of(ha), mp_of(ma), mp_of(hb), mp_of(mb), level)))
    write("weighted-proportion.compare", "Two independent shares of weighted responses, a minus b: proportion.compare with the effective numbers of hits and misses, share * effective_n and (1 - share) * effective_n.",
          MPMATH, "Fractions for the effective numbers, then the formulas of proportion.compare", cases, 1e-9)


def plans():
    r = rng("plan.proportion")
    cases = []
    while len(cases) < 220:
        hits, misses, level = r.randint(1, 99), r.randint(1, 99), r.choice(LEVELS)
        margin = r.choice([0.5, 1, 2, 2.5, 3, 4, 5, 7.5, 10])
        population = r.choice([None, None, 50, 400, 1000, 12345])
        deviation = 100 * mp.sqrt(mpf(hits) * misses) / (hits + misses)
        ideal = (z_of(level) * deviation / mpf(margin)) ** 2
        if population is not None:
            # n with ideal/n * (N-n)/(N-1) <= 1
            ideal = mpf(population) * ideal / (population - 1 + ideal)
        n = int(mp.ceil(ideal))
        assert min(abs(ideal - n), abs(ideal - n + 1)) > 1e-6 or n == population
        given = {"hits": hits, "misses": misses, "level": level, "margin": margin}
        if population is not None:
            given["population"] = population
        cases.append((given, {"responses": n}))
    write("plan.proportion", "The fewest responses whose margin z * sqrt(p*(1-p)/n) * 100, p = hits/(hits+misses), does not exceed the margin in percentage points; in a population of N the margin is smaller by the factor sqrt((N-n)/(N-1)).",
          MPMATH, "n = ceil((z*s/margin)^2), in a population ceil(N*i/(N-1+i)) of that i before rounding", cases)


if __name__ == "__main__":
    main()
