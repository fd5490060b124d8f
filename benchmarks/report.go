package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// reportContest asks examples/report, DuckDB and pandas the same question of a CSV file. The
// report is a program and its time that of a process, which includes what nobody asked for
// here: intervals, comparisons, signals, the text, and business hours of tickets.
type reportContest struct {
	name, asks string
	most       int // rows
	row        func(w *bufio.Writer, r *rand.Rand, i int)
	head       string
	args       []string // of the report
	read       func(figures) ([]int64, error)
	query      string // of DuckDB, %s being the file
	script     string // of pandas, sys.argv[1] being the file
	wants      []want
}

// figures are those of a report in JSON, by path.
type figures map[string]any

func (f figures) rows(path ...string) (rows []figures) {
	for _, name := range path[:len(path)-1] {
		f, _ = f[name].(map[string]any)
	}
	all, _ := f[path[len(path)-1]].([]any)
	for _, row := range all {
		m, _ := row.(map[string]any)
		rows = append(rows, m)
	}
	return rows
}

// whole returns a number, of a mean that of its sum: the figure times n over per, rounded.
func (f figures) whole(name string, n, per float64) int64 {
	x, _ := strconv.ParseFloat(fmt.Sprint(f[name]), 64)
	return int64(math.Round(x * n / per))
}

func (r reportContest) make(c config) (k *contest, err error) {
	n := min(c.n, r.most)
	dir, err := os.MkdirTemp("", "cx-benchmarks-")
	if err != nil {
		return nil, err
	}
	closers := []func() error{func() error { return os.RemoveAll(dir) }}
	closeAll := func() (err error) {
		for _, f := range closers {
			err = errors.Join(err, f())
		}
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeAll())
		}
	}()
	file := filepath.Join(dir, r.name+".csv")
	bytes, err := r.write(file, n)
	if err != nil {
		return nil, err
	}
	program := filepath.Join(dir, "report")
	build := exec.Command("go", "build", "-o", program, "./examples/report")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w: %s", err, out)
	}
	d, err := newDuck()
	if err != nil {
		return nil, err
	}
	closers = append(closers, d.Close)
	query := fmt.Sprintf(r.query, file)
	k = &contest{name: r.name, asks: fmt.Sprintf(r.asks, n, bytes>>20), items: n, bytes: bytes, close: closeAll}
	for threads := 1; threads <= c.threads; threads++ {
		report := technique{name: "examples/report", threads: threads, run: func() ([]int64, error) {
			cmd := exec.Command(program, append(r.args, file)...)
			cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", threads))
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				return nil, err
			}
			f := figures{}
			if err := json.Unmarshal(out, &f); err != nil {
				return nil, err
			}
			return r.read(f)
		}}
		k.techs = append(k.techs, report, d.technique("DuckDB read_csv", query, threads, nil))
	}
	k.wants = r.wants
	k.techs = append(k.techs, r.pandas(c.python, file))
	return k, nil
}

// write writes the file and returns its size.
func (r reportContest) write(name string, n int) (size int, err error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	random := rand.New(rand.NewPCG(1, 2))
	fmt.Fprintln(w, r.head)
	for i := range n {
		r.row(w, random, i)
	}
	err = errors.Join(w.Flush(), f.Close())
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return 0, err
	}
	return int(info.Size()), nil
}

// pandas runs a script that prints its own nanoseconds and the answer.
func (r reportContest) pandas(command, file string) technique {
	var took time.Duration
	_, absent := pythonVersions(command)
	return technique{name: "pandas read_csv", threads: 1, peer: true, absent: absent, clock: func() time.Duration { return took }, run: func() ([]int64, error) {
		cmd := exec.Command(command, "-c", reportPeers+r.script, file)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, err
		}
		var reply struct {
			Nanoseconds int64
			Answer      []int64
		}
		if err := json.Unmarshal(out, &reply); err != nil {
			return nil, err
		}
		took = time.Duration(reply.Nanoseconds)
		return reply.Answer, nil
	}}
}

