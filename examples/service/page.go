package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
)

var (
	//go:embed page.html
	pageText string
	//go:embed style.css
	style string
	//go:embed icon.svg
	icon string

	pages = template.Must(template.New("page").Funcs(template.FuncMap{
		"number": number, "count": count, "short": short, "interval": interval, "duration": duration, "durations": durations,
	}).Parse(pageText))
)

// page is what the dashboard shows: results, and drawings of them.
type page struct {
	results
	Query        string // the address of the same results as JSON
	Units        []string
	Distribution distribution
	NPSTrend     trend
	CSATTrend    trend
	CESTrend     trend
	FirstTrend   trend
	SolvedTrend  trend
	HeatMap      heatMap
	Begin, End   string
}

func (s *server) getDashboard(w http.ResponseWriter, r *http.Request) {
	v, p := readQuery(r, true)
	if p != nil {
		s.html(w, "problem", p.Status, p)
		return
	}
	now := s.now()
	text, p := s.pages.read(v, now, s.live.version(), func() ([]byte, *problem) { return s.page(v, now) })
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
func (s *server) page(v view, now time.Time) ([]byte, *problem) {
	s.drawing <- struct{}{} // one at a time: pages leave writers a processor
	defer func() { <-s.drawing }()
	res, p := s.answer(v.query, now)
	if p != nil {
		return nil, p
	}
	drawn, err := drawPage(res)
	var text bytes.Buffer
	if err == nil {
		err = pages.ExecuteTemplate(&text, "dashboard", drawn)
	}
	if err != nil {
		s.log.Error("no page", "err", err)
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

func drawPage(res results) (page, error) {
	query := url.Values{"unit": {res.Unit.String()}, "periods": {fmt.Sprint(len(res.Periods))}}
	if res.Segment != everyone {
		query.Set("segment", res.Segment)
	}
	v := page{results: res, Query: query.Encode(), Distribution: drawDistribution(res.Total.NPS.Tally)}
	v.Begin, v.End, _ = strings.Cut(res.Total.Period, "/")
	for _, u := range units {
		v.Units = append(v.Units, u.String())
	}
	marks := func(value func(figures) (*decimal.Decimal, estimate.Interval)) []mark {
		all := make([]mark, len(res.Periods))
		for i, f := range res.Periods {
			d, in := value(f)
			all[i] = mark{Label: f.Period, Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Over: f.Over}
			if d != nil {
				all[i].Value = d.InexactFloat64()
			}
			if in != (estimate.Interval{}) {
				all[i].Low, all[i].High = in.Low, in.High
			}
		}
		return all
	}
	v.NPSTrend = drawTrend("nps-trend", "Net Promoter Score by "+res.Unit.String(), " points", "%.1f", -100, 100,
		marks(func(f figures) (*decimal.Decimal, estimate.Interval) { return f.NPS.Score, f.NPS.Interval }))
	v.CSATTrend = drawTrend("csat-trend", "Satisfied answers by "+res.Unit.String()+", percent", " percent", "%.1f", 0, 100,
		marks(func(f figures) (*decimal.Decimal, estimate.Interval) { return f.CSAT.Percent, f.CSAT.Interval }))
	v.CESTrend = drawTrend("ces-trend", "Customer Effort Score by "+res.Unit.String()+", 1 to 5", " of 5", "%.2f", 1, 5,
		marks(func(f figures) (*decimal.Decimal, estimate.Interval) { return f.CES.Mean, f.CES.Interval }))
	v.FirstTrend = drawTimes("first-trend", "Median first response by "+res.Unit.String(),
		marks(func(f figures) (*decimal.Decimal, estimate.Interval) {
			return f.Tickets.FirstResponse.Median, f.Tickets.FirstResponse.Interval
		}))
	v.SolvedTrend = drawTimes("solved-trend", "Median resolution by "+res.Unit.String(),
		marks(func(f figures) (*decimal.Decimal, estimate.Interval) {
			return f.Tickets.Resolution.Median, f.Tickets.Resolution.Interval
		}))
	var err error
	v.HeatMap, err = drawHeatMap(res.Cohorts)
	return v, err
}

// drawTimes draws seconds in a unit that suits the longest.
func drawTimes(id, title string, marks []mark) trend {
	longest := 0.0
	for _, m := range marks {
		for _, v := range []float64{m.Value, m.High} {
			if !math.IsNaN(v) {
				longest = max(longest, v)
			}
		}
	}
	unit, seconds := timeUnit(longest)
	for i := range marks {
		m := &marks[i]
		m.Value, m.Low, m.High = m.Value/seconds, m.Low/seconds, m.High/seconds
	}
	return drawTrend(id, title+", "+unit, " "+unit, "%.1f", 0, math.Inf(1), marks)
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
func grouped(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

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
