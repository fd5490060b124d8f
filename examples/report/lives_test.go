package main

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// span is a subscription as a file has it, with dates, which compare as texts.
type span struct {
	customer, start, end string // end "" for open
	mrr                  int64
}

// paid returns what each customer pays just before a date.
func paid(spans []span, date string) map[string]int64 {
	pays := map[string]int64{}
	for _, s := range spans {
		if s.start < date && s.start != s.end && (s.end == "" || date <= s.end) {
			pays[s.customer] += s.mrr
		}
	}
	return pays
}

func nextMonth(month string) string {
	m, _ := time.Parse("2006-01", month)
	return m.AddDate(0, 1, 0).Format("2006-01")
}

// expectRevenue compares the bridges with what each customer pays before and after.
func expectRevenue(t *testing.T, figure func(string) any, spans []span, first, last string) {
	t.Helper()
	type bridge struct{ opening, joined, back, more, less, lost int64 }
	figures := func(b bridge) map[string]any {
		return map[string]any{
			"opening":   digits(b.opening),
			"expansion": digits(b.more), "contraction": digits(b.less), "churned": digits(b.lost),
			"churn": ratio(100*(b.less+b.lost), b.opening), "grr": ratio(100*(b.opening-b.less-b.lost), b.opening),
			"nrr": ratio(100*(b.opening+b.more-b.less-b.lost), b.opening), "net_churn": ratio(100*(b.less+b.lost-b.more), b.opening),
		}
	}
	// Who joins and leaves within a month is new, or back, and has left again: the three
	// together are what those pay at its end who paid nothing at its start.
	stayed := func(at string, b bridge) {
		t.Helper()
		of := func(key string) int64 { return number(t, fmt.Sprint(figure(at+key))) }
		joined, back, left := of("new"), of("reactivated"), of("churned_joined")
		if joined+back-left != b.joined+b.back || joined < b.joined || back < b.back {
			t.Errorf("%s: %d new and %d back, of whom %d left; want %d and %d who stay", at, joined, back, left, b.joined, b.back)
		}
	}
	between := func(from, to string) (b bridge, sum int64) {
		opening, closing := paid(spans, from), paid(spans, to)
		known := map[string]bool{}
		for _, s := range spans {
			if s.start < from && s.start != s.end {
				known[s.customer] = true
			}
		}
		for c, now := range closing {
			sum += now
			was, stays := opening[c]
			switch {
			case stays:
				b.more += max(0, now-was)
				b.less += max(0, was-now)
			case known[c]:
				b.back += now
			default:
				b.joined += now
			}
		}
		for c, was := range opening {
			b.opening += was
			if _, stays := closing[c]; !stays {
				b.lost += was
			}
		}
		return b, sum
	}
	compare := func(at string, want map[string]any) {
		t.Helper()
		for key, want := range want {
			if got := figure(at + key); got != want {
				t.Errorf("%s%s is %v, want %v", at, key, got, want)
			}
		}
	}
	var before any
	for m := first; m <= last; m = nextMonth(m) {
		b, sum := between(m+"-01", nextMonth(m)+"-01")
		at := place("subscriptions/revenue", m)
		stayed(at, b)
		want := figures(b)
		want["closing"], want["change"] = digits(sum), difference(want["nrr"], before)
		if b.opening > 0 {
			before = want["nrr"]
		}
		compare(at, want)
	}
	b, _ := between(first+"-01", nextMonth(last)+"-01")
	stayed("subscriptions/revenue/all/", b)
	compare("subscriptions/revenue/all/", figures(b))
}

