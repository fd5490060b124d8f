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
			"opening": digits(b.opening), "new": digits(b.joined), "reactivated": digits(b.back),
			"expansion": digits(b.more), "contraction": digits(b.less), "churned": digits(b.lost),
			"churn": ratio(100*(b.less+b.lost), b.opening), "grr": ratio(100*(b.opening-b.less-b.lost), b.opening),
			"nrr": ratio(100*(b.opening+b.more-b.less-b.lost), b.opening), "net_churn": ratio(100*(b.less+b.lost-b.more), b.opening),
		}
	}
	var pooled bridge
	var before any
	for m := first; m <= last; m = nextMonth(m) {
		var b bridge
		opening, closing := paid(spans, m+"-01"), paid(spans, nextMonth(m)+"-01")
		known := map[string]bool{}
		for _, s := range spans {
			if s.start < m+"-01" && s.start != s.end {
				known[s.customer] = true
			}
		}
		sum := int64(0)
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
		at := place("subscriptions/revenue", m)
		want := figures(b)
		want["closing"], want["change"] = digits(sum), difference(want["nrr"], before)
		if b.opening > 0 {
			before = want["nrr"]
		}
		for key, want := range want {
			if got := figure(at + key); got != want {
				t.Errorf("%s%s is %v, want %v", at, key, got, want)
			}
		}
		pooled = bridge{
			pooled.opening + b.opening, pooled.joined + b.joined, pooled.back + b.back,
			pooled.more + b.more, pooled.less + b.less, pooled.lost + b.lost,
		}
	}
	if pooled.opening == 0 || pooled.more+pooled.less+pooled.lost == 0 {
		t.Fatal("no revenue moved")
	}
	for key, want := range figures(pooled) {
		if got := figure("subscriptions/revenue/all/" + key); got != want {
			t.Errorf("all %s is %v, want %v", key, got, want)
		}
	}
}

// expectCohorts compares the cohorts with the months in which each customer held
// a subscription.
func expectCohorts(t *testing.T, figure func(string) any, spans []span, first, last string) {
	t.Helper()
	in := func(customer, month string) bool {
		return slices.ContainsFunc(spans, func(s span) bool {
			return s.customer == customer && s.start != s.end && s.start < nextMonth(month)+"-01" && (s.end == "" || s.end > month+"-01")
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
				if in(customer, at) {
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
func expectSurvival(t *testing.T, figure func(string) any, spans []span, until string) {
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
		if start >= until {
			continue
		}
		date, _ := time.Parse(time.DateOnly, start)
		one := life{}
		for d := start; d < until && held(d); d = date.AddDate(0, 0, int(one.days)).Format(time.DateOnly) {
			one.days++
		}
		end := date.AddDate(0, 0, int(one.days)).Format(time.DateOnly)
		one.lost = end < until
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
			t.Fatalf("no step on day %d", day)
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
	if next != len(steps) || next == 0 {
		t.Errorf("%d steps, want %d", len(steps), next)
	}
	expect(t, figure, map[string]any{
		"subscriptions/survival/customers": digits(int64(len(lives))), "subscriptions/survival/lost": digits(lost),
		"subscriptions/survival/observed_days": digits(span),
	})
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
