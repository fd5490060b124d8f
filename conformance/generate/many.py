"""Many comparisons at once, and people who were asked twice."""

import scipy.stats
import statsmodels
from mpmath import mp, mpf
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from common import LEVELS, MPMATH, NO_DATA, limits, number, p_of, rng, write, z_of
from nps import tango


def main():
    r = rng("many.adjust")
    cases = []
    while len(cases) < 205:
        p = [float("%.3g" % (r.random() ** r.choice([1, 4]))) for _ in range(r.randint(1, 8))]
        out = {name: [number(x) for x in multipletests(p, method=method)[1]]
               for name, method in (("holm", "holm"), ("bonferroni", "bonferroni"), ("benjamini-hochberg", "fdr_bh"), ("benjamini-yekutieli", "fdr_by"))}
        cases.append(({"p": p}, out))
    write("many.adjust", "Adjusted p-values, in the order of the given ones. With the n p-values in rising order p(1) to p(n), the i-th adjusted one is, for bonferroni n*p(i), for holm the largest (n-j+1)*p(j) of all j up to i, for benjamini-hochberg the smallest n/j*p(j) of all j from i, for benjamini-yekutieli that times 1 + 1/2 + ... + 1/n; 1 where this is more.",
          ("statsmodels", statsmodels.__version__), "statsmodels.stats.multitest.multipletests(p, method='holm', 'bonferroni', 'fdr_bh', 'fdr_by')", cases, 1e-9)

    r = rng("paired.compare")
    cases = [({"both": 0, "first_only": 0, "second_only": 0, "neither": 0, "level": 0.95}, NO_DATA)]
    while len(cases) < 212:
        top = r.choice([3, 12, 90])
        both, f, s, neither = (r.randint(0, top) for _ in range(4))
        n, level = both + f + s + neither, r.choice(LEVELS)
        if n == 0:
            continue
        low, high = tango((s, both + neither, f), z_of(level))
        net = mpf(s - f) / n
        z = (s - f) / mp.sqrt(s + f) if s + f else mpf(0)
        exact = scipy.stats.binomtest(min(f, s), f + s).pvalue if f + s else 1.0
        if f + s:
            assert abs(mcnemar([[both, f], [s, neither]], exact=False, correction=False).pvalue - p_of(z)) < 1e-9
            assert abs(mcnemar([[both, f], [s, neither]], exact=True).pvalue - exact) < 1e-9
        cases.append(({"both": both, "first_only": f, "second_only": s, "neither": neither, "level": level},
                      {"estimate": number(100 * net), **limits(100 * low, 100 * high), "std_err": number(100 * mp.sqrt((mpf(f + s) / n - net * net) / n)), "statistic": number(z), "p": number(p_of(z)), "exact_p": number(exact)}))
    write("paired.compare", "People asked twice, counted by what they had: the share of the second time minus that of the first, in percentage points. Tango's score interval (1998), the standard error sqrt((f + s)/n - ((s - f)/n)^2)/sqrt(n), McNemar's test without correction z = (s - f)/sqrt(s + f), f had it the first time only and s the second time only, and the two-sided exact_p of f of f + s fair coins. Where nobody changed z is 0 and p is 1.",
          MPMATH, f"bisection of Tango's equation; exact_p by scipy {scipy.__version__} stats.binomtest; both p checked against statsmodels {statsmodels.__version__} mcnemar", cases, 1e-9)


if __name__ == "__main__":
    main()