// expectCohorts compares the cohorts with who still held a subscription at the end of
// each month.
func expectCohorts(t *testing.T, figure func(string) any, spans []span, first, last string) {
	t.Helper()
	in := func(customer, month string) bool {
		return slices.ContainsFunc(spans, func(s span) bool {
			return s.customer == customer && s.start != s.end && s.start < nextMonth(month)+"-01" && (s.end == "" || s.end >= nextMonth(month)+"-01")
		})
	}
	joined := map[string]string{}
	for _, s := range spans {
		if m := s.start[:7]; s.start != s.end && (joined[s.customer] == "" || m < joined[s.customer]) {
			joined[s.customer] = m
		}
	}
	var cohorts []any
	kept, reached := map[int]int64{}, map[int]int64{}
	for m := first; m <= last; m = nextMonth(m) {
		size, counts := int64(0), []int64{}
		for at := m; at <= last; at = nextMonth(at) {
			counts = append(counts, 0)
		}
		for customer, since := range joined {
			if since != m {
				continue
			}
			size++
			for age, at := 0, m; at <= last; age, at = age+1, nextMonth(at) {
				if age == 0 || in(customer, at) {
					counts[age]++
				}
			}
		}
		retention := []any{}
		for age, n := range counts {
			kept[age] += n
			reached[age] += size
			retention = append(retention, ratio(100*n, size))
		}
		cohorts = append(cohorts, map[string]any{"cohort": m, "customers": size, "retention": retention})
	}
	all := []any{}
	for age := range cohorts {
		all = append(all, ratio(100*kept[age], reached[age]))
	}
	got := figure("subscriptions/cohorts/cohorts").([]any)
	for _, c := range got {
		c := c.(map[string]any)
		c["customers"] = number(t, fmt.Sprint(c["customers"]))
	}
	if diff := cmp.Diff(cohorts, got); diff != "" {
		t.Errorf("cohorts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(all, figure("subscriptions/cohorts/all")); diff != "" {
		t.Errorf("all cohorts (-want +got):\n%s", diff)
	}
}

// expectSurvival compares the curve with the product of its definition, and the
// bounds with those of log(-log S).
func expectSurvival(t *testing.T, figure func(string) any, spans []span, until, known string) {
	t.Helper()
	type life struct {
		days int64
		lost bool
	}
	var lives []life
	by := map[string][]span{}
	for _, s := range spans {
		if s.start != s.end {
			by[s.customer] = append(by[s.customer], s)
		}
	}
	for _, spans := range by {
		held := func(date string) bool {
			return slices.ContainsFunc(spans, func(s span) bool { return s.start <= date && (s.end == "" || date < s.end) })
		}
		start := slices.MinFunc(spans, func(a, b span) int { return strings.Compare(a.start, b.start) }).start
		if start > until {
			continue
		}
		date, _ := time.Parse(time.DateOnly, start)
		one := life{}
		for d := start; d < until && held(d); d = date.AddDate(0, 0, int(one.days)).Format(time.DateOnly) {
			one.days++
		}
		end := date.AddDate(0, 0, int(one.days)).Format(time.DateOnly)
		one.lost = !held(end) && end < known // of the last day the end is known, if it is over
		lives = append(lives, one)
	}
	steps := figure("subscriptions/survival/steps").([]any)
	share, greenwood, lost, next := big.NewRat(1, 1), 0.0, int64(0), 0
	span := int64(0)
	for _, l := range lives {
		span = max(span, l.days)
	}
	for day := range span + 1 {
		var atRisk, gone int64
		for _, l := range lives {
			if l.days >= day {
				atRisk++
			}
			if l.days == day && l.lost {
				gone++
			}
		}
		if gone == 0 {
			continue
		}
		lost += gone
		share.Mul(share, big.NewRat(atRisk-gone, atRisk))
		s, _ := share.Float64()
		greenwood += float64(gone) / (float64(atRisk) * float64(atRisk-gone))
		if next == len(steps) {
			t.Fatalf("no step on day %d of %v, until %s", day, spans, until)
		}
		step := steps[next].(map[string]any)
		next++
		for key, want := range map[string]int64{"day": day, "at_risk": atRisk, "lost": gone} {
			if got := fmt.Sprint(step[key]); got != digits(want) {
				t.Fatalf("day %d: %s is %s, want %d", day, key, got, want)
			}
		}
		width := z95 * math.Sqrt(greenwood) / math.Log(s)
		for key, want := range map[string]float64{"percent": s, "low": math.Pow(s, math.Exp(-width)), "high": math.Pow(s, math.Exp(width))} {
			if s > 0 {
				near(t, fmt.Sprint("survival on day ", day, " ", key), step[key], 100*want)
			}
		}
	}
	if next != len(steps) {
		t.Errorf("%d steps, want %d", len(steps), next)
	}
	expect(t, figure, map[string]any{
		"subscriptions/survival/customers": digits(int64(len(lives))), "subscriptions/survival/lost": digits(lost),
		"subscriptions/survival/observed_days": digits(span),
	})
}

// Revenue, cohorts and survival of subscriptions drawn at random are what their
// definitions give.
func TestLivesByDefinition(t *testing.T) {
	t.Parallel()
	date := func(day int) string {
		return time.Date(2024, time.December, 1+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	spans := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) span {
		start := rapid.IntRange(0, 140).Draw(t, "start")
		s := span{
			customer: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "customer"),
			start:    date(start), mrr: rapid.Int64Range(0, 20).Draw(t, "MRR"),
		}
		if rapid.IntRange(0, 4).Draw(t, "ends") > 0 {
			s.end = date(start + rapid.SampledFrom([]int{0, 1, 10, 31, 59, 90}).Draw(t, "days"))
		}
		return s
	}), 1, 10)
	rapid.Check(t, func(rt *rapid.T) {
		all := spans.Draw(rt, "spans")
		var file strings.Builder
		file.WriteString("customer_id,start_date,end_date,mrr\n")
		for _, s := range all {
			fmt.Fprintf(&file, "%s,%s,%s,%d\n", s.customer, s.start, s.end, s.mrr)
		}
		figure := figures(t, file.String(), "-subscriptions", "-", "-from", "2025-01", "-to", "2025-04")
		expectRevenue(t, figure, all, "2025-01", "2025-04")
		expectCohorts(t, figure, all, "2025-01", "2025-04")
		expectSurvival(t, figure, all, "2025-05-01", "2025-05-01")
		if t.Failed() {
			t.Fatal(file.String())
		}
	})
}

