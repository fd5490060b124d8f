package journey

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The texts below are for people. Programs read the fields, or the JSON form.

// shown is how many labels a text has at most.
const shown = 5

// String returns up to five labels, such as "phone 58.3%, chat 41.7% (n=12)".
func (t *Tally) String() string {
	n := t.N()
	if n == 0 {
		return "undefined (n=0)"
	}
	type row struct {
		label string
		count uint64
	}
	var rows []row
	for label, count := range t.All() {
		rows = append(rows, row{label, count})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(b.count, a.count) })
	var texts []string
	for _, r := range rows[:min(len(rows), shown)] {
		percent, _ := t.Share(r.label).Score()
		texts = append(texts, r.label+" "+percent.StringFixed(1)+"%")
	}
	if more := len(rows) - shown; more > 0 {
		texts = append(texts, strconv.Itoa(more)+" more")
	}
	return fmt.Sprintf("%s (n=%d)", strings.Join(texts, ", "), n)
}

// String returns text such as "task completion 60.0% (n=10, 95% 31.3 to 83.2)".
func (t *Tasks) String() string { return "task completion " + t.Completion().String() }

// String returns text such as "3m20s on site, 4.25 actions per visit (n=200)".
func (v Visits) String() string {
	onSite, err := v.TimeOnSite()
	if err != nil {
		return "visits undefined (n=0)"
	}
	actions, _ := v.actions.Score()
	return fmt.Sprintf("%v on site, %s actions per visit (n=%d)", rounded(onSite), actions.StringFixed(2), v.times.N())
}

// rounded returns a time with as many digits as a reader needs.
func rounded(d time.Duration) time.Duration {
	if d >= time.Minute {
		return d.Round(time.Second)
	}
	return d.Round(time.Millisecond)
}

// String returns text such as "read 42.5% (n=200, 95% 35.9 to 49.4), 1m12s per view".
func (a Articles) String() string {
	text := "read " + a.Read().String()
	if spent, err := a.ReadingTime(); err == nil {
		text += fmt.Sprintf(", %v per view", rounded(spent))
	}
	return text
}

// String returns text such as "net sentiment 42.5 (n=200, 95% 31.7 to 52.0)".
func (s Sentiment) String() string {
	net, err := s.Score()
	if err != nil {
		return "net sentiment undefined (n=0)"
	}
	interval, _ := s.Interval(0.95)
	return fmt.Sprintf("net sentiment %s (n=%v, %v)", net.StringFixed(1), s.total(), interval)
}

// String returns text such as "cart abandonment 70.0% (n=200, 95% 63.3 to 75.9), 12 open".
func (c Carts) String() string {
	abandonment, err := c.Abandonment()
	if err != nil {
		return "cart abandonment beyond 2^64-1 carts"
	}
	return fmt.Sprintf("cart abandonment %v, %d open", abandonment, c.Open)
}

// String returns the mean, such as "4.25 (n=200, 95% 4.11 to 4.39)".
func (p *PerCustomer[ID]) String() string { return p.Sample().String() }

// LogValue returns String, so that logs get no customer IDs.
func (p *PerCustomer[ID]) LogValue() slog.Value { return slog.StringValue(p.String()) }
