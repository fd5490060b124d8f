"""What lifelines says, each function as its users would call it. See docs/conformance.md for where it differs."""

import math
import warnings

from lifelines import KaplanMeierFitter, NelsonAalenFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import qth_survival_time, restricted_mean_survival_time

warnings.filterwarnings("ignore")
NO_DATA = {"error": "no data"}


def fit(c, level=0.95):
    return KaplanMeierFitter(alpha=1 - level).fit([t for t, _ in c["lifetimes"]], [d for _, d in c["lifetimes"]])


def curve(c):
    k = fit(c)
    table = k.event_table.iloc[1:]  # the first row is time 0
    return {"times": [int(t) for t in table.index], "at_risk": [int(n) for n in table["at_risk"]], "lost": [int(d) for d in table["observed"]],
            "survival": [float(k.predict(t)) for t in table.index]}


def log_log(c):
    k = fit(c, c["level"])
    i = k.confidence_interval_survival_function_
    row = i[i.index <= c["at"]].iloc[-1]
    return {"low": float(row.iloc[0]), "high": float(row.iloc[1])}


def at(c):
    k = fit(c)
    h = NelsonAalenFitter(nelson_aalen_smoothing=False).fit([t for t, _ in c["lifetimes"]], [d for _, d in c["lifetimes"]])
    return {"survival": float(k.predict(c["at"])), "hazard": float(h.predict(c["at"]))}


def quantile(c):
    t = qth_survival_time(1 - c["share"], fit(c))
    return NO_DATA if math.isinf(t) else {"time": int(t)}


def restricted_mean(c):
    mean, variance = restricted_mean_survival_time(fit(c), t=c["horizon"], return_variance=True)
    return {"mean": float(mean), "std_err": math.sqrt(max(0, float(variance)))}


def log_rank(c):
    rows = [(t, d, i) for i, g in enumerate(c["groups"]) for t, d in g]
    r = multivariate_logrank_test(*zip(*((t, i, d) for t, d, i in rows)))
    return {"statistic": float(r.test_statistic), "p": float(r.p_value)}


FUNCTIONS = {"survival.curve": curve, "survival.at": at, "survival.log-log": log_log, "survival.quantile": quantile,
             "survival.restricted-mean": restricted_mean, "survival.log-rank": log_rank}
