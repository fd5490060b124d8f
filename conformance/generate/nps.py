"""Net Promoter Scores from the three counts."""

from fractions import Fraction

from mpmath import mp, mpf
from statsmodels.stats.proportion import multinomial_proportions_confint

from common import LEVELS, MPMATH, NO_DATA, PYTHON, fraction, limits, number, p_of, rng, write, z_of
from proportions import wilson


def groups(r):
    kind = r.randrange(5)
    if kind == 0:
        n = r.randint(1, 12)
        return r.choice([(n, 0, 0), (0, n, 0), (0, 0, n)])
    if kind == 1:
        return r.randint(0, 3), r.randint(0, 3), r.randint(1, 4)
    top = [12, 80, 900][kind - 2]
    g = r.randint(0, top), r.randint(0, top), r.randint(0, top)
    return g if sum(g) else (1, 0, 0)


def given(g):
    return {"promoters": g[0], "passives": g[1], "detractors": g[2]}


def moments(p, m, d):
    """Net share and squared standard error."""
    n = p + m + d
    net = mpf(p - d) / n
    return net, (mpf(p + d) / n - net * net) / n


def cut(low, high, most):
    return max(-mpf(most), low), min(mpf(most), high)


def wald(g, z):
    net, e = moments(*g)
    return cut(net - z * mp.sqrt(e), net + z * mp.sqrt(e), 1)


def adjusted(g):
    return g[0] + mpf(3) / 4, g[1] + mpf(3) / 2, g[2] + mpf(3) / 4


def tango(g, z):
    """The limits by bisection of Tango's equation, in its form with square roots (Tango 1998)."""
    b, n, c = g[0], sum(g), g[2]

    def score(x):
        a2, b2, c2 = 2 * n, -b - c + (2 * n - b + c) * x, -c * x * (1 - x)
        q = (mp.sqrt(b2 * b2 - 4 * a2 * c2) - b2) / (2 * a2)
        variance = n * (2 * q + x * (1 - x))
        top = b - c - n * x
        if variance <= mpf(10) ** -70:
            return mp.sign(top) * mp.inf if abs(top) > mpf(10) ** -30 else mpf(0)
        return top / mp.sqrt(variance)

    def solve(goal):
        low, high = mpf(-1), mpf(1)  # score falls
        for _ in range(120):
            middle = (low + high) / 2
            if score(middle) > goal:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    low = mpf(-1) if c == n else solve(z)
    high = mpf(1) if b == n else solve(-z)
    return low, high


def interval_file(name, definition, call, of):
    r = rng(name)
    cases = [({**given((0, 0, 0)), "level": 0.95}, NO_DATA)]
    wanted = [((18, 11, 2), 0.95), ((462, 176, 362), 0.95), ((0, 10, 0), 0.95), ((10, 0, 0), 0.95), ((1, 0, 0), 0.95), ((0, 0, 1), 0.99)]
    while len(wanted) < 214:
        wanted.append((groups(r), r.choice(LEVELS)))
    cases += [({**given(g), "level": level}, of(g, level)) for g, level in wanted]
    write(name, definition, MPMATH, call, cases, 1e-9)


def difference(net, low, high, se, statistic, p):
    low, high = cut(low, high, 2)
    return {"estimate": number(100 * net), **limits(100 * low, 100 * high), "std_err": number(100 * se), "statistic": number(statistic), "p": number(p)}


def compare(a, b, level):
    z = z_of(level)
    (s, e), (t, f) = moments(*a), moments(*b)
    (l, u), (m, v) = tango(a, z), tango(b, z)
    both = tuple(x + y for x, y in zip(a, b))
    net, _ = moments(*both)
    n = sum(both)
    spread = mpf(both[0] + both[2]) / n - net * net
    statistic, p = mpf(0), mpf(1)
    if max(both) < n:
        statistic = (s - t) / mp.sqrt(spread * (mpf(1) / sum(a) + mpf(1) / sum(b)))
        p = p_of(statistic)
    return difference(s - t, s - t - mp.sqrt((s - l) ** 2 + (v - t) ** 2), s - t + mp.sqrt((u - s) ** 2 + (t - m) ** 2), mp.sqrt(e + f), statistic, p)


def compare_wald(a, b, level):
    (s, e), (t, f) = moments(*a), moments(*b)
    se = mp.sqrt(e + f)
    if max(a) == sum(a) and max(b) == sum(b):
        return NO_DATA
    z = z_of(level)
    return difference(s - t, s - t - z * se, s - t + z * se, se, (s - t) / se, p_of((s - t) / se))


def compare_file(name, definition, of):
    r = rng(name)
    cases = [({"a": given((1, 2, 3)), "b": given((0, 0, 0)), "level": 0.95}, NO_DATA)]
    wanted = [((18, 11, 2), (462, 176, 362)), ((10, 0, 0), (10, 0, 0)), ((10, 0, 0), (0, 0, 10)), ((9, 0, 1), (9000, 0, 1000))]
    while len(wanted) < 212:
        wanted.append((groups(r), groups(r)))
    for a, b in wanted:
        level = r.choice(LEVELS)
        cases.append(({"a": given(a), "b": given(b), "level": level}, of(a, b, level)))
    write(name, definition, MPMATH, "the formulas of the definition", cases, 1e-9)


