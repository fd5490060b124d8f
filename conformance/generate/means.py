"""Means of whole numbers, with and without weights: Student's interval and Welch's test."""

from fractions import Fraction

import scipy.stats
from mpmath import mp, mpf

from common import LEVELS, NO_DATA, fraction, limits, number, rng, write
from proportions import mp_of, weights
from students import VERSION, t_cdf_tail, t_quantile

TOOL = ("mpmath, scipy", VERSION)
CALL = "Fractions for mean and variance; quantile and p of Student's distribution by scipy.stats.t, refined with mpmath.betainc at 40 digits"


def sample(values):
    """n, mean and unbiased variance of plain values."""
    n = len(values)
    mean = Fraction(sum(values), n)
    return mean, sum((x - mean) ** 2 for x in values) / (n - 1) if n > 1 else None, Fraction(n)


def weighted(pairs):
    """Mean, variance W/(W^2-W2) * sum w(x-mean)^2, and Kish's n of [value, weight] pairs."""
    ws = [Fraction(w) for _, w in pairs]
    total, squares = sum(ws), sum(w * w for w in ws)
    if total == 0:
        return None
    mean = sum(w * x for w, (x, _) in zip(ws, pairs)) / total
    rest = total * total - squares
    variance = total / rest * sum(w * (x - mean) ** 2 for w, (x, _) in zip(ws, pairs)) if rest else None
    return mean, variance, total * total / squares


def student(moments, level, bounds=None):
    mean, variance, n = moments
    if variance is None or variance == 0 or n < 2:
        return NO_DATA
    reach = t_quantile(level, mp_of(n - 1)) * mp.sqrt(mp_of(variance / n))
    low, high = mp_of(mean) - reach, mp_of(mean) + reach
    if bounds:
        low, high = max(low, mpf(bounds[0])), min(high, mpf(bounds[1]))
    return {"mean": fraction(mean), "variance": fraction(variance), **limits(low, high)}


def welch(a, b, level):
    (m1, v1, n1), (m2, v2, n2) = a, b
    if v1 is None or v2 is None or n1 < 2 or n2 < 2 or v1 + v2 == 0:
        return NO_DATA
    e1, e2 = v1 / n1, v2 / n2
    df = (e1 + e2) ** 2 / (e1 ** 2 / (n1 - 1) + e2 ** 2 / (n2 - 1))
    se = mp.sqrt(mp_of(e1 + e2))
    t = mp_of(m1 - m2) / se
    reach = t_quantile(level, mp_of(df)) * se
    d = mp_of(m1 - m2)
    return {"estimate": number(d), **limits(d - reach, d + reach), "std_err": number(se), "statistic": number(t),
            "df": number(mp_of(df)), "p": number(t_cdf_tail(t, mp_of(df)))}


def values(r):
    kind = r.randrange(4)
    if kind == 0:
        return [r.randint(1, 5) for _ in range(r.randint(2, 9))]
    if kind == 1:
        return [r.randint(0, 10) for _ in range(r.randint(2, 25))]
    if kind == 2:
        return [10 ** 9 + r.randint(-40, 40) for _ in range(r.randint(2, 8))]
    return [int(r.lognormvariate(7, 1.5)) for _ in range(r.randint(2, 12))]


