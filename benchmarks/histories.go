package main

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"math/rand/v2"
	"regexp"
	"sync"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

// What happened, as the columns of the log have it.
const (
	logCreated = iota + 1 // by the customer
	logMessage            // of the customer
	logReply              // of an agent
	logState
	logAssigned
	logNote
	logRated
)

// perHistory is how many events a ticket has.
const perHistory = 10

// A logEvent is a row of the log.
type logEvent struct {
	ticket      int64
	at          int64 // Unix seconds
	what, state int8
}

// histories returns the logs of n tickets, ticket by ticket and in order of time. Half of the
// tickets wait for the customer in between, a quarter are reopened, a quarter are not solved.
func histories(n int) []logEvent {
	const open, pending, onHold, solved = 2, 3, 4, 5 // the bits of tickets.Status, counted from 1
	courses := [4][perHistory][2]int8{
		{{logCreated}, {logAssigned}, {logState, open}, {logReply}, {logState, pending}, {logMessage}, {logState, open}, {logReply}, {logState, solved}, {logRated}},
		{{logCreated}, {logAssigned}, {logState, open}, {logNote}, {logReply}, {logState, pending}, {logMessage}, {logMessage}, {logReply}, {logState, solved}},
		{{logCreated}, {logAssigned}, {logReply}, {logState, solved}, {logMessage}, {logState, open}, {logReply}, {logState, solved}, {logMessage}, {logRated}},
		{{logCreated}, {logAssigned}, {logState, open}, {logReply}, {logMessage}, {logState, onHold}, {logNote}, {logState, open}, {logReply}, {logMessage}},
	}
	random := rand.New(rand.NewPCG(9, 10))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	events := make([]logEvent, 0, n*perHistory)
	for ticket := range n {
		at := start + random.Int64N(365*24*3600)
		for _, e := range courses[random.IntN(len(courses))] {
			events = append(events, logEvent{int64(ticket), at, e[0], e[1]})
			at += 1 + seconds(random, 30*time.Minute, 1.5)
		}
	}
	return events
}

// event returns the row as the library takes it.
func (e logEvent) event() tickets.Event {
	to := tickets.Event{At: time.Unix(e.at, 0)}
	switch e.what {
	case logCreated:
		to.Kind, to.Actor = tickets.KindCreated, tickets.ActorCustomer
	case logMessage:
		to.Kind, to.Actor = tickets.KindReplied, tickets.ActorCustomer
	case logReply:
		to.Kind, to.Actor = tickets.KindReplied, tickets.ActorAgent
	case logState:
		to.Kind, to.Status = tickets.KindStatusChanged, 1<<(e.state-1)
	case logAssigned:
		to.Kind = tickets.KindAssigned
	case logNote:
		to.Kind = tickets.KindNoted
	case logRated:
		to.Kind = tickets.KindRated
	}
	return to
}

var historyMetrics = []tickets.Metric{
	tickets.MetricFirstResponse, tickets.MetricNextReply, tickets.MetricResolution, tickets.MetricAgentWork,
}

// tallyHistories reads each history into the same memory.
func tallyHistories(events []logEvent) (tally tickets.Tally, err error) {
	var ticket tickets.Ticket
	history := make(tickets.History, perHistory)
	for ; len(events) > 0; events = events[perHistory:] {
		for i := range history {
			history[i] = events[i].event()
		}
		if err := (tickets.Policy{}).Read(history, &ticket); err != nil {
			return tally, err
		}
		if err := tally.Add(ticket); err != nil {
			return tally, err
		}
	}
	return tally, nil
}

func historyAnswer(tally tickets.Tally) (answer []int64, err error) {
	for _, m := range historyMetrics {
		mean, err := tally.Times(m).Mean()
		if err != nil {
			return nil, err
		}
		answer = append(answer, int64(tally.Times(m).N()), int64(mean))
	}
	return append(answer, int64(tally.Reopened().Value.Hits)), nil
}

// readHistories gives each thread a part of the histories.
func readHistories(events []logEvent, threads int) ([]int64, error) {
	tallies, errs := make([]tickets.Tally, threads), make([]error, threads)
	n := len(events) / perHistory
	var wg sync.WaitGroup
	for i := range threads {
		part := events[i*n/threads*perHistory : (i+1)*n/threads*perHistory]
		wg.Go(func() { tallies[i], errs[i] = tallyHistories(part) })
	}
	wg.Wait()
	var tally tickets.Tally
	for i := range threads {
		if err := cmp.Or(errs[i], tally.Merge(&tallies[i])); err != nil {
			return nil, err
		}
	}
	return historyAnswer(tally)
}

