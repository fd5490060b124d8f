package tickets_test

import (
	"cmp"
	"encoding/csv"
	"errors"
	"io/fs"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// rows reads a file of ../shared/data, as maps from column to value.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not at hand: it is not part of the module", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(f).ReadAll()
	if err := cmp.Or(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		all = append(all, row)
	}
	return all
}

func parse(t *testing.T, layout, text string) time.Time {
	t.Helper()
	at, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// officeHours is Monday to Friday, 08 to 18 UTC.
func officeHours(t *testing.T) tickets.Clock {
	t.Helper()
	plan := period.Hours{Zone: time.UTC}
	for day := time.Monday; day <= time.Friday; day++ {
		plan.Week[day] = []period.Shift{{Open: 8 * time.Hour, Close: 18 * time.Hour}}
	}
	schedule, err := period.NewSchedule(plan)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

// officeMinutes counts the same minute by minute, for times in whole minutes.
func officeMinutes(from, to time.Time) (n int64) {
	for m := from.Unix() / 60; m < to.Unix()/60; m++ {
		weekday := (m/1440 + 4) % 7 // 1970-01-01 was a Thursday
		hour := m / 60 % 24
		if weekday >= 1 && weekday <= 5 && hour >= 8 && hour < 18 {
			n++
		}
	}
	return n
}

func wallMinutes(from, to time.Time) int64 { return (to.Unix() - from.Unix()) / 60 }

// checkMinutes compares durations with times in minutes, sorted and summed here.
func checkMinutes(t *testing.T, name string, d *tickets.Durations, minutes []int64) {
	t.Helper()
	minutes = slices.Sorted(slices.Values(minutes))
	n := int64(len(minutes))
	if d.N() != uint64(n) || n == 0 {
		t.Fatalf("%s: %d times, want %d", name, d.N(), n)
	}
	sum := new(big.Rat)
	for _, m := range minutes {
		sum.Add(sum, big.NewRat(m, n))
	}
	mean, err := d.Sample().MeanIn(time.Minute)
	if err != nil || mean.StringFixed(12) != sum.FloatString(12) {
		t.Errorf("%s: mean %v minutes, %v, want %s", name, mean, err, sum.FloatString(16))
	}
	var sketch tickets.DurationSketch
	for x := range d.All() {
		if err := sketch.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []int64{1, 25, 50, 75, 90, 95, 99, 100} {
		want := minutes[max(0, (p*n+99)/100-1)]
		got, err := d.Percentile(decimal.NewFromInt(p))
		if err != nil || int64(got/time.Minute) != want || got%time.Minute != 0 {
			t.Errorf("%s: percentile %d is %v, %v, want %d minutes", name, p, got, err, want)
		}
		near, err := sketch.Percentile(decimal.NewFromInt(p))
		if off := (near - got).Abs(); err != nil || off > got/256 {
			t.Errorf("%s: sketched percentile %d is %v, %v, want %v", name, p, near, err, got)
		}
	}
	twice := minutes[(n-1)/2] + minutes[n/2]
	if median, err := d.Median(); err != nil || median != time.Duration(twice)*time.Minute/2 {
		t.Errorf("%s: median %v, %v, want %d half minutes", name, median, err, twice)
	}
	t.Logf("%s: %d times, mean %s min, median %v min, p90 %v min", name, n, sum.FloatString(4), float64(twice)/2, minutes[(90*n+99)/100-1])
}

// incident is what the rows of one incident say.
type incident struct {
	opened  time.Time
	history tickets.History
	reopens uint64                 // the log's counter
	states  []tickets.StatusChange // in the order of time and line
	ordered bool                   // the lines are in the order of time
}

// incidents reads the incident log. Its states are those of ServiceNow.
func incidents(t *testing.T) map[string]*incident {
	t.Helper()
	const layout = "02-01-2006 15:04"
	states := map[string]tickets.Status{
		"New": tickets.StatusNew, "Active": tickets.StatusOpen, "Awaiting User Info": tickets.StatusPending,
		"Awaiting Problem": tickets.StatusOnHold, "Awaiting Vendor": tickets.StatusOnHold, "Awaiting Evidence": tickets.StatusOnHold,
		"Resolved": tickets.StatusSolved, "Closed": tickets.StatusClosed,
	}
	all := make(map[string]*incident)
	for _, row := range rows(t, "incident_event_log.csv") {
		x := all[row["number"]]
		if x == nil {
			x = &incident{opened: parse(t, layout, row["opened_at"])}
			x.history = tickets.History{{Kind: tickets.KindCreated, At: x.opened, Actor: tickets.ActorCustomer}}
			all[row["number"]] = x
		}
		status, known := states[row["incident_state"]]
		if !known {
			t.Fatalf("incident state %q", row["incident_state"])
		}
		e := tickets.Event{
			Kind: tickets.KindStatusChanged, At: parse(t, layout, row["sys_updated_at"]),
			Status: status, Seq: len(x.history),
		}
		x.history = append(x.history, e)
		x.states = append(x.states, tickets.StatusChange{Status: status, At: e.At})
		x.reopens = max(x.reopens, uint64(number(t, row["reopen_count"])))
	}
	for _, x := range all {
		x.ordered = slices.IsSortedFunc(x.states, func(a, b tickets.StatusChange) int { return a.At.Compare(b.At) })
		slices.SortStableFunc(x.states, func(a, b tickets.StatusChange) int { return a.At.Compare(b.At) })
	}
	return all
}

func TestIncidentLog(t *testing.T) {
	all := incidents(t)
	office := officeHours(t)
	calendar := tickets.Policy{}
	working := tickets.Policy{Clock: office, Stops: tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold)}

	var wall, business tickets.Tally
	var wallTimes, businessTimes tickets.Durations
	var target tickets.Attainment
	var wantWall, wantOffice, wantUnstopped []int64
	var wantTarget tickets.Attainment
	var unstopped tickets.Durations
	var impossible, disordered int
	var reopened estimate.Proportion
	end := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)
	const within = 20 * time.Hour
	for number, x := range all {
		// Some incidents have entries before they were opened: no history can be so.
		// They are taken to be as old as their first entry.
		if first := x.states[0].At; first.Before(x.opened) {
			impossible++
			if err := x.history.Validate(); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), first.Format(time.RFC3339)) {
				t.Errorf("%s: %v, want an error that names the event at %v", number, err, first)
			}
			x.opened = first
			x.history[0].At = first
		}
		byWall, err := calendar.Ticket(x.history)
		if err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		byOffice, err := working.Ticket(x.history)
		if err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		verdict, err := tickets.Target{Metric: tickets.MetricResolution, Within: within}.Judge(byOffice, end)
		if err := errors.Join(
			err, wall.Add(byWall), business.Add(byOffice), target.Merge(&verdict),
			wallTimes.AddTicket(byWall, tickets.MetricResolution, end),
			businessTimes.AddTicket(byOffice, tickets.MetricResolution, end),
		); err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		plain := byWall
		plain.Clock = office
		if err := unstopped.AddTicket(plain, tickets.MetricResolution, end); err != nil {
			t.Fatal(err)
		}

		// The same from the rows: the last entry into a done state, the minutes to it,
		// and those of the entries that do not stop the clock.
		done := func(s tickets.Status) bool { return s == tickets.StatusSolved || s == tickets.StatusClosed }
		resolved, last := time.Time{}, 0
		for i, s := range x.states {
			if done(s.Status) && (i == 0 || !done(x.states[i-1].Status)) {
				resolved, last = s.At, i
			}
		}
		worked := officeMinutes(x.opened, x.states[0].At)
		for i, s := range x.states[:last] {
			if s.Status != tickets.StatusPending && s.Status != tickets.StatusOnHold {
				worked += officeMinutes(s.At, x.states[i+1].At)
			}
		}
		wantWall = append(wantWall, wallMinutes(x.opened, resolved))
		wantUnstopped = append(wantUnstopped, officeMinutes(x.opened, resolved))
		wantOffice = append(wantOffice, worked)
		if worked <= int64(within/time.Minute) {
			wantTarget.Met++
		} else {
			wantTarget.Breached++
		}
		// One incident was reopened by the times of its lines and not by their order.
		reopens := x.reopens
		if !x.ordered {
			disordered++
			reopens = 1
		}
		if byWall.Details.Reopens != reopens {
			t.Errorf("%s: %d reopens, want %d as the log's counter says", number, byWall.Details.Reopens, reopens)
		}
		if reopens > 0 {
			reopened.Hits++
		} else {
			reopened.Misses++
		}
	}

	if got := wall.Volume(); got != 890 || wall.Backlog() != 0 {
		t.Errorf("volume %d, backlog %d, want 890 and 0", got, wall.Backlog())
	}
	if impossible != 5 {
		t.Errorf("%d incidents with entries before they were opened, want 5", impossible)
	}
	if disordered != 1 || wall.Reopened().Value != reopened {
		t.Errorf("%d incidents out of order, want 1; reopened %+v, want %+v", disordered, wall.Reopened().Value, reopened)
	}
	checkMinutes(t, "resolution, wall clock", &wallTimes, wantWall)
	checkMinutes(t, "resolution, office hours", &unstopped, wantUnstopped)
	checkMinutes(t, "resolution, office hours, waiting stops the clock", &businessTimes, wantOffice)
	if target != wantTarget {
		t.Errorf("target met %+v, want %+v", target, wantTarget)
	}
	if wall.Times(tickets.MetricResolution) != wallTimes.Sample() || business.Times(tickets.MetricResolution) != businessTimes.Sample() {
		t.Error("the tally's resolution times are others")
	}
	t.Logf("reopen rate %+v, target %+v", wall.Reopened().Value, target)
}

