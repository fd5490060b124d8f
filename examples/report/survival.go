package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx/churn"
)

// survival is how long customers stay: the Kaplan-Meier curve of their lifetimes in
// days.
type survival struct {
	level           float64
	customers, lost uint64
	seen            string // until when the customers are known
	curve           churn.Curve
	steps           []curveStep // the points at which somebody was lost, and the last one
	span            int64       // days observed at most
}

// curveStep is a point of the curve: from this day on so many are left, as shares of 1.
type curveStep struct {
	churn.Step
	low, high float64 // of the interval, both the survival itself where it has none
}

// dayOf returns the number of the day that a calendar shows at an instant, so that days
// of 23 and 25 hours are days.
func dayOf(at int64, zone *time.Location) int64 {
	t := time.Unix(0, at).In(zone)
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 3600)
}

// survival returns the curve of all customers. A customer's life ends with the first
// instant without a subscription, whoever comes back later; who has one still when
// the file was exported has lived until then at least.
func (s *subscriptions) survival(cfg config) (survival, error) {
	v := survival{level: cfg.level}
	if s.last.IsZero() {
		return v, nil
	}
	until := s.until(cfg)
	v.seen = until.Format(time.DateOnly)
	var lives churn.Lifetimes
	now := until.UnixNano()
	for _, subs := range s.of {
		start, end, ok := life(subs)
		if !ok || start >= now {
			continue
		}
		v.customers++
		lost := end < now
		if lost {
			v.lost++
		}
		if err := lives.Add(churn.Lifetime{Time: dayOf(min(end, now), cfg.zone) - dayOf(start, cfg.zone), Lost: lost}); err != nil {
			return v, err
		}
	}
	if v.customers == 0 {
		return v, nil
	}
	var err error
	if v.curve, err = lives.KaplanMeier(); err != nil {
		return v, err
	}
	for p := range v.curve.Steps() {
		v.span = p.Time
		at := curveStep{p, p.Survival, p.Survival}
		if i, err := v.curve.Interval(p.Time, cfg.level); err == nil {
			at.low, at.high = i.Low, i.High
		}
		if p.Lost > 0 {
			v.steps = append(v.steps, at)
		}
	}
	return v, nil
}

// life returns the first time without a gap in which somebody was a customer.
func life(subs []subscription) (start, end int64, ok bool) {
	slices.SortFunc(subs, func(a, b subscription) int { return cmp.Compare(a.start, b.start) })
	for _, sub := range subs {
		switch {
		case sub.start == sub.end:
		case !ok:
			start, end, ok = sub.start, sub.end, true
		case sub.start <= end:
			end = max(end, sub.end)
		}
	}
	return start, end, ok
}

// at returns the curve from a day on.
func (v survival) at(t int64) curveStep {
	i, found := slices.BinarySearchFunc(v.steps, t, func(s curveStep, t int64) int { return cmp.Compare(s.Time, t) })
	switch {
	case found:
		return v.steps[i]
	case i == 0:
		return curveStep{churn.Step{Survival: 1}, 1, 1}
	default:
		return v.steps[i-1]
	}
}

func (v survival) key() string { return "survival" }

const survivalTitle = "Customer survival"

func (v survival) notes() []string {
	return []string{
		"Percent of the customers who stay longer than so many days (Kaplan-Meier), from the",
		"first day with a subscription to the first without; coming back does not count. Who",
		"is still there counts as far as is known: until " + v.seen + ".",
	}
}

func (v survival) object() object {
	steps := []object{}
	for _, s := range v.steps {
		steps = append(steps, object{
			{"day", s.Time}, {"at_risk", s.AtRisk}, {"lost", s.Lost},
			{"percent", percentOf(s.Survival).json()}, {"low", percentOf(s.low).json()}, {"high", percentOf(s.high).json()},
		})
	}
	var median any
	if m, err := v.curve.Median(); err == nil {
		median = m
	}
	return object{
		{"title", survivalTitle}, {"convention", v.notes()}, {"customers", v.customers}, {"lost", v.lost},
		{"median_days", median}, {"observed_days", v.span}, {"steps", steps},
	}
}

func percentOf(share float64) cell {
	d := inferred(100 * share)
	return cell{Text: d.StringFixed(1), Value: d}
}

// summary says in a line what the curve shows.
func (v survival) summary() string {
	median := fmt.Sprintf("More than half stay longer than the %s days observed.", thousands(uint64(v.span)))
	if m, err := v.curve.Median(); err == nil {
		median = fmt.Sprintf("Half are lost within %s days.", thousands(uint64(m)))
	}
	return fmt.Sprintf("%s customers, %s lost. %s", thousands(v.customers), thousands(v.lost), median)
}

// The size of the drawing, its axes not counted.
const (
	plotWidth  = 72
	plotHeight = 17 // so that each quarter has a row
)

func (v survival) write(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n", survivalTitle)
	if v.customers == 0 {
		fmt.Fprintln(w, "  No customers.")
		return
	}
	for _, note := range v.notes() {
		fmt.Fprintf(w, "  %s\n", note)
	}
	fmt.Fprintln(w)
	for i, line := range v.plot() {
		label := ""
		if percent := 100 * (plotHeight - 1 - i); percent%(25*(plotHeight-1)) == 0 {
			label = fmt.Sprint(percent/(plotHeight-1), "%")
		}
		fmt.Fprintf(w, "%s │%s\n", padLeft(label, 7), strings.TrimRight(line, " "))
	}
	axis, labels, risk := []rune(strings.Repeat("─", plotWidth)), padRight("", 9), padRight("", 9)
	for _, t := range ticks(v.span) {
		x := int(math.Round(float64(t) / float64(max(1, v.span)) * (plotWidth - 1)))
		axis[x] = '┴'
		label, n := thousands(uint64(t)), thousands(v.atRisk(t))
		labels = padRight(labels, 9+x-len(label)/2) + label
		risk = padRight(risk, 9+x-len(n)/2) + n
	}
	fmt.Fprintf(w, "%s └%s\n%s  days\n%s  at risk\n", padLeft("", 7), string(axis), labels, risk)
	fmt.Fprintf(w, "  %s\n", v.summary())
}

// plot draws the curve as steps.
func (v survival) plot() (lines []string) {
	canvas := make([][]rune, plotHeight)
	for i := range canvas {
		canvas[i] = []rune(strings.Repeat(" ", plotWidth))
	}
	row := func(share float64) int { return int(math.Round((1 - share) * (plotHeight - 1))) }
	before := 0
	for x := range plotWidth {
		now := row(v.at(v.span * int64(x) / (plotWidth - 1)).Survival)
		canvas[now][x] = '─'
		if now > before {
			canvas[before][x], canvas[now][x] = '┐', '└'
			for y := before + 1; y < now; y++ {
				canvas[y][x] = '│'
			}
		}
		before = now
	}
	for _, line := range canvas {
		lines = append(lines, string(line))
	}
	return lines
}

// atRisk returns how many customers have been observed longer than so many days.
func (v survival) atRisk(t int64) uint64 {
	n := uint64(0)
	for p := range v.curve.Steps() {
		if p.Time >= t {
			return p.AtRisk
		}
	}
	return n
}

// ticks returns round numbers from 0 to span, at most eight.
func ticks(span int64) (all []int64) {
	unit := int64(1)
	for i := 0; span/unit > 7; i++ {
		unit = []int64{2, 5, 10}[i%3] * unit / []int64{1, 2, 5}[i%3]
	}
	for t := int64(0); t <= span; t += unit {
		all = append(all, t)
	}
	return all
}
