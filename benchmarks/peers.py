"""The numpy and pandas techniques. Started with a folder of columns, each a file
NAME.TYPE; reads the name of a function a line and answers with its time and result."""
import json
import os
import sys
import time

import numpy as np
import pandas as pd

columns = {}
for file in os.listdir(sys.argv[1]):
    name, kind = file.split(".")
    columns[name] = np.fromfile(os.path.join(sys.argv[1], file), dtype=kind)


def churn():
    """Cohorts and movements of the columns customer and month."""
    first, months = 24288, 24
    active = pd.DataFrame({"c": columns["customer"], "m": columns["month"] - first}).drop_duplicates()
    cohort = active.groupby("c")["m"].transform("min")
    table = np.zeros((months, months), np.int64)
    np.add.at(table, (cohort.to_numpy(), active["m"].to_numpy()), 1)
    later = active.assign(m=active["m"] + 1)
    stayed = np.bincount(active.merge(later, on=["c", "m"])["m"], minlength=months)
    total, new = table.sum(axis=0), np.diag(table)
    moves = np.stack([total[:-1], new[1:], total[1:] - new[1:] - stayed[1:], total[:-1] - stayed[1:]], axis=1)
    return np.concatenate([table[np.triu_indices(months)], moves.ravel()])


def histogram():
    """How often each rating 0..10 occurs in the column rating."""
    ratings = columns["rating"]
    if ratings.min() < 0 or ratings.max() > 10:
        raise ValueError("a rating outside 0..10")
    return np.bincount(ratings, minlength=11)


def tickets():
    """Mean, 50th and 90th percentile by nearest rank of the columns first and resolution."""
    answer = []
    for name in "first", "resolution":
        x = columns[name]
        n = len(x)
        total = (int((x >> 32).sum()) << 32) + int((x & 0xFFFFFFFF).sum())  # one sum of all would wrap
        ranks = [-(-n // 2) - 1, -(-9 * n // 10) - 1]
        p = np.partition(x, ranks)
        answer += [(2 * total + n) // (2 * n), p[ranks[0]], p[ranks[1]]]
    return np.array(answer)


def histories():
    """Times of tickets from the columns ticket, at, what and state, ticket by ticket in order of time."""
    log = pd.DataFrame({c: columns[c] for c in ("ticket", "at", "what", "state")})

    def summary(x):
        n, total = len(x), int(x.sum())
        return [n, (2 * 1000000000 * total + n) // (2 * n)]

    def near(table, column, by):
        """The value of the ticket's row before (1) or after (-1), where it has one."""
        return table[column].shift(by).where(table["ticket"] == table["ticket"].shift(by))

    states = log[log["what"].isin([1, 4])].copy()
    states.loc[states["what"] == 1, "state"] = 1
    until, before = near(states, "at", -1), near(states, "state", 1)
    ends = states[until.isna() & (states["state"] == 5)].set_index("ticket")["at"]
    created = log[log["what"] == 1].set_index("ticket")["at"]
    resolution = ends - created.reindex(ends.index)
    working = states["state"].isin([1, 2]) & until.notna() & states["ticket"].isin(ends.index)
    work = (until - states["at"])[working].astype(np.int64).groupby(states["ticket"][working]).sum()
    reopened = states["ticket"][(before == 5) & (states["state"] != 5)].nunique()

    replied = log[log["what"] == 3].groupby("ticket")["at"].min()
    first = replied - created.reindex(replied.index)
    turns = log[log["what"].isin([1, 2, 3]) | ((log["what"] == 4) & (log["state"] == 5))]
    turns = turns[near(turns, "what", 1) != turns["what"]]
    asked = (turns["what"] == 2) & (near(turns, "what", -1) == 3) & (turns["at"] > turns["ticket"].map(replied))
    next_reply = (near(turns, "at", -1) - turns["at"])[asked].astype(np.int64)
    return np.array(summary(first) + summary(next_reply) + summary(resolution) + summary(work) + [reopened])


def business():
    """Open seconds between the columns from and to, Monday to Friday 9 to 17 in New York."""
    holidays = columns["holiday"].astype("datetime64[D]")

    def local(unix):
        t = pd.to_datetime(unix, unit="s", utc=True).tz_convert("America/New_York").tz_localize(None)
        t = t.to_numpy().astype("datetime64[s]")
        day = t.astype("datetime64[D]")
        in_day = np.clip((t - day).astype(np.int64), 9 * 3600, 17 * 3600) - 9 * 3600
        return day, np.where(np.is_busday(day, holidays=holidays), in_day, 0)

    day, before = local(columns["from"])
    last, after = local(columns["to"])
    return np.busday_count(day, last, holidays=holidays) * 8 * 3600 + after - before


for line in sys.stdin:
    start = time.perf_counter_ns()
    answer = globals()[line.strip()]()
    took = time.perf_counter_ns() - start
    print(json.dumps({"nanoseconds": took, "answer": answer.tolist()}), flush=True)
