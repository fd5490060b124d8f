package tickets

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/estimate"
)

// The texts below are for people. Programs read the fields, or the JSON form.

// shownLevel is the confidence level of the interval in a text.
const shownLevel = 0.95

// shown rounds a duration to the second from a minute on, and to the millisecond from
// a second on.
func shown(d time.Duration) time.Duration {
	switch {
	case d.Abs() >= time.Minute:
		return d.Round(time.Second)
	case d.Abs() >= time.Second:
		return d.Round(time.Millisecond)
	}
	return d
}

// average returns a text such as "median 2h30m0s (n=200)", with what else there is to
// say after n.
func average(name string, d time.Duration, err error, n uint64, more ...string) string {
	value := "undefined"
	if err == nil {
		value = shown(d).String()
	}
	return fmt.Sprintf("%s %s (%s)", name, value, strings.Join(append([]string{fmt.Sprintf("n=%d", n)}, more...), ", "))
}

// String returns the number of tickets, the resolution rate, the number waiting and two means.
func (t Tally) String() string {
	parts := []string{fmt.Sprintf("n=%d", t.volume)}
	if percent, err := t.Resolved().Score(); err == nil {
		parts = append(parts, percent.StringFixed(1)+"% resolved")
		if t.unknown[MetricFirstResponse] < t.volume {
			parts = append(parts, fmt.Sprintf("%d waiting", t.waiting))
		}
	}
	for _, m := range []Metric{MetricFirstResponse, MetricResolution} {
		if mean, err := t.times[m].Mean(); err == nil {
			parts = append(parts, fmt.Sprintf("mean %v %v", m, shown(mean)))
		} else if t.unknown[m] > 0 {
			parts = append(parts, m.String()+" not known")
		}
	}
	return "tickets (" + strings.Join(parts, ", ") + ")"
}

// String returns a text such as "mean 2h30m0s (n=200, 95% 2h1m0s to 2h59m0s)".
func (s DurationSample) String() string {
	mean, err := s.Mean()
	var more []string
	if interval, err := s.Interval(shownLevel); err == nil && interval.High < math.MaxInt64/1e9 {
		more = append(more, spanned(interval))
	}
	return average("mean", mean, err, s.N(), more...)
}

// String returns a text such as "median 2h30m0s (n=200, 12 waiting, 95.99% 2h1m0s to 3h5m0s)".
func (d *Durations) String() string {
	median, err := d.Median()
	var more []string
	if len(d.waiting) > 0 {
		more = append(more, fmt.Sprintf("%d waiting", len(d.waiting)))
	}
	if interval, err := d.MedianInterval(shownLevel); err == nil {
		more = append(more, spanned(interval))
	}
	return average("median", median, err, d.N(), more...)
}

// String returns a text such as "median 2h30m0s (n=200)".
func (s *DurationSketch) String() string {
	median, err := s.Median()
	return average("median", median, err, s.n)
}

// spanned returns the text of an interval in seconds, such as "95% 2h1m0s to 3h5m0s".
func spanned(i estimate.Interval) string {
	// The hair is for levels such as 0.9545, which are a little less than they look.
	percent := math.Floor(i.Level*1e4+1e-6) / 1e2
	return fmt.Sprintf("%s%% %v to %v", strconv.FormatFloat(percent, 'f', -1, 64), shown(nanoseconds(i.Low)), shown(nanoseconds(i.High)))
}

func nanoseconds(seconds float64) time.Duration { return time.Duration(math.Round(seconds * 1e9)) }

// String returns a text such as "10m0s running".
func (m Measurement) String() string {
	if m.Running {
		return m.Elapsed.String() + " running"
	}
	return m.Elapsed.String()
}

// String returns a text such as "flow 85.0% (100 created, 85 resolved)".
func (f Flow) String() string {
	rate := "undefined"
	if percent, err := f.Score(); err == nil {
		rate = percent.StringFixed(1) + "%"
	}
	return fmt.Sprintf("flow %s (%s)", rate, f.counts())
}

// counts returns the counts of the flow in words.
func (f Flow) counts() string {
	text := fmt.Sprintf("%d created, %d resolved", f.Created, f.Resolved)
	if f.Reopened > 0 {
		text += fmt.Sprintf(", %d reopened", f.Reopened)
	}
	if f.Ended > 0 {
		text += fmt.Sprintf(", %d ended", f.Ended)
	}
	return text
}

// String returns a text such as "attainment 95.0% (n=200, 95% 91.0 to 97.3, 3 running)".
func (a Attainment) String() string {
	return fmt.Sprintf("attainment %s, %d running)", strings.TrimSuffix(a.Rate().String(), ")"), a.Running)
}

// String returns a text such as "first response time within 4h0m0s".
func (g Target) String() string {
	text := fmt.Sprintf("%v within %v", g.Metric, g.Within)
	if g.Stops != 0 {
		text += fmt.Sprintf(", not counting %v", g.Stops)
	}
	return text
}

// plural returns the text of one, or of many with their number at %d.
func plural(n uint64, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
