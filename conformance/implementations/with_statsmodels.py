"""What statsmodels says, each function as its users would call it. See docs/conformance.md for where it differs."""

import math
import warnings

import numpy as np
import statsmodels.api as sm
from statsmodels.stats import proportion as sp
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

warnings.filterwarnings("ignore")
NO_DATA = {"error": "no data"}


def limits(low, high, factor=1):
    return {"low": factor * float(low), "high": factor * float(high)}


def interval(method):
    def of(c):
        n = c["hits"] + c["misses"]
        return limits(*sp.proportion_confint(c["hits"], n, 1 - c["level"], method=method), 100) if n else NO_DATA
    return of


def compare(c):
    (a, n), (b, m) = ((x["hits"], x["hits"] + x["misses"]) for x in (c["a"], c["b"]))
    if n == 0 or m == 0:
        return NO_DATA
    low, high = sp.confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff", alpha=1 - c["level"])
    z, p = sp.proportions_ztest([a, b], [n, m])
    q, r = a / n, b / m
    return {"estimate": 100 * (q - r), **limits(low, high, 100), "std_err": 100 * math.sqrt(q * (1 - q) / n + r * (1 - r) / m), "statistic": float(z), "p": float(p)}


def goodman(c):
    counts = [c["promoters"], c["passives"], c["detractors"]]
    if sum(counts) == 0:
        return NO_DATA
    rows = sp.multinomial_proportions_confint(counts, 1 - c["level"], method="goodman")
    return {k: limits(*row, 100) for k, row in zip(("promoters", "passives", "detractors"), rows)}


def student(c):
    d = DescrStatsW(c["values"])
    return {"mean": float(d.mean), "variance": float(np.var(c["values"], ddof=1)), **limits(*d.tconfint_mean(1 - c["level"]))} if len(c["values"]) > 1 else NO_DATA


def weighted(c):
    values, weights = [v for v, _ in c["values"]], [float(w) for _, w in c["values"]]
    d = DescrStatsW(values, weights)
    return {"mean": float(d.mean), "variance": float(d.var_ddof(1)), "effective_n": sum(weights) ** 2 / sum(w * w for w in weights) if sum(weights) else 0.0,
            **limits(*d.tconfint_mean(1 - c["level"]))}


def welch(c):
    m = CompareMeans(DescrStatsW(c["a"]), DescrStatsW(c["b"]))
    t, p, df = m.ttest_ind(usevar="unequal")
    low, high = m.tconfint_diff(1 - c["level"], usevar="unequal")
    return {"estimate": float(np.mean(c["a"]) - np.mean(c["b"])), **limits(low, high), "std_err": float(m.std_meandiff_separatevar), "statistic": float(t), "df": float(df), "p": float(p)}


def curve(c):
    s = sm.SurvfuncRight([t for t, _ in c["lifetimes"]], [int(d) for _, d in c["lifetimes"]])
    return {"times": [int(t) for t in s.surv_times], "at_risk": [int(n) for n in s.n_risk], "lost": [int(d) for d in s.n_events], "survival": [float(x) for x in s.surv_prob]}


def quantile(c):
    t = sm.SurvfuncRight([t for t, _ in c["lifetimes"]], [int(d) for _, d in c["lifetimes"]]).quantile(c["share"])
    return NO_DATA if np.isnan(t) else {"time": int(t)}


def log_rank(c):
    rows = [(t, int(d), i) for i, g in enumerate(c["groups"]) for t, d in g]
    chi, p = sm.duration.survdiff(*map(np.array, zip(*rows)))
    return {"statistic": float(chi), "p": float(p)}


def armitage(c):
    table = Table(np.array(c["shares"], dtype=float), shift_zeros=False)
    r = table.test_ordinal_association(row_scores=np.arange(1, len(c["shares"]) + 1), col_scores=np.array([1, 0]))
    return {"z": float(r.zscore), "chi_square": float(r.zscore) ** 2, "p": float(r.pvalue)}


def plan(c):
    if "population" in c:
        return {"error": "not implemented"}  # no populations
    return {"responses": math.ceil(sp.samplesize_confint_proportion(c["hits"] / (c["hits"] + c["misses"]), c["margin"] / 100, 1 - c["level"]))}


FUNCTIONS = {
    "proportion.wilson": interval("wilson"), "proportion.clopper-pearson": interval("beta"), "proportion.agresti-coull": interval("agresti_coull"), "proportion.wald": interval("normal"),
    "proportion.compare": compare, "nps.goodman": goodman, "mean.student": student, "mean.compare": welch, "weighted-mean.student": weighted,
    "survival.curve": curve, "survival.quantile": quantile, "survival.log-rank": log_rank, "trend.cochran-armitage": armitage, "plan.proportion": plan,
}