// TestIncidentRecords reads the log's own timestamps, one record an incident.
func TestIncidentRecords(t *testing.T) {
	const layout = "02-01-2006 15:04"
	var d tickets.Durations
	var want []int64
	var open uint64
	office := officeHours(t)
	seen := make(map[string]bool)
	for _, row := range rows(t, "incident_event_log.csv") {
		if seen[row["number"]] {
			continue
		}
		seen[row["number"]] = true
		record := tickets.Ticket{Created: parse(t, layout, row["opened_at"]), Clock: office}
		if row["resolved_at"] == "?" {
			open++
		} else {
			record.Resolved = parse(t, layout, row["resolved_at"])
			want = append(want, officeMinutes(record.Created, record.Resolved))
		}
		if err := d.AddTicket(record, tickets.MetricResolution, time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	checkMinutes(t, "resolution by record, office hours", &d, want)
	if d.Waiting() != open || open != 29 {
		t.Errorf("%d waiting, %d without a resolution, want 29", d.Waiting(), open)
	}
}

func TestRavenStackTickets(t *testing.T) {
	var tally tickets.Tally
	var first, resolution tickets.Durations
	var firstMinutes, resolutionMinutes, ratings []int64
	byPriority := make(map[string]tickets.Tally)
	perPriority := make(map[string]*big.Rat)
	perCount := make(map[string]int64)
	var scores csat.Tally
	end := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, row := range rows(t, "ravenstack_support_tickets.csv") {
		created := parse(t, time.DateOnly, row["submitted_at"])
		closed := parse(t, time.DateTime, row["closed_at"])
		minutes := number(t, row["first_response_time_minutes"])
		h := tickets.History{
			{Kind: tickets.KindCreated, At: created, Actor: tickets.ActorCustomer},
			{Kind: tickets.KindReplied, At: created.Add(time.Duration(minutes) * time.Minute), Actor: tickets.ActorAgent},
			{Kind: tickets.KindStatusChanged, At: closed, Status: tickets.StatusClosed},
		}
		if row["satisfaction_score"] != "" {
			score := number(t, row["satisfaction_score"])
			h = append(h, tickets.Event{Kind: tickets.KindRated, At: closed, Rating: int(score)})
			ratings = append(ratings, score)
		}
		ticket, err := (tickets.Policy{}).Ticket(h)
		if err != nil {
			t.Fatal(err)
		}
		part := byPriority[row["priority"]]
		if err := errors.Join(
			tally.Add(ticket), part.Add(ticket),
			first.AddTicket(ticket, tickets.MetricFirstResponse, end), resolution.AddTicket(ticket, tickets.MetricResolution, end),
		); err != nil {
			t.Fatal(err)
		}
		byPriority[row["priority"]] = part
		for _, r := range ticket.Details.Ratings {
			if err := scores.Add(csat.Rating(r)); err != nil {
				t.Fatal(err)
			}
		}

		firstMinutes = append(firstMinutes, minutes)
		resolutionMinutes = append(resolutionMinutes, number(t, row["resolution_time_hours"])*60)
		if perPriority[row["priority"]] == nil {
			perPriority[row["priority"]] = new(big.Rat)
		}
		perPriority[row["priority"]].Add(perPriority[row["priority"]], big.NewRat(minutes, 1))
		perCount[row["priority"]]++
	}
	checkMinutes(t, "first response", &first, firstMinutes)
	checkMinutes(t, "resolution", &resolution, resolutionMinutes)
	if tally.Volume() != 2000 || tally.Backlog() != 0 {
		t.Errorf("volume %d, backlog %d", tally.Volume(), tally.Backlog())
	}
	if len(byPriority) != 4 {
		t.Errorf("priorities %v", slices.Collect(maps.Keys(byPriority)))
	}
	for priority, part := range byPriority {
		want := perPriority[priority]
		want.Quo(want, big.NewRat(perCount[priority], 1))
		if mean, err := part.Times(tickets.MetricFirstResponse).MeanIn(time.Minute); err != nil || mean.StringFixed(12) != want.FloatString(12) {
			t.Errorf("%s: first response %v minutes, %v, want %s", priority, mean, err, want.FloatString(16))
		}
	}
	var sum, satisfied int64
	for _, r := range ratings {
		sum += r
		if r >= 4 {
			satisfied++
		}
	}
	n := int64(len(ratings))
	if r := tally.Ratings().Value; !r.Sum().IsInt64() || r.Sum().Int64() != n || r.N() != 2000 {
		t.Errorf("%v ratings of %d tickets, want %d of 2000", r.Sum(), r.N(), n)
	}
	mean, err1 := scores.Mean().Score()
	score, err2 := scores.Score()
	if err := cmp.Or(err1, err2); err != nil || mean.StringFixed(12) != big.NewRat(sum, n).FloatString(12) || score.StringFixed(12) != big.NewRat(100*satisfied, n).FloatString(12) {
		t.Errorf("rating %v, score %v, %v, want %d/%d and 100*%d/%d", mean, score, err, sum, n, satisfied, n)
	}
	t.Logf("%d ratings, mean %v, score %v", n, mean, score)
}
