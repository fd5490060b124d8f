package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// The sample is a small software company in 2025 that exists only here: its rows
// are drawn from a seeded generator, by whole numbers only, so that they are the
// same bytes on every machine. Things happen in it that a report should show: an
// outage in May, with more and slower tickets, worse answers, and customers who
// leave in June; a second support shift from September on; CES asked only since
// March; no NPS survey in August.
const (
	sampleSeed = 2025
	sampleYear = 2025
)

const sampleNote = "Sample data: a company that does not exist, drawn by this program from seed 2025." +
	"\nFor files of your own see -help."

// sampleFiles are the files of the sample, in the order of the report.
var sampleFiles = [...]struct {
	name  string
	write func(*csv.Writer)
}{
	{"surveys.csv", sampleSurveys},
	{"tickets.csv", sampleTickets},
	{"subscriptions.csv", sampleSubscriptions},
	{"visits.csv", sampleVisits},
	{"orders.csv", sampleOrders},
}

// sampleText returns the text of a file of the sample.
func sampleText(write func(*csv.Writer)) *bytes.Buffer {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write(w)
	w.Flush() // a buffer takes everything
	return &b
}

// writeSample writes the files of the sample into a directory.
func writeSample(dir string, out io.Writer) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, f := range sampleFiles {
		name := filepath.Join(dir, f.name)
		if err := os.WriteFile(name, sampleText(f.write).Bytes(), 0o666); err != nil {
			return err
		}
		fmt.Fprintln(out, name)
	}
	return nil
}

// draws are the random choices of one file.
type draws struct{ *rand.Rand }

func newDraws(file uint64) draws { return draws{rand.New(rand.NewPCG(sampleSeed, file))} }

// pick returns i with a probability in proportion to weights[i].
func (d draws) pick(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	panic("unreachable: n is less than the sum of the weights")
}

// percent is true n times in a hundred.
func (d draws) percent(n int) bool { return d.IntN(100) < n }

// skewed returns a number from low on whose mean is about typical: mostly less, at
// times several times as much.
func (d draws) skewed(low, typical int) int {
	return low + typical*(1+d.IntN(10))*(1+d.IntN(10))*(1+d.IntN(10))/166
}

func (d draws) plan() string    { return []string{"Basic", "Team", "Business"}[d.pick(50, 35, 15)] }
func (d draws) channel() string { return []string{"email", "chat", "phone"}[d.pick(45, 35, 20)] }

// sampleDays calls day for each day of the year.
func sampleDays(day func(time.Time)) {
	for t := time.Date(sampleYear, time.January, 1, 0, 0, 0, 0, time.UTC); t.Year() == sampleYear; t = t.AddDate(0, 0, 1) {
		day(t)
	}
}

// outage reports whether the day is in the outage.
func outage(day time.Time) bool {
	return day.Month() == time.May && day.Day() >= 12 && day.Day() < 20
}

// mood is how content customers are: 0 in and after the outage, 1 before September,
// 2 since.
func mood(day time.Time) int {
	switch m := day.Month(); {
	case outage(day), m == time.May && day.Day() >= 20, m == time.June:
		return 0
	case m >= time.September:
		return 2
	default:
		return 1
	}
}

func sampleSurveys(w *csv.Writer) {
	d := newDraws(1)
	ratings := [3]struct{ nps, csat, ces []int }{
		{[]int{6, 3, 4, 4, 5, 9, 9, 13, 17, 14, 16}, []int{14, 16, 24, 28, 18}, []int{12, 17, 26, 27, 18}},
		{[]int{2, 1, 2, 2, 3, 6, 7, 14, 22, 21, 20}, []int{5, 7, 15, 36, 37}, []int{5, 9, 20, 36, 30}},
		{[]int{1, 1, 1, 1, 2, 5, 6, 13, 22, 24, 24}, []int{3, 5, 12, 35, 45}, []int{3, 6, 15, 38, 38}},
	}
	_ = w.Write([]string{"answer_id", "answered_at", "channel", "plan", "nps", "csat", "ces"})
	id := 0
	row := func(at time.Time, channel, nps, csat, ces string) {
		id++
		_ = w.Write([]string{fmt.Sprintf("A%05d", id), at.Format(time.RFC3339), channel, d.plan(), nps, csat, ces})
	}
	sampleDays(func(day time.Time) {
		r := ratings[mood(day)]
		at := func() time.Time { return day.Add(time.Duration(7*3600+d.IntN(14*3600)) * time.Second) }
		if day.Month() != time.August {
			for range 3 + d.IntN(6) { // the survey that asks whether one would recommend us
				row(at(), d.channel(), strconv.Itoa(d.pick(r.nps...)), "", "")
			}
		}
		for range 1 + d.IntN(5) { // the questions after a ticket
			ces := ""
			if day.Month() >= time.March {
				ces = strconv.Itoa(1 + d.pick(r.ces...))
			}
			row(at(), d.channel(), "", strconv.Itoa(1+d.pick(r.csat...)), ces)
		}
	})
}

