"""Tests of trend and limits of process charts."""

import statistics
from fractions import Fraction

import scipy.stats
from mpmath import mp, mpf

from common import LEVELS, MPMATH, NO_DATA, PYTHON, fraction, limits, number, p_of, rng, write, z_of
from proportions import mp_of


def sign(x):
    return (x > 0) - (x < 0)


def kendall(v):
    n = len(v)
    s = sum(sign(v[j] - v[i]) for i in range(n) for j in range(i + 1, n))
    cubic = lambda t: t * (t - 1) * (2 * t + 5)
    ties = [v.count(x) for x in set(v)]
    variance = Fraction(cubic(n) - sum(map(cubic, ties)), 18)
    return s, variance, sum(t * (t - 1) // 2 for t in ties)


def series(r):
    n = r.randint(3, 24)
    drift = r.choice([0, 0, 1, -2])
    return [r.randint(0, r.choice([6, 60])) + drift * i for i in range(n)]


def main():
    r = rng("trend.mann-kendall")
    cases = [({"values": [1, 2]}, NO_DATA), ({"values": [4, 4, 4]}, NO_DATA)]
    while len(cases) < 208:
        v = series(r)
        s, variance, tied = kendall(v)
        if variance == 0:
            cases.append(({"values": v}, NO_DATA))
            continue
        pairs = len(v) * (len(v) - 1) // 2
        z = (s - sign(s)) / mp.sqrt(mp_of(variance))
        tau = s / mp.sqrt(mpf(pairs) * (pairs - tied))
        assert abs(tau - scipy.stats.kendalltau(range(len(v)), v).statistic) < 1e-9
        cases.append(({"values": v}, {"s": s, "variance": number(variance), "tau": number(tau), "z": number(z), "p": number(p_of(z))}))
    write("trend.mann-kendall", "The Mann-Kendall test of values in order: s is the pairs that rise less the pairs that fall, variance = (n(n-1)(2n+5) - sum of t(t-1)(2t+5) over groups of t equal values)/18, z = (s -+ 1)/sqrt(variance) drawn to 0, tau is Kendall's tau-b, p is two-sided by the normal distribution.",
          MPMATH, "the formulas of the definition; tau checked against scipy.stats.kendalltau", cases, 1e-9)

    r = rng("trend.sen")
    cases = []
    while len(cases) < 205:
        v, level = series(r), r.choice(LEVELS)
        s, variance, _ = kendall(v)
        if variance == 0:
            continue
        n = len(v)
        slopes = sorted(Fraction(v[j] - v[i], j - i) for i in range(n) for j in range(i + 1, n))
        slope = statistics.median(slopes)
        rest = statistics.median([v[i] - slope * i for i in range(n)])
        m, c = len(slopes), z_of(level) * mp.sqrt(mp_of(variance))
        low, high = max(0, int(mp.floor((m - c) / 2)) - 1), min(m - 1, int(mp.ceil((m + c) / 2)))
        assert abs(float(slope) - scipy.stats.theilslopes(v).slope) < 1e-9
        cases.append(({"values": v, "level": level}, {"slope": number(slope), "intercept": number(rest), **limits(slopes[low], slopes[high])}))
    write("trend.sen", "Sen's slope of values at the times 0, 1, 2 and so on: the median of the slopes of all M pairs, with intercept the median of value - slope*time. With C = z*sqrt(the variance of trend.mann-kendall) the interval runs from the slope numbered floor((M-C)/2) to the one numbered ceil((M+C)/2) + 1 in order, at most from the first to the last.",
          MPMATH, "exact slopes; the slope checked against scipy.stats.theilslopes", cases, 1e-9)

    r = rng("trend.cochran-armitage")
    cases = [({"shares": [[1, 2]]}, NO_DATA), ({"shares": [[5, 0], [3, 0]]}, NO_DATA)]
    while len(cases) < 208:
        shares = [[r.randint(0, 40), r.randint(0, 40)] for _ in range(r.randint(2, 9))]
        n = [h + m for h, m in shares]
        total, hits = sum(n), sum(h for h, _ in shares)
        if total == 0 or hits in (0, total):
            continue
        p, mean = Fraction(hits, total), Fraction(sum((i + 1) * x for i, x in enumerate(n)), total)
        cross = sum((h - x * p) * (i + 1 - mean) for i, ((h, _), x) in enumerate(zip(shares, n)))
        square = sum(x * (i + 1 - mean) ** 2 for i, x in enumerate(n))
        if square == 0:
            continue
        z = mp_of(cross) / mp.sqrt(mp_of(p * (1 - p) * square))
        cases.append(({"shares": shares}, {"slope": number(100 * cross / square), "z": number(z), "chi_square": number(z * z), "p": number(p_of(z))}))
    write("trend.cochran-armitage", "The Cochran-Armitage test of shares [hits, misses] with the scores 1, 2, 3 and so on, in the form with N (R's prop.trend.test): z = sum of n_i(p_i - p)(s_i - s) / sqrt(p(1-p) * sum of n_i(s_i - s)^2), two-sided p; slope is in percentage points per score.",
          MPMATH, "the formulas of the definition, with fractions up to the square root", cases, 1e-9)
    charts()


def ranges(z):
    return [abs(a - b) for a, b in zip(z[1:], z)]


def signals(values, centre, lower, upper):
    """Indexes of points beyond a limit or in a run of 8 on one side of the centre; none below 6 points."""
    if len(values) < 6:
        return []
    found = {i for i, v in enumerate(values) if v < lower[i] or v > upper[i]}
    side, start = 0, 0
    for i, v in enumerate(list(values) + [centre]):
        s = sign(v - centre)
        if s != side or s == 0:
            if side and i - start >= 8:
                found |= set(range(start, i))
            side, start = s, i
    return sorted(found)


def clear(values, *lines):
    """Whether no value is so near to a line that rounding decides."""
    return all(abs(v - line[i]) > Fraction(1, 10 ** 9) for line in lines for i, v in enumerate(values))


def charts():
    r = rng("chart.xmr")
    cases = []
    while len(cases) < 205:
        n = r.randint(2, 30)
        shift = r.choice([0, 0, 25])
        v = [r.randint(-30, 70) + (shift if i > n // 2 else 0) + r.choice([0] * 20 + [150]) for i in range(n)]
        centre, mr = Fraction(sum(v), n), Fraction(sum(ranges(v)), n - 1)
        reach = Fraction(266, 100) * mr
        lower, upper = [centre - reach] * n, [centre + reach] * n
        if mr == 0 or not clear(v, [centre] * n, lower, upper):
            continue
        cases.append(({"values": v}, {"centre": number(centre), "range": number(mr), "lower": number(lower[0]), "upper": number(upper[0]), "signals": signals(v, centre, lower, upper)}))
    write("chart.xmr", "An XmR chart of all values: centre their mean, range the mean moving range, limits centre -+ 2.66 * range. signals are the indexes, from 0, of values beyond a limit and of all values of runs of 8 or more on one side of the centre; fewer than 6 values have none.",
          PYTHON, "the formulas of the definition", cases, 1e-9)

    for name, what in (("p", "shares [hits, misses] in percent"), ("u", "rates [count, exposure] per 1")):
        r = rng("chart." + name)
        cases = []
        while len(cases) < 205:
            k = r.choice([3, 5, 6, 7, 9, 12])
            if name == "p":
                rate, spread = r.uniform(0.2, 0.9), r.choice([0, 0.1])
                pairs = []
                for _ in range(k):
                    m, q = r.randint(5, 200), min(1, max(0, rate + r.uniform(-spread, spread)))
                    h = sum(r.random() < q for _ in range(m))
                    pairs.append([h, m - h])
                n = [h + m for h, m in pairs]
                v = [Fraction(100 * h, m) for (h, _), m in zip(pairs, n)]
                total = Fraction(100 * sum(h for h, _ in pairs), sum(n))
                variance, most = total * (100 - total), 100
            else:
                pairs = [[r.randint(0, 30), r.randint(5, 60)] for _ in range(k)]
                n = [e for _, e in pairs]
                v = [Fraction(c, e) for c, e in pairs]
                total = Fraction(sum(c for c, _ in pairs), sum(n))
                variance, most = total, 10 ** 9
            if variance == 0:
                continue
            spread = r.choice(["counting", "laney", "widened"])
            z = [mp_of(x - total) * mp.sqrt(m / mp_of(variance)) for x, m in zip(v, n)]
            sigma_z = sum(ranges(z)) / (k - 1) / mpf("1.128")
            factor = sigma_z if spread == "laney" or spread == "widened" and sigma_z > 1 else mpf(1)
            lower = [max(mpf(0), mp_of(total) - 3 * factor * mp.sqrt(mp_of(variance) / m)) for m in n]
            upper = [min(mpf(most), mp_of(total) + 3 * factor * mp.sqrt(mp_of(variance) / m)) for m in n]
            values = [mp_of(x) for x in v]
            inside = [i for i in range(k) if abs(values[i] - lower[i]) < 1e-9 and lower[i] > 0 or abs(values[i] - upper[i]) < 1e-9 and upper[i] < most or abs(values[i] - mp_of(total)) < 1e-9]
            if inside:
                continue
            cases.append(({"data": pairs, "spread": spread}, {"centre": number(total), "sigma_z": number(sigma_z), "lower": [number(x) for x in lower], "upper": [number(x) for x in upper], "signals": signals(values, mp_of(total), lower, upper)}))
        write("chart." + name, f"A {name} chart of {what}: centre is all of the first over all, limits centre -+ 3*f*sqrt(variance/n), variance centre*(100-centre) of shares and centre of rates, cut off at what there can be. sigma_z is Laney's: the mean moving range of (value - centre)*sqrt(n/variance), over 1.128. f is 1 for counting, sigma_z for laney, the larger of the two for widened. signals as in chart.xmr.",
              MPMATH, "the formulas of the definition", cases, 1e-9)


if __name__ == "__main__":
    main()
