package tickets_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
)

func dueInTheNextHour(out io.Writer, all map[string]tickets.Ticket, target tickets.Target, now time.Time) (errs error) {
	for id, ticket := range all {
		timers, err := target.Timers(ticket, now)
		for _, t := range timers {
			if t.DueIn(now, now.Add(time.Hour)) {
				fmt.Fprintln(out, id, "is due", t.Due.Format("Mon 15:04"))
			}
		}
		errs = errors.Join(errs, err)
	}
	return errs
}

func whoBreached(out io.Writer, all map[string]tickets.Ticket, target tickets.Target, now time.Time) (errs error) {
	for id, ticket := range all {
		timers, err := target.Timers(ticket, now)
		for _, t := range timers {
			if t.Outcome == tickets.OutcomeBreached {
				fmt.Fprintln(out, id, t.Target, "took", t.Elapsed, "late from", t.Breach.Format("Mon 15:04"))
			}
		}
		errs = errors.Join(errs, err)
	}
	return errs
}

func backlogByDayAndAge(out io.Writer, all map[string]tickets.Ticket, days []time.Time) (errs error) {
	backlog, err := tickets.NewBacklog(days, 24*time.Hour, 7*24*time.Hour)
	if err != nil {
		return err
	}
	for _, ticket := range all {
		errs = errors.Join(errs, backlog.Add(ticket))
	}
	for s := range backlog.All() {
		fmt.Fprintln(out, s.At.Format(time.DateOnly), s.Open, "open, under a day, a week, older:", s.Ages())
	}
	return errs
}

func firstResponseByAgent(out io.Writer, all map[string]tickets.Ticket) (errs error) {
	by := cx.NewBy[string](cx.New[tickets.Tally])
	for agent, ticket := range tickets.ByAgent(maps.Values(all), tickets.RoleFirstResponder) {
		errs = errors.Join(errs, by.At(agent).Add(ticket))
	}
	for agent, tally := range by.All() {
		fmt.Fprintln(out, agent, tally.Times(tickets.MetricFirstResponse))
	}
	return errs
}

// TestQuestions runs the programs of docs/tickets-questions.md, which are the functions above.
func TestQuestions(t *testing.T) {
	monday := time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC)
	at := func(hour int) time.Time { return monday.Add(time.Duration(hour) * time.Hour) }
	all := map[string]tickets.Ticket{
		"due":      {Created: at(9), Clock: hours()},
		"breached": {Created: at(-72 + 9), Clock: hours()}, // on Friday at 9:00
		"answered": {Created: at(12), FirstReply: at(13), FirstReplyBy: tickets.Who{Agent: "ana"}, Resolved: at(14)},
	}
	target, now := tickets.Target{Metric: tickets.MetricFirstResponse, Within: 8 * time.Hour}, at(16).Add(30*time.Minute)
	var out strings.Builder
	err := errors.Join(
		dueInTheNextHour(&out, all, target, now), whoBreached(&out, all, target, now),
		backlogByDayAndAge(&out, all, []time.Time{at(0), at(24)}), firstResponseByAgent(&out, all),
	)
	const want = `due is due Mon 17:00
breached first response time within 8h0m0s took 15h30m0s late from Mon 09:00
2024-03-04 1 open, under a day, a week, older: [1 0 0]
2024-03-05 2 open, under a day, a week, older: [2 0 0]
ana mean 1h0m0s (n=1)
`
	if err != nil || out.String() != want {
		t.Errorf("%v, %s", err, out.String())
	}
	silent := map[string]tickets.Ticket{"silent": {Created: at(9), Records: tickets.KindsOf(tickets.KindAssigned)}}
	if err := errors.Join(dueInTheNextHour(&out, silent, target, now), backlogByDayAndAge(&out, silent, []time.Time{now})); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}

	page, err1 := os.ReadFile("../docs/tickets-questions.md")
	source, err2 := os.ReadFile("questions_test.go")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(page), "```")
	if len(parts) != 9 {
		t.Fatalf("%d programs, want 4", len(parts)/2)
	}
	for i := 1; i < len(parts); i += 2 {
		program := strings.TrimPrefix(parts[i], "go\n")
		if n := strings.Count(program, "\n"); n > 10 {
			t.Errorf("a program of %d lines:\n%s", n, program)
		}
		if !strings.Contains(string(source), "\n\t"+strings.ReplaceAll(strings.TrimSpace(program), "\n", "\n\t")+"\n\treturn errs\n") {
			t.Errorf("this test does not run\n%s", program)
		}
	}
}
