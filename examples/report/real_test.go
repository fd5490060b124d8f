package main

import (
	"bytes"
	"encoding/csv"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The tests of this file run a command line as it is typed in the project's root
// and compute its figures a second time, straight from the rows of the file.

// realRows returns the rows of a file of real data by column name, and goes to the
// project's root.
func realRows(t *testing.T, file string) (rows []map[string]string) {
	t.Helper()
	t.Chdir("../..")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Skipf("there is no real data here: %v", err)
	}
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, column := range all[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func at(t *testing.T, layout, text string) time.Time {
	t.Helper()
	v, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }

// decimals returns a number as the report writes it: with 16 places at most.
func decimals(r *big.Rat) string {
	text := r.FloatString(16) // the last place is rounded half away from zero
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// ratio returns num/den, of nothing nil.
func ratio(num, den int64) any {
	if den == 0 {
		return nil
	}
	return decimals(big.NewRat(num, den))
}

// difference returns now - before, nil unless both are defined.
func difference(now, before any) any {
	a, ok1 := now.(string)
	b, ok2 := before.(string)
	if !ok1 || !ok2 {
		return nil
	}
	x, _ := new(big.Rat).SetString(a)
	y, _ := new(big.Rat).SetString(b)
	return decimals(x.Sub(x, y))
}

// place returns the path of the figures of "all", of a month such as "2024-01", or
// of a segment such as "priority/high".
func place(table, key string) string {
	switch {
	case key == "all":
		return table + "/all/"
	case strings.Contains(key, "/"):
		return table + "/segments/" + key + "/"
	default:
		return table + "/periods/" + key + "/"
	}
}

// monthBefore returns the month before a month.
func monthBefore(month string) string {
	v, err := time.Parse("2006-01", month)
	if err != nil {
		return ""
	}
	return v.AddDate(0, -1, 0).Format("2006-01")
}

// total adds up whole numbers.
type total struct{ sum, n int64 }

func (t total) add(x int64) total { return total{t.sum + x, t.n + 1} }

func TestRavenStackTickets(t *testing.T) {
	const command = `-tickets ../shared/data/ravenstack_support_tickets.csv -created-at submitted_at
		-first-reply-minutes first_response_time_minutes -resolved-at closed_at -segment priority,escalation_flag
		-surveys ../shared/data/ravenstack_support_tickets.csv -answered-at closed_at -csat satisfaction_score`
	rows := realRows(t, "../shared/data/ravenstack_support_tickets.csv")
	figure := figures(t, "", strings.Fields(command)...)

	var all []rawTicket
	ratings, satisfied, sent := map[string]total{}, map[string]int64{}, map[string]int64{}
	for _, row := range rows {
		segments := []string{"priority/" + row["priority"], "escalation_flag/" + row["escalation_flag"]}
		created := at(t, time.DateOnly, row["submitted_at"])
		all = append(all, rawTicket{
			created: created, resolved: at(t, time.DateTime, row["closed_at"]), segments: segments,
			replied: created.Add(time.Duration(number(t, row["first_response_time_minutes"])) * time.Minute),
		})
		for _, key := range append(segments, "all", row["closed_at"][:7]) {
			sent[key]++
			if row["satisfaction_score"] == "" {
				continue
			}
			rating := number(t, row["satisfaction_score"])
			ratings[key] = ratings[key].add(rating)
			if rating >= 4 {
				satisfied[key]++
			}
		}
	}
	if len(rows) != 2000 || len(sent) != 1+24+4+2 {
		t.Fatalf("%d tickets, %d groups", len(rows), len(sent))
	}
	want := ticketFigures{all: all, first: "2023-01", last: "2024-12", office: office{9, 17}, dated: true}.want()
	if len(want) < 29*(1+24+4+2) {
		t.Fatalf("%d figures of tickets", len(want))
	}
	expect(t, figure, want)
	csat := func(key string) any { return ratio(100*satisfied[key], ratings[key].n) }
	for key := range sent {
		rated, response := place("surveys/csat", key), place("surveys/response", key)
		expect(t, figure, map[string]any{
			rated + "answers":     digits(ratings[key].n),
			rated + "csat":        csat(key),
			rated + "mean":        ratio(ratings[key].sum, ratings[key].n),
			response + "sent":     digits(sent[key]),
			response + "answered": digits(ratings[key].n),
			response + "rate":     ratio(100*ratings[key].n, sent[key]),
		})
		if before := monthBefore(key); before != "" {
			expect(t, figure, map[string]any{rated + "change": difference(csat(key), csat(before))})
		}
	}
	expect(t, figure, map[string]any{"tickets/rows": "2000", "surveys/rows": "2000", "bad_rows/total": "0"})
}

func TestIncidentLog(t *testing.T) {
	hours := filepath.Join(t.TempDir(), "hours.json") // t.TempDir has no blanks
	week := `{"zone": "UTC", "week": {"monday": ["08:00-18:00"], "tuesday": ["08:00-18:00"], "wednesday": ["08:00-18:00"],
		"thursday": ["08:00-18:00"], "friday": ["08:00-18:00"]}}`
	if err := os.WriteFile(hours, []byte(week), 0o666); err != nil {
		t.Fatal(err)
	}
	command := `-tickets ../shared/data/incident_event_log.csv -ticket-id number -created-at opened_at -resolved-at resolved_at
		-reopens reopen_count -time-format dmy -null ? -segment contact_type,priority -as-of 01-03-2017 -hours ` + hours
	const layout = "02-01-2006 15:04"
	rows := realRows(t, "../shared/data/incident_event_log.csv")
	figure := figures(t, "", strings.Fields(command)...)

	last := map[string]map[string]string{}
	for _, row := range rows {
		last[row["number"]] = row
	}
	f := ticketFigures{first: "2016-02", office: office{8, 18}, asOf: at(t, layout, "01-03-2017 00:00"), noReplies: true}
	var reopened, ever, resolved int64
	for _, row := range last {
		one := rawTicket{
			created:  at(t, layout, row["opened_at"]),
			segments: []string{"contact_type/" + row["contact_type"], "priority/" + row["priority"]},
		}
		reopens := number(t, row["reopen_count"])
		if row["resolved_at"] != "?" {
			one.resolved = at(t, layout, row["resolved_at"])
			f.last = max(f.last, month(one.resolved))
			resolved++
		}
		if row["resolved_at"] != "?" || reopens > 0 {
			ever++
			reopened += min(1, reopens)
		}
		f.all = append(f.all, one)
	}
	want := f.want()
	if len(f.all) != 890 || resolved != 861 || reopened == 0 || len(want) < 17*(1+len(f.months())+1+4) {
		t.Fatalf("%d incidents, %d resolved, %d reopened, %d figures", len(f.all), resolved, reopened, len(want))
	}
	want["tickets/contacts/all/reopened"] = ratio(100*reopened, ever)
	expect(t, figure, want)
	expect(t, figure, map[string]any{"tickets/rows": "5998", "bad_rows/total": "0"})
}

// By account, of which most have many subscriptions at a time, by subscription, and by
// account without the trials.
func TestRavenStackSubscriptions(t *testing.T) {
	for _, flags := range []string{"-customer account_id", "-customer subscription_id", "-customer account_id -trial is_trial -from 2023-01"} {
		t.Run(flags, func(t *testing.T) {
			command := `-subscriptions ../shared/data/ravenstack_subscriptions.csv -segment plan_tier,billing_frequency
				-mrr mrr_amount ` + flags
			customer := strings.Fields(flags)[1]
			rows := realRows(t, "../shared/data/ravenstack_subscriptions.csv")
			if all := len(rows); strings.Contains(flags, "is_trial") {
				rows = slices.DeleteFunc(rows, func(row map[string]string) bool { return row["is_trial"] == "True" })
				if len(rows) == all {
					t.Fatal("no trials in the file")
				}
			}
			figure := figures(t, "", strings.Fields(command)...)

			// Dates compare as texts. Who holds something just before a date: all customers,
			// those of a segment.
			holders := func(date string) map[string]map[string]bool {
				held := map[string]map[string]bool{}
				for _, row := range rows {
					if row["start_date"] < date && (row["end_date"] == "" || date <= row["end_date"]) {
						for _, key := range []string{"all", "plan_tier/" + row["plan_tier"], "billing_frequency/" + row["billing_frequency"]} {
							if held[key] == nil {
								held[key] = map[string]bool{}
							}
							held[key][row[customer]] = true
						}
					}
				}
				return held
			}
			leave := func(now, then map[string]map[string]bool, key string) (n int64) {
				for c := range now[key] {
					if !then["all"][c] {
						n++
					}
				}
				return n
			}
			var before any
			first := at(t, time.DateOnly, "2023-01-01")
			for month := first; month.Year() < 2025; month = month.AddDate(0, 1, 0) {
				now, then := holders(month.Format(time.DateOnly)), holders(month.AddDate(0, 1, 0).Format(time.DateOnly))
				n, inMonth := int64(len(now["all"])), leave(now, then, "all")
				at, rate := place("subscriptions/churn", month.Format("2006-01")), ratio(100*inMonth, n)
				expect(t, figure, map[string]any{
					at + "opening": digits(n), at + "lost": digits(inMonth), at + "churn": rate,
					at + "retention": ratio(100*(n-inMonth), n), at + "change": difference(rate, before),
				})
				before = rate
			}
			// All and the segments are of the whole span.
			year := figures(t, "", slices.Concat(strings.Fields(strings.ReplaceAll(command, "-from 2023-01", "")), []string{"-from", "2024-01"})...)
			now, then := holders("2024-01-01"), holders("2025-01-01")
			if len(now) != 1+3+2 {
				t.Fatalf("%d groups", len(now))
			}
			for key, customers := range now {
				at, n, lost := place("subscriptions/churn", key), int64(len(customers)), leave(now, then, key)
				expect(t, year, map[string]any{
					at + "opening": digits(n), at + "lost": digits(lost), at + "churn": ratio(100*lost, n),
					at + "retention": ratio(100*(n-lost), n),
				})
			}
			expect(t, figure, map[string]any{"subscriptions/rows": "5000", "bad_rows/total": "0"})

			var spans []span
			for _, row := range rows {
				spans = append(spans, span{row[customer], row["start_date"], row["end_date"], number(t, row["mrr_amount"])})
			}
			expectRevenue(t, figure, spans, "2023-01", "2024-12")
			expectCohorts(t, figure, spans, "2023-01", "2024-12")
			expectSurvival(t, figure, spans, "2024-12-31")
		})
	}
}