func sampleTickets(w *csv.Writer) {
	d, talk := newDraws(2), newDraws(4)
	exported := time.Date(sampleYear+1, time.January, 1, 0, 0, 0, 0, time.UTC)
	_ = w.Write([]string{"ticket_id", "created_at", "first_reply_at", "resolved_at", "replies", "contacts", "reopens", "channel", "plan"})
	id := 0
	sampleDays(func(day time.Time) {
		n := 5 + d.IntN(5)
		switch {
		case outage(day):
			n *= 3
		case day.Weekday() == time.Saturday, day.Weekday() == time.Sunday:
			n = d.IntN(4)
		}
		for range n {
			id++
			created := day.Add(time.Duration(7*3600+d.IntN(14*3600)) * time.Second)
			channel := d.channel()
			reply, solve := 260, 26*60 // minutes
			switch channel {
			case "chat":
				reply, solve = 9, 5*60
			case "phone":
				reply, solve = 2, 9*60
			}
			switch mood(day) {
			case 0:
				reply, solve = 2*reply, 2*solve
			case 2:
				reply, solve = 2*reply/3, 3*solve/4
			}
			replied := created.Add(time.Duration(d.skewed(20, 60*reply)) * time.Second)
			solved := replied.Add(time.Duration(d.skewed(120, 60*solve)) * time.Second)
			if d.percent(3) { // overlooked
				replied, solved = exported, exported
			}
			replies, contacts, reopens := conversation(talk, channel, mood(day))
			if !replied.Before(exported) {
				replies, contacts = 0, 1
			}
			if !solved.Before(exported) {
				reopens = 0
			}
			_ = w.Write([]string{
				fmt.Sprintf("T%05d", id), created.Format(time.RFC3339), before(exported, replied), before(exported, solved),
				strconv.Itoa(replies), strconv.Itoa(contacts), strconv.Itoa(reopens), channel, d.plan(),
			})
		}
	})
}

// conversation returns how many replies, contacts and reopenings a ticket takes:
// fewest on the phone, and most when customers are least content.
func conversation(d draws, channel string, mood int) (replies, contacts, reopens int) {
	solvedAtOnce := map[string]int{"chat": 62, "email": 48, "phone": 74}[channel] + 6*mood
	if d.percent(solvedAtOnce) {
		return 1, 1, 0
	}
	more := 1 + d.pick(60, 25, 10, 5)
	if d.percent(24 - 4*mood) {
		reopens = 1 + d.pick(90, 10)
	}
	return 1 + more + reopens, 1 + more + reopens - d.IntN(2), reopens
}

// before returns the text of a time before the export, "" for what was still to
// come then.
func before(exported, t time.Time) string {
	if !t.Before(exported) {
		return ""
	}
	return t.Format(time.RFC3339)
}

func sampleSubscriptions(w *csv.Writer) {
	d := newDraws(3)
	price := map[string]int{"Basic": 29, "Team": 99, "Business": 349}
	leave := map[string]int{"Basic": 34, "Team": 20, "Business": 9} // of a thousand, in a month
	better := map[string]string{"Basic": "Team", "Team": "Business"}
	exported := time.Date(sampleYear+1, time.January, 1, 0, 0, 0, 0, time.UTC)
	subscriptions := 0
	row := func(customer int, plan string, start, end time.Time) {
		subscriptions++
		ended := ""
		if end.Before(exported) {
			ended = end.Format(time.DateOnly)
		}
		_ = w.Write([]string{
			fmt.Sprintf("S%05d", subscriptions), fmt.Sprintf("C%04d", customer), plan,
			start.Format(time.DateOnly), ended, fmt.Sprintf("%d.00", price[plan]), "EUR",
		})
	}
	_ = w.Write([]string{"subscription_id", "customer_id", "plan", "start_date", "end_date", "mrr", "currency"})
	customers := 0
	for month := range 36 { // the company began two years before
		for range 10 + d.IntN(9) {
			customers++
			plan := d.plan()
			start := time.Date(sampleYear-2, time.Month(1+month), 1+d.IntN(28), 0, 0, 0, 0, time.UTC)
			now := start
			for now.Before(exported) {
				now = now.AddDate(0, 0, 21+d.IntN(20))
				risk := leave[plan]
				switch {
				case now.Year() == sampleYear && now.Month() == time.June:
					risk *= 3
				case now.Year() == sampleYear && now.Month() >= time.September:
					risk = risk * 3 / 4
				}
				switch n := d.IntN(1000); {
				case n < risk: // leaves, and one in eight comes back
					row(customers, plan, start, now)
					if d.IntN(8) > 0 {
						start = exported
					} else {
						start = now.AddDate(0, 0, 40+d.IntN(80))
					}
					now = start
				case n > 985 && better[plan] != "": // moves to the next plan
					row(customers, plan, start, now)
					start, plan = now, better[plan]
				}
			}
			if start.Before(exported) {
				row(customers, plan, start, exported)
			}
		}
	}
}