// Amounts are exact to the last cent, and in one currency.
func TestRevenue(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr,currency\n" +
		"a,2024-12-01,2025-01-15,0.10,EUR\na,2025-01-15,,0.30,EUR\n" + // moves to a better plan
		"b,2024-12-01,,0.70,EUR\n" +
		"c,2024-12-01,2025-01-31,0.20,EUR\n" +
		"d,2025-01-10,,1234567.89,EUR\n"
	figure := figures(t, file, "-subscriptions", "-", "-from", "2025-01", "-to", "2025-02")
	expect(t, figure, map[string]any{
		"subscriptions/revenue/periods/2025-01/opening":   "1", // 0.10 + 0.70 + 0.20
		"subscriptions/revenue/periods/2025-01/new":       "1234567.89",
		"subscriptions/revenue/periods/2025-01/expansion": "0.2",
		"subscriptions/revenue/periods/2025-01/churned":   "0.2",
		"subscriptions/revenue/periods/2025-01/closing":   "1234568.89",
		"subscriptions/revenue/periods/2025-01/nrr":       "100",
		"subscriptions/revenue/periods/2025-01/grr":       "80",
		"subscriptions/revenue/periods/2025-02/opening":   "1234568.89",
		"subscriptions/revenue/periods/2025-02/nrr":       "100",
	})
	if notes := figure("subscriptions/revenue/convention").([]any); !strings.Contains(notes[0].(string), "in EUR ") {
		t.Errorf("no currency in %v", notes)
	}
	without := figures(t, "customer_id,start_date,end_date\na,2025-01-01,\n", "-subscriptions", "-", "-mrr", "")
	expectNone(t, without, "subscriptions", "revenue")
}

