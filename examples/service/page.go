package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

var (
	//go:embed page.html
	pageText string
	//go:embed style.css
	style string
	//go:embed icon.svg
	icon string

	styles = draw.Style + style // the service's own has the last word

	pages = template.Must(template.New("page").Funcs(template.FuncMap{
		"number": number, "count": count, "short": short, "interval": interval, "duration": duration, "durations": durations,
	}).Parse(pageText))
)

// page is what the dashboard shows: results, and drawings of them.
type page struct {
	results
	Query                         string // the address of the same results as JSON
	Count, Refresh                int
	Units                         []string
	Choices, Refreshes            []int
	NPSHead, CSATHead, CESHead    head
	Distribution                  distribution
	NPSTrend, CSATTrend, CESTrend trend
	TicketTrends                  []trend
	TicketChanges                 []string
	ChurnChange                   string
	HeatMap                       template.HTML // "" without customers
	Begin, End                    string
}

// head is a figure of the last period that is over, and beside it that of the running one
// and that of all.
type head struct {
	ID, Unit, Period, Now string
	Periods               int
	Answers               uint64
	Score, Interval       template.HTML
	Change                string
	Running, Total        template.HTML
}

func (s *server) getDashboard(w http.ResponseWriter, r *http.Request) {
	v, p := readQuery(r, true)
	if p != nil {
		s.html(w, "problem", p.Status, p)
		return
	}
	now := s.now()
	text, p := s.pages.read(v, now, s.live.version(), func() ([]byte, *problem) { return s.page(r.Context(), v, now) })
	if p != nil {
		s.html(w, "problem", p.Status, p)
		return
	}
	if v.Refresh > 0 {
		w.Header().Set("Refresh", strconv.Itoa(v.Refresh))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(text) // a client that is gone
}

// page writes a dashboard.
func (s *server) page(ctx context.Context, v view, now time.Time) ([]byte, *problem) {
	s.drawing <- struct{}{} // one at a time: pages leave writers a processor
	defer func() { <-s.drawing }()
	res, p := s.answer(ctx, v.query, now)
	if p != nil {
		return nil, p
	}
	drawn, err := drawPage(res, v.Refresh)
	var text bytes.Buffer
	if err == nil {
		err = pages.ExecuteTemplate(&text, "dashboard", drawn)
	}
	if err != nil {
		s.log.ErrorContext(ctx, "no page", "err", err)
		return nil, plain(http.StatusInternalServerError, "the page cannot be drawn")
	}
	return text.Bytes(), nil
}

func (s *server) getProblems(w http.ResponseWriter, _ *http.Request) {
	s.html(w, "problems", http.StatusOK, problemTypes)
}

// html writes a page when it is whole: half a page would have the status of one.
func (s *server) html(w http.ResponseWriter, name string, status int, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		s.log.Error("no page", "name", name, "err", err)
		plain(http.StatusInternalServerError, "the page cannot be written").write(w)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a client that is gone
}

func drawPage(res results, refresh int) (page, error) {
	query := url.Values{"unit": {res.Unit.String()}, "periods": {strconv.Itoa(len(res.Periods))}}
	if res.Segment != everyone {
		query.Set("segment", res.Segment)
	}
	v := page{
		results: res, Query: query.Encode(), Count: len(res.Periods), Refresh: refresh, Refreshes: refreshes,
		Choices: []int{4, 6, 8, 12, 13, 24, 26, 36, 52, 60}, Distribution: drawDistribution(res.Total.NPS.Tally),
	}
	if !slices.Contains(v.Choices, v.Count) {
		v.Choices = append(v.Choices, v.Count)
		slices.Sort(v.Choices)
	}
	v.Begin, v.End, _ = strings.Cut(res.Total.Period, "/")
	for _, u := range units {
		v.Units = append(v.Units, u.String())
	}
	running := res.Periods[len(res.Periods)-1]
	top := func(id string, answers uint64, m moved, places int32, unit string, of func(figures) (*decimal.Decimal, estimate.Interval)) head {
		number := func(f figures) template.HTML {
			d, _ := of(f)
			text := number(d, places)
			if d != nil {
				text += template.HTML(template.HTMLEscapeString(unit)) //nolint:gosec // it was escaped
			}
			return text
		}
		_, in := of(res.Last)
		return head{
			ID: id, Unit: res.Unit.String(), Period: res.Last.Period, Now: running.Period, Periods: len(res.Periods), Answers: answers,
			Score: number(res.Last), Interval: interval(in, int(places)), Change: m.text(res.Before.Period, int(places), "answers"),
			Running: number(running), Total: number(res.Total),
		}
	}
	ofNPS := func(f figures) (*decimal.Decimal, estimate.Interval) { return f.NPS.Score, f.NPS.Interval }
	ofCSAT := func(f figures) (*decimal.Decimal, estimate.Interval) { return f.CSAT.Percent, f.CSAT.Interval }
	ofCES := func(f figures) (*decimal.Decimal, estimate.Interval) { return f.CES.Mean, f.CES.Interval }
	v.NPSHead = top("nps", res.Last.NPS.Answers, res.Changes.NPS, 1, "", ofNPS)
	v.CSATHead = top("csat", res.Last.CSAT.Answers, res.Changes.CSAT, 1, "%", ofCSAT)
	v.CESHead = top("ces", res.Last.CES.Answers, res.Changes.CES, 2, " of 5", ofCES)

	by := " by " + res.Unit.String()
	var err error
	trendOf := func(p plot) trend {
		t, err2 := p.draw(res)
		err = errors.Join(err, err2)
		return t
	}
	v.TicketChanges = []string{
		"First response, mean: " + res.Changes.First.times(res.Before.Period),
		"Answered in time: " + res.Changes.Reply.text(res.Before.Period, 1, "tickets"),
		"Resolved in time: " + res.Changes.Resolve.text(res.Before.Period, 1, "tickets"),
	}
	v.ChurnChange = res.Changes.Churn.text(res.Churn.Before, 1, "customers")
	v.NPSTrend = trendOf(plot{"Net Promoter Score" + by, -100, 100, signal.Higher, 1, "%.1f", ofNPS, npsSignals})
	v.CSATTrend = trendOf(plot{"Satisfied, percent" + by, 0, 100, signal.Higher, 1, "%.1f", ofCSAT, csatSignals})
	v.CESTrend = trendOf(plot{"Customer Effort Score, 1 to 5," + by, 1, 5, signal.Higher, 1, "%.2f", ofCES, cesSignals})
	times := func(title string, of func(figures) timeFigures) plot {
		longest := 0.0
		for _, f := range res.Periods {
			if t := of(f); t.Median != nil {
				longest = max(longest, t.Median.InexactFloat64(), t.Interval.High)
			}
		}
		unit, seconds := timeUnit(longest)
		return plot{
			title + ", " + unit + by, 0, math.Inf(1), signal.Lower, seconds, "%.1f",
			func(f figures) (*decimal.Decimal, estimate.Interval) { return of(f).Median, of(f).Interval },
			func(res results) (signal.Data, error) {
				return valueSignals(res, func(f figures) *decimal.Decimal { return of(f).Median }, math.Inf(1))
			},
		}
	}
	support := make(map[string]supportFigures)
	for _, f := range res.Support {
		support[f.Period] = f
	}
	counted := func(title string, better signal.Better, of func(supportFigures) *decimal.Decimal, most float64, format string) plot {
		value := func(f figures) *decimal.Decimal { return of(support[f.Period]) }
		return plot{
			title + by, 0, most, better, 1, format,
			func(f figures) (*decimal.Decimal, estimate.Interval) { return value(f), estimate.Interval{} },
			func(res results) (signal.Data, error) { return valueSignals(res, value, most) },
		}
	}
	whole := func(n uint64) *decimal.Decimal {
		d := decimal.NewFromUint64(n)
		return &d
	}
	backlog := counted("Backlog at the end", signal.Lower, func(f supportFigures) *decimal.Decimal { return whole(f.Backlog) }, math.Inf(1), "%.0f")
	backlog.data = nil // a stock goes on from the one before: its points are not apart, as a process chart supposes
	for _, p := range []plot{
		times("Median first response", func(f figures) timeFigures { return f.Tickets.FirstResponse }),
		times("Median resolution", func(f figures) timeFigures { return f.Tickets.Resolution }),
		counted("Tickets created", signal.Neither, func(f supportFigures) *decimal.Decimal { return whole(f.Created) }, math.Inf(1), "%.0f"),
		backlog,
		counted("Answered in time, percent", signal.Higher, func(f supportFigures) *decimal.Decimal { return f.Reply.Percent }, 100, "%.1f"),
		counted("Resolved in time, percent", signal.Higher, func(f supportFigures) *decimal.Decimal { return f.Resolve.Percent }, 100, "%.1f"),
	} {
		v.TicketTrends = append(v.TicketTrends, trendOf(p))
	}
	heat, err2 := drawHeatMap(res.Cohorts)
	v.HeatMap = heat
	return v, errors.Join(err, err2)
}

// text says what has changed since the period before; of what is what a comparison needs.
func (m moved) text(before string, places int, of string) string {
	if m.Difference == nil {
		return "No comparison with " + before + ": too few " + of + "."
	}
	d := m.Difference
	return fmt.Sprintf("%+.*f since %s (95%% %.*f to %.*f): %s.", places, d.Estimate, before, places, d.Low, places, d.High, m.Verdict)
}

// times says the same of seconds, in a unit that suits them.
func (m moved) times(before string) string {
	if m.Difference == nil {
		return m.text(before, 1, "tickets")
	}
	d := *m.Difference
	unit, seconds := timeUnit(max(math.Abs(d.Low), math.Abs(d.High)))
	return fmt.Sprintf("%+.1f %s since %s (95%% %.1f to %.1f): %s.", d.Estimate/seconds, unit, before, d.Low/seconds, d.High/seconds, m.Verdict)
}

// timeUnit returns the unit to tell a time in, and its seconds.
func timeUnit(seconds float64) (string, float64) {
	switch {
	case seconds < 120:
		return "seconds", 1
	case seconds < 120*60:
		return "minutes", 60
	case seconds < 72*3600:
		return "hours", 3600
	default:
		return "days", 86400
	}
}

const noData template.HTML = `<span class="none">no data</span>`

// number writes a value rounded, and exactly for programs.
func number(d *decimal.Decimal, places int32) template.HTML {
	if d == nil {
		return noData
	}
	return data(d.String(), d.StringFixed(places))
}

func count(n uint64) template.HTML { return data(fmt.Sprint(n), grouped(n)) }

// grouped writes a number with a comma before every three digits.
func grouped(n uint64) string { return draw.Grouped(fmt.Sprint(n)) }

// short writes a number in the width of four digits, rounded where it has more.
func short(n uint64) string {
	switch {
	case n < 10_000:
		return fmt.Sprint(n)
	case n < 999_500:
		return fmt.Sprintf("%.0fk", float64(n)/1e3)
	case n < 9_950_000:
		return fmt.Sprintf("%.1fM", float64(n)/1e6)
	default:
		return fmt.Sprintf("%.0fM", float64(n)/1e6)
	}
}

func interval(i estimate.Interval, places int) template.HTML {
	if i == (estimate.Interval{}) {
		return noData
	}
	return data(fmt.Sprint(i.Low), fmt.Sprintf("%.*f", places, i.Low)) + " to " + data(fmt.Sprint(i.High), fmt.Sprintf("%.*f", places, i.High))
}

// duration writes seconds in a unit that suits them.
func duration(d *decimal.Decimal) template.HTML {
	if d == nil {
		return noData
	}
	unit, seconds := timeUnit(d.InexactFloat64())
	return data(d.String(), fmt.Sprintf("%.1f %s", d.InexactFloat64()/seconds, unit))
}

func durations(i estimate.Interval) template.HTML {
	if i == (estimate.Interval{}) {
		return noData
	}
	low, high := decimal.NewFromFloat(i.Low), decimal.NewFromFloat(i.High)
	return duration(&low) + " to " + duration(&high)
}

// data is made of numbers and the names of units alone.
func data(exact, text string) template.HTML {
	return template.HTML(`<data value="` + exact + `">` + text + `</data>`)
}
