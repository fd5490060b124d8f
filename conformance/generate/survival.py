"""Survival curves, their intervals and the log-rank test: by R's package survival."""

import pathlib
import subprocess
from fractions import Fraction

from common import LEVELS, NO_DATA, PYTHON, limits, number, rng, write


def rows(r, groups=1):
    n = r.randint(3, 16)
    top = r.choice([8, 30, 400])
    return [[r.randint(1, top), int(r.random() < 0.65), 1 + i % groups] for i in range(n)]


def ask(problems):
    """What R says of (level, rows, at, horizon) each."""
    lines = "".join(f"{level};{' '.join(','.join(map(str, row)) for row in rs)};{at};{horizon}\n" for level, rs, at, horizon in problems)
    script = pathlib.Path(__file__).with_name("survival.R")
    text = subprocess.run(["Rscript", str(script)], input=lines, text=True, stdout=subprocess.PIPE, check=True).stdout
    out = []
    for line in text.splitlines():
        out.append([[float("nan") if x in ("NA", "NaN") else float(x) for x in part.split(",")] if part else [] for part in line.split(";")])
    assert len(out) == len(problems)
    return out


def version():
    return subprocess.run(["Rscript", "-e", "cat(paste0('R ', getRversion(), ', survival ', packageVersion('survival')))"], text=True, capture_output=True, check=True).stdout


def lifetimes(rs):
    return [[t, bool(lost)] for t, lost, _ in rs]


def curve(rs):
    """The product-limit curve: (time, survival) with exact fractions."""
    s, out = Fraction(1), []
    for time in sorted({t for t, _, _ in rs}):
        risk, lost = sum(t >= time for t, _, _ in rs), sum(t == time and d for t, d, _ in rs)
        s *= 1 - Fraction(lost, risk)
        out.append((time, s))
    return out


def main():
    tool = ("R, package survival", version())
    r = rng("survival")
    problems = []
    while len(problems) < 420:
        rs = rows(r)
        top = max(t for t, _, _ in rs)
        at = r.randint(1, top)
        known = [s for t, s in curve(rs) if t <= at]
        s = known[-1] if known else Fraction(1)
        if s in (0, 1) and r.random() < 0.9:
            continue
        problems.append((r.choice(LEVELS), rs, at, r.randint(min(t for t, _, _ in rs), top)))
    answers = ask(problems)
    plain, log, loglog, points, means, hazards = [], [], [], [], [], []
    for i, ((level, rs, at, horizon), (at_values, times, risk, events, surv, _, rmean)) in enumerate(zip(problems, answers)):
        given = {"lifetimes": lifetimes(rs), "at": at}
        s = ([Fraction(1)] + [s for t, s in curve(rs) if t <= at])[-1]
        assert abs(float(s) - at_values[0]) < 1e-12
        for k, cases in enumerate((plain, log, loglog)):
            low, high = at_values[6 * k + 2], at_values[6 * k + 3]
            if s == 0:
                cases.append(({**given, "level": level}, NO_DATA))
            else:
                cases.append(({**given, "level": level}, limits(1, 1) if s == 1 else limits(max(0, low), min(1, high))))
        if i < 205:
            points.append(({"lifetimes": lifetimes(rs)}, {"times": [int(t) for t in times], "at_risk": [int(n) for n in risk], "lost": [int(d) for d in events], "survival": [number(x) for x in surv]}))
            means.append(({"lifetimes": lifetimes(rs), "horizon": horizon}, {"mean": number(rmean[0]), "std_err": number(rmean[1])}))
            hazards.append((given, {"survival": number(s), "std_err": None if s == 0 else number(at_values[1]), "hazard": number(at_values[4]), "hazard_std_err": number(at_values[5])}))
    kaplan = "Kaplan-Meier's curve S of lifetimes [time, lost], lost false where the customer was still there: the product over times u <= t of 1 - lost(u)/at_risk(u), who was censored at u being at risk at u"
    write("survival.curve", kaplan + ". Every time at which somebody was lost or censored, with those at risk just before, those lost, and S from then on.", tool, "survfit(Surv(time, lost) ~ 1)", points, 1e-9)
    write("survival.at", kaplan + "; std_err by Greenwood's formula (none where S is 0), and the cumulative hazard by Nelson and Aalen, the sum of lost/at_risk, with std_err the square root of the sum of lost/at_risk^2.", tool, "summary(survfit(Surv(time, lost) ~ 1), times = at): surv, std.err, cumhaz, std.chaz", hazards, 1e-9)
    for name, cases in (("plain", plain), ("log", log), ("log-log", loglog)):
        what = {"plain": "S -+ z*std_err, cut off at 0 and 1", "log": "S * exp(-+ z*std_err/S), cut off at 1", "log-log": "S^exp(-+ z*std_err/(S*log S))"}[name]
        write("survival." + name, f"The interval of S(at), {kaplan}: {what}; from 1 to 1 where S is 1, none where S is 0.", tool, f"survfit(Surv(time, lost) ~ 1, conf.int = level, conf.type = '{name}')", cases[:205], 1e-9)
    write("survival.restricted-mean", "The area under S up to the horizon, with its standard error: the variance is the sum over the times with losses of (area from there to the horizon)^2 * lost / (at_risk * (at_risk - lost)).", tool, "summary(survfit(Surv(time, lost) ~ 1), rmean = horizon)$table", means, 1e-9)

    r = rng("survival.quantile")
    cases = []
    while len(cases) < 205:
        rs, p = rows(r), r.choice(["0.1", "0.25", "0.5", "0.5", "0.75", "0.9"])
        time = next((t for t, s in curve(rs) if s <= 1 - Fraction(p)), None)
        cases.append(({"lifetimes": lifetimes(rs), "share": float(p)}, NO_DATA if time is None else {"time": time}))
    write("survival.quantile", "The first time t with S(t) <= 1 - share. Where the curve is flat at exactly 1 - share it is the beginning of the flat stretch; R reports its middle.", PYTHON, "exact product-limit curve", cases)

    r = rng("log-rank")
    problems = []
    while len(problems) < 215:
        groups = r.choice([2, 2, 2, 3, 4])
        rs = rows(r, groups)
        if len(rs) >= 2 * groups and sum(d for _, d, _ in rs) > 2:
            problems.append((0.95, rs, 1, max(t for t, _, _ in rs)))
    cases = []
    for (_, rs, _, _), answer in zip(problems, ask(problems)):
        chi, df, p, *rest = answer[5]
        groups = max(g for _, _, g in rs)
        if any(e < 1e-9 for e in rest[groups:]) or chi != chi:
            continue
        cases.append(({"groups": [[[t, bool(d)] for t, d, k in rs if k == g] for g in range(1, groups + 1)]},
                      {"observed": [number(x) for x in rest[:groups]], "expected": [number(x) for x in rest[groups:]], "statistic": number(chi), "df": int(df), "p": number(p)}))
    write("survival.log-rank", "The log-rank test (Mantel 1966) of two and more groups of lifetimes: losses observed and expected if all had one curve, the chi-square statistic with the hypergeometric variance, its degrees of freedom and p.", tool, "survdiff(Surv(time, lost) ~ group)", cases, 1e-9)


if __name__ == "__main__":
    main()