const reportPeers = `
import json, sys, time
import pandas as pd

def reply(answer):
    began = time.perf_counter_ns()
    rows = answer(sys.argv[1])
    took = time.perf_counter_ns() - began
    print(json.dumps({"Nanoseconds": took, "Answer": [int(x) for row in rows for x in row]}))
`

var surveyReport = reportContest{
	name: "report-surveys",
	asks: "NPS, CSAT and CES by month, channel and plan from a CSV file of %d answers, %d MiB",
	most: 5_000_000,
	head: "answered_at,channel,plan,nps,csat,ces",
	row: func(w *bufio.Writer, r *rand.Rand, _ int) {
		fmt.Fprintf(w, "2024-%02d-%02dT%02d:%02d:17Z,%s,%s,%d,%d,%d\n", 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60),
			[]string{"chat", "email", "phone"}[r.IntN(3)], []string{"Basic", "Business", "Free", "Team"}[r.IntN(4)], r.IntN(11), 1+r.IntN(5), 1+r.IntN(5))
	},
	wants: []want{
		{tech: "examples/report", than: "DuckDB read_csv", times: 1, threads: 1},
		{tech: "examples/report", than: "DuckDB read_csv", times: 1.6, threads: 2},
	},
	args: []string{"-format", "json", "-surveys"},
	read: func(f figures) (answer []int64, err error) {
		s := figures(f["surveys"].(map[string]any)) //nolint:forcetypeassert // the report has it
		for _, path := range [][]string{{"periods"}, {"segments", "channel"}, {"segments", "plan"}} {
			nps, csat, ces := s.rows(append([]string{"nps"}, path...)...), s.rows(append([]string{"csat"}, path...)...), s.rows(append([]string{"ces"}, path...)...)
			for i := range nps {
				n := float64(nps[i].whole("answers", 1, 1))
				answer = append(answer, int64(n), nps[i].whole("promoters", 1, 1), nps[i].whole("detractors", 1, 1),
					csat[i].whole("csat", n, 100), ces[i].whole("ces", n, 1))
			}
		}
		return answer, nil
	},
	query: `SELECT count(*)::BIGINT, count(*) FILTER (nps >= 9)::BIGINT, count(*) FILTER (nps <= 6)::BIGINT,
			count(*) FILTER (csat >= 4)::BIGINT, sum(ces)::BIGINT
		FROM (SELECT month(answered_at) AS m, channel, plan, nps, csat, ces FROM read_csv('%s', header = true))
		GROUP BY GROUPING SETS ((m), (channel), (plan)) ORDER BY grouping(m, channel, plan), m, channel, plan`,
	script: `
def answer(name):
    t = pd.read_csv(name, parse_dates=["answered_at"])
    t["m"], t["p"], t["d"], t["s"] = t.answered_at.dt.month, t.nps >= 9, t.nps <= 6, t.csat >= 4
    for by in ["m", "channel", "plan"]:
        yield from t.groupby(by).agg(n=("nps", "size"), p=("p", "sum"), d=("d", "sum"), s=("s", "sum"), c=("ces", "sum")).to_numpy()

reply(lambda name: list(answer(name)))
`,
}