// Bounds belong to what begins there, and lives go on where one subscription ends
// and another starts.
func TestLives(t *testing.T) {
	const file = "customer_id,start_date,end_date\n" +
		"a,2025-01-10,2025-02-01\n" + // 22 days, none of them in February
		"b,2025-01-20,2025-02-05\nb,2025-02-05,2025-02-20\n" + // 31 days
		"b,2025-03-01,\n" + // which are over when b comes back
		"c,2025-02-01,2025-04-01\n" + // still there at the last instant known, after 59 days
		"d,2024-12-31,\n" // in no cohort of 2025, but 91 days with us
	figure := figures(t, file, "-subscriptions", "-", "-from", "2025-01", "-to", "2025-03")
	if diff := cmp.Diff([]any{cohortRow("2025-01", "2", "100", "0", "50"), cohortRow("2025-02", "1", "100", "100"), cohortRow("2025-03", "0", nil)},
		figure("subscriptions/cohorts/cohorts")); diff != "" {
		t.Error(diff)
	}
	expect(t, figure, map[string]any{
		"subscriptions/survival/customers": "4", "subscriptions/survival/lost": "2",
		"subscriptions/survival/median_days": "31", "subscriptions/survival/observed_days": "91",
	})
	steps := figure("subscriptions/survival/steps").([]any)
	for i, want := range []struct{ day, percent string }{{"22", "75"}, {"31", "50"}} {
		if step := steps[i].(map[string]any); fmt.Sprint(step["day"]) != want.day || step["percent"] != want.percent {
			t.Errorf("step %d is %v", i, step)
		}
	}
	text, _, _ := execute(file, "-subscriptions", "-", "-from", "2025-01", "-to", "2025-03", "-only", "cohorts,survival")
	for _, want := range []string{
		"  2025-01             2 100.0   0.0  50.0\n  2025-02             1 100.0 100.0\n  2025-03             0     –\n",
		"  all                 3 100.0  33.3  50.0\n",
		"  4 customers, 2 lost. Half are lost within 31 days.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// Who has nothing to survive yet, and periods before anybody came, give no figures
// and no panic, in text and in JSON.
func TestNoLives(t *testing.T) {
	for file, args := range map[string][]string{
		"customer_id,start_date,end_date\n":                            nil,
		"customer_id,start_date,end_date,mrr\n":                        {"-from", "2025-01"},
		"customer_id,start_date,end_date\na,2025-01-01,2025-01-01\n":   nil,
		"customer_id,start_date,end_date\na,2025-01-01,\n":             nil,                            // observed for no time
		"customer_id,start_date,end_date\na,2025-01-01,\n\n":           {"-as-of", "2025-01-01 12:00"}, // for half a day
		"customer_id,start_date,end_date,mrr\na,2030-01-01,,5\n":       {"-to", "2025-01", "-from", "2024-12"},
		"customer_id,start_date,end_date,mrr\na,2025-01-01,,5\nb,,,\n": {"-per", "day", "-as-of", "2025-01-02", "-max-bad", "60"},
	} {
		args = append(args, "-subscriptions", "-")
		figure := figures(t, file, args...)
		expect(t, figure, map[string]any{"subscriptions/survival/median_days": nil})
		if text, stderr, code := execute(file, args...); code != 0 || stderr != "" || strings.Contains(text, "NaN") {
			t.Errorf("%q: exit code %d, stderr %q\n%s", file, code, stderr, text)
		}
	}
}

// z95 is the 97.5 % quantile of the normal distribution.
const z95 = 1.959963984540054

// near compares a figure with six decimal places.
func near(t *testing.T, name string, got any, want float64) {
	t.Helper()
	text, _ := got.(string)
	if f, err := strconv.ParseFloat(text, 64); err != nil || math.Abs(f-want) > 1e-6 {
		t.Errorf("%s is %v, want %.6f", name, got, want)
	}
}