def main():
    r = rng("nps.score")
    cases = [(given((0, 0, 0)), NO_DATA)] + [(given(g), None) for g in [(18, 11, 2), (1, 1, 1), (2, 0, 1), (0, 7, 0), (2**50, 1, 3)]]
    while len(cases) < 215:
        top = 10 ** r.randint(1, 12)
        cases.append((given((r.randint(0, top), r.randint(0, top), r.randint(1, top))), None))
    write("nps.score", "100 * (promoters - detractors) / (promoters + passives + detractors), in points -100..100, exactly.", PYTHON, "Fraction(100*(promoters-detractors), n)",
          [(g, out or fraction(Fraction(100 * (g["promoters"] - g["detractors"]), sum(g.values())))) for g, out in cases])
    ratings()
    interval_file("nps.wald", "The textbook interval of the score, in points: with p and d the shares of promoters and detractors of n, 100 * (p - d -+ z*sqrt((p + d - (p-d)^2)/n)), cut off at -100 and 100.",
                  "the formula of the definition", lambda g, level: limits(*(100 * x for x in wald(g, z_of(level)))))
    interval_file("nps.adjusted-wald", "nps.wald after 3/4 of a promoter, 3/2 of a passive and 3/4 of a detractor were added (Rocks 2016).",
                  "the formula of the definition", lambda g, level: limits(*(100 * x for x in wald(adjusted(g), z_of(level)))))
    interval_file("nps.tango", "The score interval, in points: 100 times the x that Tango's score test (1998) of a difference of paired proportions, promoters as one discordant cell and detractors as the other, does not reject at the level.",
                  "bisection of Tango's equation in its form with square roots, 120 steps", lambda g, level: limits(*(100 * x for x in tango(g, z_of(level)))))

    def goodman(g, level):
        z, n = z_of(1 - (1 - mpf(level)) / 3), sum(g)
        shares = [wilson(h, n - h, z) for h in g]
        # statsmodels' default has the same quantile for two classes and another for three: compare where it is right.
        return {name: limits(100 * low, 100 * high) for name, (low, high) in zip(("promoters", "passives", "detractors"), shares)}

    for g in [(18, 11, 2), (462, 176, 362)]:
        mine = goodman(g, 0.95)
        other = multinomial_proportions_confint(g, alpha=0.05, method="goodman")
        for k, row in zip(("promoters", "passives", "detractors"), other):
            assert abs(mine[k]["low"] - 100 * row[0]) < 1e-6 and abs(mine[k]["high"] - 100 * row[1]) < 1e-6, (g, mine, other)
    interval_file("nps.goodman", "Simultaneous intervals of the three shares, in percent (Goodman 1965): proportion.wilson of each group at the level 1 - (1-level)/3.",
                  "the formula of the definition, two cases checked against statsmodels.stats.proportion.multinomial_proportions_confint(counts, 1-level, method='goodman')", goodman)
    compare_file("nps.compare", "Two independent scores, a minus b, in points: the hybrid score interval s - t - sqrt((s-l)^2 + (v-t)^2) to s - t + sqrt((u-s)^2 + (t-m)^2) of the nps.tango limits (l, u) and (m, v), cut off at -200 and 200; the unpooled standard error; and z = (s - t) / sqrt((p + d - (p-d)^2) * (1/n1 + 1/n2)) with p and d the shares in both groups together, with its two-sided p. Where all of both are in one group statistic is 0 and p is 1.", compare)
    compare_file("nps.compare-wald", "Two independent scores, a minus b, in points: with e the squared standard errors, s - t -+ z*sqrt(e1 + e2), cut off at -200 and 200, and the statistic (s - t)/sqrt(e1 + e2). All of each side in one group is no data.", compare_wald)
    compare_file("nps.compare-adjusted-wald", "nps.compare-wald after 3/4 of a promoter, 3/2 of a passive and 3/4 of a detractor were added to each side.",
                 lambda a, b, level: compare_wald(adjusted(a), adjusted(b), level))


def ratings():
    """Ratings 0..10 to groups, score and mean."""
    r = rng("nps.ratings")
    cases = [({"ratings": []}, NO_DATA), ({"ratings": [11]}, {"error": "out of range"}), ({"ratings": [9, -1]}, {"error": "out of range"})]
    while len(cases) < 208:
        rs = [min(10, max(0, round(r.gauss(r.choice([6, 8, 9]), 2.5)))) for _ in range(r.randint(1, 25))]
        p, d = sum(x >= 9 for x in rs), sum(x <= 6 for x in rs)
        cases.append(({"ratings": rs}, {**given((p, len(rs) - p - d, d)), "score": fraction(Fraction(100 * (p - d), len(rs))), "mean": fraction(Fraction(sum(rs), len(rs)))}))
    write("nps.ratings", "Ratings 0..10: promoters are 9 and 10, passives 7 and 8, detractors 0 to 6; the score in points and the mean rating, both exact. A rating outside 0..10 is out of range.",
          PYTHON, "counting, then Fraction", cases)


if __name__ == "__main__":
    main()