var ticketReport = reportContest{
	name: "report-tickets",
	asks: "first response and resolution by month from a CSV file of %d tickets, %d MiB",
	most: 1_000_000,
	head: "created_at,channel,first_reply_at,resolved_at",
	row: func(w *bufio.Writer, r *rand.Rand, _ int) {
		created := time.Date(2024, 1, 1, 0, 0, r.IntN(366*24*3600), 0, time.UTC)
		replied := created.Add(time.Duration(r.IntN(100_000)) * time.Second)
		fmt.Fprintf(w, "%s,%s,%s,", created.Format(time.RFC3339), []string{"chat", "email", "phone"}[r.IntN(3)], replied.Format(time.RFC3339))
		if r.IntN(10) > 0 {
			fmt.Fprint(w, replied.Add(time.Duration(r.IntN(500_000))*time.Second).Format(time.RFC3339))
		}
		fmt.Fprintln(w)
	},
	args: []string{"-format", "json", "-from", "2024-01", "-to", "2024-12", "-as-of", "2025-02-01", "-tickets"},
	read: func(f figures) (answer []int64, err error) {
		s := figures(f["tickets"].(map[string]any)) //nolint:forcetypeassert // the report has it
		created, first, solved := s.rows("volume", "periods"), s.rows("first_response", "periods"), s.rows("resolution", "periods")
		for i := range created {
			answered, resolved := first[i].whole("answered", 1, 1), solved[i].whole("resolved", 1, 1)
			answer = append(answer, created[i].whole("created", 1, 1), answered, first[i].whole("hours", float64(answered)*3600, 1),
				resolved, solved[i].whole("hours", float64(resolved)*3600, 1))
		}
		return answer, nil
	},
	query: `SELECT count(*)::BIGINT, count(first_reply_at)::BIGINT, sum(epoch(first_reply_at) - epoch(created_at))::BIGINT,
			count(resolved_at)::BIGINT, sum(epoch(resolved_at) - epoch(created_at))::BIGINT
		FROM read_csv('%s', header = true) GROUP BY month(created_at) ORDER BY month(created_at)`,
	script: `
def answer(name):
    t = pd.read_csv(name, parse_dates=["created_at", "first_reply_at", "resolved_at"])
    t["f"] = (t.first_reply_at - t.created_at).dt.total_seconds()
    t["r"] = (t.resolved_at - t.created_at).dt.total_seconds()
    return t.groupby(t.created_at.dt.month).agg(n=("f", "size"), a=("f", "count"), f=("f", "sum"), s=("r", "count"), r=("r", "sum")).round().to_numpy()

reply(answer)
`,
}

var subscriptionReport = reportContest{
	name: "report-subscriptions",
	asks: "customers at the start of each month, and lost in it, from a CSV file of %d subscriptions, %d MiB",
	most: 1_000_000,
	head: "customer_id,start_date,end_date",
	row: func(w *bufio.Writer, r *rand.Rand, i int) {
		start := time.Date(2023, 1, 1+r.IntN(730), 0, 0, 0, 0, time.UTC)
		fmt.Fprintf(w, "customer-%d,%s,", i, start.Format(time.DateOnly))
		if r.IntN(2) > 0 {
			fmt.Fprint(w, start.AddDate(0, 0, 1+r.IntN(400)).Format(time.DateOnly))
		}
		fmt.Fprintln(w)
	},
	args: []string{"-format", "json", "-only", "churn", "-from", "2024-01", "-to", "2024-12", "-as-of", "2025-01-01", "-subscriptions"},
	read: func(f figures) (answer []int64, err error) {
		for _, row := range figures(f["subscriptions"].(map[string]any)).rows("churn", "periods") { //nolint:forcetypeassert // the report has it
			answer = append(answer, row.whole("opening", 1, 1), row.whole("lost", 1, 1))
		}
		return answer, nil
	},
	query: `WITH s AS (SELECT start_date AS b, coalesce(end_date, DATE '9999-01-01') AS e FROM read_csv('%s', header = true)),
			m AS (SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-12-01', INTERVAL 1 MONTH)) AS m)
		SELECT count(*) FILTER (b < m AND e >= m)::BIGINT, count(*) FILTER (b < m AND e >= m AND e < m + INTERVAL 1 MONTH)::BIGINT
		FROM s, m GROUP BY m ORDER BY m`,
	script: `
def answer(name):
    s = pd.read_csv(name, parse_dates=["start_date", "end_date"])
    begin, end = s.start_date, s.end_date.fillna(pd.Timestamp("2200-01-01"))
    for m in pd.date_range("2024-01-01", periods=12, freq="MS"):
        there = (begin < m) & (end >= m)
        yield there.sum(), (there & (end < m + pd.DateOffset(months=1))).sum()

reply(lambda name: list(answer(name)))
`,
}