// historyQuery measures by window functions: the states, each until the next, and the turns of
// customer and agent, of which a solution ends one too.
const historyQuery = `
WITH states AS (
	SELECT ticket, ts, state, lead(ts) OVER w AS until, lag(state) OVER w AS before
	FROM (SELECT ticket, ts, CASE what WHEN 1 THEN 1 ELSE state END AS state FROM events WHERE what IN (1, 4))
	WINDOW w AS (PARTITION BY ticket ORDER BY ts)
), solved AS (
	SELECT max(ts) FILTER (until IS NULL AND state = 5) - min(ts) AS resolution,
		sum(until - ts) FILTER (state IN (1, 2)) AS work,
		bool_or(before = 5 AND state <> 5) AS reopened
	FROM states GROUP BY ticket
), turns AS (
	SELECT ticket, ts, what, lag(what) OVER w AS before,
		min(ts) FILTER (what = 3) OVER (PARTITION BY ticket) AS replied
	FROM events WHERE what IN (1, 2, 3) OR what = 4 AND state = 5
	WINDOW w AS (PARTITION BY ticket ORDER BY ts)
), waits AS (
	SELECT what, ts, replied, lead(ts) OVER w AS answered, lead(what) OVER w AS answer
	FROM turns WHERE before IS DISTINCT FROM what
	WINDOW w AS (PARTITION BY ticket ORDER BY ts)
), replies AS (
	SELECT replied - ts AS first_reply, NULL AS next_reply FROM waits WHERE what = 1 AND replied IS NOT NULL
	UNION ALL
	SELECT NULL, answered - ts FROM waits WHERE what = 2 AND answer = 3 AND ts > replied
)
SELECT
	(SELECT count(first_reply) FROM replies), (SELECT MEAN(first_reply) FROM replies),
	(SELECT count(next_reply) FROM replies), (SELECT MEAN(next_reply) FROM replies),
	count(resolution), MEAN(resolution),
	count(spent), MEAN(spent),
	count(*) FILTER (reopened)
FROM (SELECT *, CASE WHEN resolution IS NOT NULL THEN work END AS spent FROM solved)`

// historiesContest asks for the times of tickets of which the log has every event.
func historiesContest(c config) (*contest, error) {
	events := histories(c.n / perHistory)
	db, err := newDuck()
	if err != nil {
		return nil, err
	}
	err = db.load("events", "ticket BIGINT,ts BIGINT,what TINYINT,state TINYINT", len(events), func(i int, to []driver.Value) {
		to[0], to[1], to[2], to[3] = events[i].ticket, events[i].at, events[i].what, events[i].state
	})
	if err != nil {
		return nil, err
	}
	const mean = "((2000000000 * sum($1)::HUGEINT + count($1)) // (2 * count($1)))::BIGINT" // rounded as the library does
	query := regexp.MustCompile(`MEAN\((\w+)\)`).ReplaceAllString(historyQuery, mean)
	py, err := newPython(c.python, map[string]any{
		"ticket": column(events, func(e logEvent) int64 { return e.ticket }),
		"at":     column(events, func(e logEvent) int64 { return e.at }),
		"what":   column(events, func(e logEvent) int8 { return e.what }),
		"state":  column(events, func(e logEvent) int8 { return e.state }),
	})
	if err != nil {
		return nil, err
	}
	return &contest{
		name:  "histories",
		asks:  fmt.Sprintf("first response, next reply, resolution and agent work time of tickets with %d events each, and how many were reopened", perHistory),
		items: len(events),
		bytes: 18 * len(events),
		techs: []technique{
			{name: "cx tickets.Policy.Read and Tally.Add", threads: 1, run: func() ([]int64, error) { return readHistories(events, 1) }},
			{name: "cx tickets.Policy.Read, Tally.Add and Merge", threads: c.threads, run: func() ([]int64, error) { return readHistories(events, c.threads) }},
			db.technique("DuckDB window functions", query, 1, nil),
			db.technique("DuckDB window functions", query, c.threads, nil),
			py.technique("pandas", "histories"),
		},
		wants: []want{
			{tech: "cx tickets.Policy.Read and Tally.Add", than: "DuckDB window functions", times: 1},
			{tech: "cx tickets.Policy.Read and Tally.Add", than: "pandas", times: 1},
		},
		close: closing(db, py),
	}, nil
}
