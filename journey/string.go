package journey

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// The texts below are for people. Programs read the fields, or the JSON form.

// shown is how many labels a text has at most.
const shown = 5

// String returns the volume and the shares of the most frequent labels, such as
// "phone 58.3%, chat 41.7% (n=12)"; more than five are cut short. Of nothing it is
// "undefined (n=0)".
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
		percent, _ := t.Share(r.label).Percent()
		texts = append(texts, r.label+" "+percent.StringFixed(1)+"%")
	}
	if more := len(rows) - shown; more > 0 {
		texts = append(texts, strconv.Itoa(more)+" more")
	}
	return fmt.Sprintf("%s (n=%d)", strings.Join(texts, ", "), n)
}

// LogValue implements [slog.LogValuer] with n and the count of each label.
func (t *Tally) LogValue() slog.Value {
	counts := make([]slog.Attr, 0, len(t.counts))
	for label, count := range t.All() {
		counts = append(counts, slog.Uint64(label, count))
	}
	return slog.GroupValue(slog.Uint64("n", t.N()), slog.Attr{Key: "labels", Value: slog.GroupValue(counts...)})
}

// String returns the task completion, such as "task completion 60.0% (n=10, 95% 31.3 to
// 83.2)". Of no answers it is "task completion undefined (n=0)".
func (t *Tasks) String() string { return "task completion " + t.Completion().String() }

// LogValue implements [slog.LogValuer] with completion in percent, where there is one,
// completed and failed.
func (t *Tasks) LogValue() slog.Value {
	percent, err := t.Completion().Percent()
	return logged("completion", percent, err, slog.Uint64("completed", t.completed), slog.Uint64("failed", t.failed))
}

// logged returns a group of a figure, where it is defined, and what it is made of.
func logged(name string, figure decimal.Decimal, err error, attrs ...slog.Attr) slog.Value {
	if err == nil {
		attrs = append([]slog.Attr{slog.Float64(name, figure.InexactFloat64())}, attrs...)
	}
	return slog.GroupValue(attrs...)
}

// String returns the means, such as "3m20s on site, 4.25 actions a visit (n=200)". Of no
// visits it is "visits undefined (n=0)".
func (v Visits) String() string {
	onSite, err := v.TimeOnSite()
	if err != nil {
		return "visits undefined (n=0)"
	}
	actions, _ := v.actions.Mean()
	return fmt.Sprintf("%v on site, %s actions a visit (n=%d)", rounded(onSite), actions.StringFixed(2), v.N())
}

// rounded returns a time with as many digits as a reader needs.
func rounded(d time.Duration) time.Duration {
	if d >= time.Minute {
		return d.Round(time.Second)
	}
	return d.Round(time.Millisecond)
}

// LogValue implements [slog.LogValuer] with time_on_site and actions, the means, where
// there are visits, and n.
func (v Visits) LogValue() slog.Value {
	n := slog.Uint64("n", v.N())
	onSite, err := v.TimeOnSite()
	if err != nil {
		return slog.GroupValue(n)
	}
	actions, _ := v.actions.Mean()
	return slog.GroupValue(slog.Duration("time_on_site", onSite), slog.Float64("actions", actions.InexactFloat64()), n)
}

// String returns the share that was read and the mean time, such as "read 42.5% (n=200,
// 95% 35.9 to 49.4), 1m12s a view". Of no views it is "read undefined (n=0)".
func (a Articles) String() string {
	text := "read " + a.Read().String()
	if spent, err := a.ReadingTime(); err == nil {
		text += fmt.Sprintf(", %v a view", rounded(spent))
	}
	return text
}

// LogValue implements [slog.LogValuer] with reading_time, the mean, where there is one,
// and the views read, skimmed and bounced.
func (a Articles) LogValue() slog.Value {
	attrs := []slog.Attr{slog.Uint64("read", a.read), slog.Uint64("skimmed", a.skimmed), slog.Uint64("bounced", a.bounced)}
	if spent, err := a.ReadingTime(); err == nil {
		attrs = append([]slog.Attr{slog.Duration("reading_time", spent)}, attrs...)
	}
	return slog.GroupValue(attrs...)
}

// String returns the net sentiment, the number of mentions and the 95 percent
// [Sentiment.Interval], such as "net sentiment 42.5 (n=200, 95% 31.7 to
// 52.0)". Of no mentions it is "net sentiment undefined (n=0)".
func (s Sentiment) String() string {
	net, err := s.Score()
	if err != nil {
		return "net sentiment undefined (n=0)"
	}
	interval, _ := s.Interval(0.95)
	return fmt.Sprintf("net sentiment %s (n=%v, %v)", net.StringFixed(1), s.total(), interval)
}

// LogValue implements [slog.LogValuer] with net, where there is one, and the three
// counts.
func (s Sentiment) LogValue() slog.Value {
	net, err := s.Score()
	return logged("net", net, err, slog.Uint64("positive", s.Positive), slog.Uint64("neutral", s.Neutral), slog.Uint64("negative", s.Negative))
}

// String returns the text of [Sentiment.String] for all channels together.
func (m *Mentions) String() string { return m.Total().String() }

// LogValue implements [slog.LogValuer] with what [Sentiment.LogValue] has for each channel.
func (m *Mentions) LogValue() slog.Value {
	attrs := make([]slog.Attr, 0, len(m.channels))
	for channel, s := range m.All() {
		attrs = append(attrs, slog.Attr{Key: channel, Value: s.LogValue()})
	}
	return slog.GroupValue(attrs...)
}

// String returns the abandonment, such as "cart abandonment 70.0% (n=200, 95% 63.3 to
// 75.9), 12 open". Of no carts that are decided it is "cart abandonment undefined (n=0)",
// and the open ones.
func (c Carts) String() string {
	abandonment, err := c.Abandonment()
	if err != nil {
		return "cart abandonment beyond 2^64-1 carts"
	}
	return fmt.Sprintf("cart abandonment %v, %d open", abandonment, c.Open)
}

// LogValue implements [slog.LogValuer] with abandonment in percent, where there is one,
// and the four counts.
func (c Carts) LogValue() slog.Value {
	counts := []slog.Attr{
		slog.Uint64("purchased", c.Purchased), slog.Uint64("recovered", c.Recovered),
		slog.Uint64("abandoned", c.Abandoned), slog.Uint64("open", c.Open),
	}
	abandonment, err := c.Abandonment()
	if err != nil {
		return slog.GroupValue(counts...)
	}
	percent, err := abandonment.Percent()
	return logged("abandonment", percent, err, counts...)
}

// String returns the mean per customer, such as "4.25 (n=200, 95% 4.11 to 4.39)"; see
// [estimate.Sample.String].
func (p *PerCustomer[ID]) String() string { return p.Sample().String() }

// LogValue implements [slog.LogValuer] with mean, where there is one, and n, the number
// of customers.
func (p *PerCustomer[ID]) LogValue() slog.Value { return p.Sample().LogValue() }
