"""What SciPy and NumPy say, each function as their users would call it. See docs/conformance.md for where they differ."""

import warnings
from decimal import Decimal

import numpy
import scipy.stats as st

warnings.filterwarnings("ignore")
NO_DATA = {"error": "no data"}


def limits(low, high, factor=1):
    return {"low": factor * float(low), "high": factor * float(high)}


def binomial(method):
    def of(c):
        if c["hits"] + c["misses"] == 0:
            return NO_DATA
        i = st.binomtest(c["hits"], c["hits"] + c["misses"]).proportion_ci(c["level"], method=method)
        return limits(i.low, i.high, 100)
    return of


def student(c):
    v = c["values"]
    i = st.ttest_1samp(v, 0).confidence_interval(c["level"]) if len(v) > 1 else None
    if i is None:
        return NO_DATA
    out = {"mean": float(numpy.mean(v)), "variance": float(numpy.var(v, ddof=1)), **limits(i.low, i.high)}
    return out


def welch(c):
    a, b = c["a"], c["b"]
    t = st.ttest_ind(a, b, equal_var=False)
    i = t.confidence_interval(c["level"])
    d = float(numpy.mean(a) - numpy.mean(b))
    return {"estimate": d, **limits(i.low, i.high), "std_err": d / float(t.statistic) if t.statistic else float("nan"), "statistic": float(t.statistic), "df": float(t.df), "p": float(t.pvalue)}


def percentile(method):
    def of(c):
        if not c["values"]:
            return NO_DATA
        try:
            x = numpy.percentile(c["values"], float(c["percent"]), method=method)
        except ValueError:
            return {"error": "out of range"}
        return {"value": int(Decimal(float(x)).quantize(Decimal(1), "ROUND_HALF_UP"))}
    return of


def median_interval(c):
    v = c["values"]
    i = st.quantile_test(v, q=0, p=0.5).confidence_interval(c["level"])
    if numpy.isnan(i.low) or numpy.isnan(i.high):
        return NO_DATA
    return {"low": int(i.low), "high": int(i.high)}


def censored(lifetimes):
    return st.CensoredData(uncensored=[t for t, lost in lifetimes if lost], right=[t for t, lost in lifetimes if not lost])


def survival(method):
    def of(c):
        e = st.ecdf(censored(c["lifetimes"])).sf
        low, high = e.confidence_interval(c["level"], method=method)
        return limits(low.evaluate(c["at"]), high.evaluate(c["at"]))
    return of


def log_rank(c):
    if len(c["groups"]) != 2:
        return {"error": "not implemented"}  # two groups only
    r = st.logrank(*(censored(g) for g in c["groups"]))
    return {"statistic": float(r.statistic) ** 2, "p": float(r.pvalue)}


def kendall(c):
    v = c["values"]
    if len(v) < 3:
        return NO_DATA
    r = st.kendalltau(range(len(v)), v, method="asymptotic")
    return {"tau": float(r.statistic), "p": float(r.pvalue)}


def sen(c):
    r = st.theilslopes(c["values"], alpha=c["level"])
    return {"slope": float(r.slope), "intercept": float(r.intercept), **limits(r.low_slope, r.high_slope)}


FUNCTIONS = {
    "proportion.wilson": binomial("wilson"), "proportion.clopper-pearson": binomial("exact"),
    "mean.student": student, "mean.compare": welch,
    "quantile.nearest-rank": percentile("inverted_cdf"), "quantile.type-6": percentile("weibull"), "quantile.type-7": percentile("linear"),
    "median.interval": median_interval, "survival.plain": survival("linear"), "survival.log-log": survival("log-log"),
    "survival.log-rank": log_rank, "trend.mann-kendall": kendall, "trend.sen": sen,
}