def main():
    r = rng("mean.student")
    cases = [({"values": v, "level": 0.95}, student(sample(v), 0.95)) for v in [[5], [4, 4, 4], [5, 5, 4], [1, 2]]]
    while len(cases) < 210:
        v, level = values(r), r.choice(LEVELS)
        out = student(sample(v), level)
        if "low" in out:
            low, high = scipy.stats.ttest_1samp(v, 0).confidence_interval(level)
            assert abs(low - out["low"]) < 1e-6 * (1 + abs(low)) and abs(high - out["high"]) < 1e-6 * (1 + abs(high))
        cases.append(({"values": v, "level": level}, out))
    write("mean.student", "The mean of whole numbers, the unbiased variance (both exact), and Student's interval mean -+ t*sqrt(variance/n), t the quantile with n-1 degrees of freedom. Fewer than two values, or no spread, have no interval.",
          TOOL, CALL + ", checked against scipy.stats.ttest_1samp(values, 0).confidence_interval(level)", cases, 1e-9)

    r = rng("mean.bounded")
    cases = []
    while len(cases) < 205:
        low, high = r.choice([(1, 5), (1, 7), (0, 10), (1, 10)])
        v, level = [r.randint(r.choice([low, high - 1]), high) for _ in range(r.randint(2, 12))], r.choice(LEVELS)
        cases.append(({"values": v, "low": low, "high": high, "level": level}, student(sample(v), level, (low, high))))
    write("mean.bounded", "mean.student of values that lie between low and high, cut off at these.", TOOL, CALL, cases, 1e-9)

    r = rng("mean.compare")
    cases = [({"a": [1, 2], "b": [3], "level": 0.95}, NO_DATA), ({"a": [2, 2], "b": [3, 3], "level": 0.95}, NO_DATA)]
    while len(cases) < 207:
        kind = r.randrange(3)
        if kind == 0:
            a, b = values(r), values(r)
        elif kind == 1:
            a, b = [r.randint(1, 7) for _ in range(r.randint(2, 15))], [r.randint(1, 7) for _ in range(r.randint(2, 15))]
        else:
            a, b = [10 ** 12 + r.randint(0, 90) for _ in range(6)], [10 ** 12 + r.randint(0, 70) for _ in range(5)]
        level = r.choice(LEVELS)
        out = welch(sample(a), sample(b), level)
        if "low" in out and kind == 1:
            test = scipy.stats.ttest_ind(a, b, equal_var=False)
            i = test.confidence_interval(level)
            assert abs(test.pvalue - out["p"]) < 1e-9 and abs(i.low - out["low"]) < 1e-7, (a, b, out, test)
        cases.append(({"a": a, "b": b, "level": level}, out))
    write("mean.compare", "Two independent means, a minus b, by Welch's test: with e = variance/n, t = (m1 - m2)/sqrt(e1 + e2), df = (e1 + e2)^2 / (e1^2/(n1-1) + e2^2/(n2-1)), the interval m1 - m2 -+ quantile(t, df)*sqrt(e1 + e2) and the two-sided p.",
          TOOL, CALL + ", checked against scipy.stats.ttest_ind(a, b, equal_var=False)", cases, 1e-9)

    r = rng("weighted-mean.student")
    def pairs():
        n = r.randint(2, 7)
        return [[r.randint(0, 10), w] for w in weights(r, n)]
    cases = [({"values": [[3, "1"]], "level": 0.95}, NO_DATA), ({"values": [[3, "0"], [4, "0"]], "level": 0.95}, NO_DATA),
             ({"values": [[3, "1"], [4, "100"]], "level": 0.95}, NO_DATA)]
    while len(cases) < 208:
        v, level = pairs(), r.choice(LEVELS)
        out = student(weighted(v), level)
        if "mean" in out:
            out = {"effective_n": fraction(weighted(v)[2]), **out}
        cases.append(({"values": v, "level": level}, out))
    write("weighted-mean.student", "The mean of weighted values [value, weight]: with W the sum of the weights and W2 that of their squares, variance = W/(W^2 - W2) * sum of weight*(value - mean)^2 and effective_n = W^2/W2 (Kish), all exact; the interval is mean -+ t*sqrt(variance/effective_n) with effective_n - 1 degrees of freedom. An effective_n below 2, or no spread, has no interval.",
          TOOL, CALL, cases, 1e-9)
    r = rng("weighted-mean.compare")
    cases = []
    while len(cases) < 205:
        a, b, level = pairs(), pairs(), r.choice(LEVELS)
        cases.append(({"a": a, "b": b, "level": level}, welch(weighted(a), weighted(b), level)))
    write("weighted-mean.compare", "mean.compare of weighted values, with variance and effective_n of weighted-mean.student.", TOOL, CALL, cases, 1e-9)


if __name__ == "__main__":
    main()
