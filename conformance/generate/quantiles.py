"""Quantiles and medians of durations, in whole nanoseconds."""

import math
import statistics
from fractions import Fraction

import numpy
import scipy.stats

from common import LEVELS, NO_DATA, OUT_OF_RANGE, PYTHON, number, rng, write


def half_up(x):
    return math.floor(x + Fraction(1, 2))


def at_rank(s, rank):
    """Between two ranks in proportion, rounded half up."""
    k = math.floor(rank)
    if k < 1:
        return s[0]
    if k >= len(s):
        return s[-1]
    return s[k - 1] + half_up((rank - k) * (s[k] - s[k - 1]))


NEAREST = lambda s, p: s[max(1, math.ceil(p * len(s) / 100)) - 1]
TYPE6 = lambda s, p: at_rank(s, p * (len(s) + 1) / 100)
TYPE7 = lambda s, p: at_rank(s, p * (len(s) - 1) / 100 + 1)


def times(r):
    n = r.choice([1, 2, 3, 4, 5, 7, 10, 12, 20, 25])
    kind = r.randrange(3)
    return [r.randint(0, 9) if kind == 0 else r.randint(1, 100000) if kind == 1 else int(r.lognormvariate(8, 1.5)) for _ in range(n)]


def quantile(name, definition, of, method):
    r = rng(name)
    cases = [({"values": [], "percent": "50"}, NO_DATA), ({"values": [1, 2], "percent": "101"}, OUT_OF_RANGE),
             ({"values": [1, 2], "percent": "-1"}, OUT_OF_RANGE),
             ({"values": list(range(1, 101)), "percent": "7"}, {"value": of(list(range(1, 101)), Fraction(7))})]
    while len(cases) < 210:
        v, p = times(r), r.choice(["0", "1", "5", "7", "10", "12.5", "25", "33.3", "50", "66.6", "75", "90", "95", "99", "99.9", "100"])
        value = of(sorted(v), Fraction(p))
        # By floats the nearest rank can be one off where p/100*n is whole: that is why this is exact.
        other = float(numpy.percentile(v, float(p), method=method))
        assert abs(other - value) <= 0.51 or method == "inverted_cdf", (v, p, value, other)
        cases.append(({"values": v, "percent": p}, {"value": value}))
    write(name, definition, PYTHON, f"ranks by Fraction, checked against numpy {numpy.__version__} percentile(method={method!r})", cases)


def binomial_ranks(n, level):
    """The largest r with 1 - 2 P(B <= r-1) >= level, B binomial(n, 1/2), and that confidence, exactly."""
    best, below = (0, None), 0
    for r in range(1, n // 2 + 1):
        below += math.comb(n, r - 1)
        coverage = 1 - Fraction(2 * below, 2 ** n)
        if coverage < Fraction(level):
            break
        best = (r, coverage)
    return best


def main():
    quantile("quantile.nearest-rank", "The value of rank ceil(percent/100 * n) in order, the smallest for 0 percent. percent is a decimal, and the rank is computed exactly.", NEAREST, "inverted_cdf")
    quantile("quantile.type-6", "Hyndman and Fan's type 6 (Excel's PERCENTILE.EXC, Minitab, SPSS): the rank percent/100 * (n+1), between two values in proportion, rounded half up to a whole number; ranks below 1 and above n are the smallest and the largest.", TYPE6, "weibull")
    quantile("quantile.type-7", "Hyndman and Fan's type 7 (R, NumPy, Excel's PERCENTILE.INC): the rank percent/100 * (n-1) + 1, otherwise as type 6.", TYPE7, "linear")

    r = rng("median")
    cases = [({"values": []}, NO_DATA)]
    while len(cases) < 208:
        v = times(r) + [r.randint(0, 99)]
        cases.append(({"values": v}, {"value": half_up(Fraction(statistics.median_low(v) + statistics.median_high(v), 2))}))
    write("quantile.median", "The middle value, or the mean of the two in the middle, rounded half up to a whole number.", PYTHON, "statistics.median_low and median_high", cases)

    r = rng("median.interval")
    cases = [({"values": [1, 2, 3, 4, 5], "level": 0.95}, NO_DATA)]
    while len(cases) < 208:
        n, level = r.randint(2, 45), r.choice(LEVELS)
        v = [r.randint(1, 10000) for _ in range(n)]
        rank, coverage = binomial_ranks(n, level)
        if rank == 0:
            out = NO_DATA
        else:
            assert abs(float(coverage) - (1 - 2 * scipy.stats.binom.cdf(rank - 1, n, 0.5))) < 1e-12
            out = {"low": sorted(v)[rank - 1], "high": sorted(v)[n - rank], "confidence": number(coverage)}
        cases.append(({"values": v, "level": level}, out))
    write("median.interval", "The distribution-free interval of the median: from the r-th smallest to the r-th largest value, with the largest r for which the confidence 1 - 2 P(B <= r-1), B binomial(n, 1/2), is at least level.",
          PYTHON, "exact binomial sums, checked against scipy.stats.binom.cdf", cases, 1e-9)


if __name__ == "__main__":
    main()
