package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/shopspring/decimal"
)

// windowDays is what the gauges look back over: the days before today and today.
const windowDays = 28

// metrics are what Prometheus reads: what the service does, and the customers'
// metrics of the last days by segment. What is undefined is not there.
type metrics struct {
	registry  *prometheus.Registry
	events    *prometheus.CounterVec
	refusals  *prometheus.CounterVec
	commits   prometheus.Histogram
	live      *live
	now       func() time.Time
	gauges    map[string]*prometheus.Desc
	durations *prometheus.Desc
}

func newMetrics(l *live, now func() time.Time) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cx_events_total", Help: "Events received, by kind, and by whether they were new (accepted) or had an id kept before (duplicate).",
		}, []string{"kind", "outcome"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cx_refused_requests_total", Help: "Requests with events that were refused, by kind and status.",
		}, []string{"kind", "status"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "cx_commit_events", Help: "Events in one commit.", Buckets: prometheus.ExponentialBuckets(1, 4, 7),
		}),
		live: l, now: now, gauges: make(map[string]*prometheus.Desc),
		durations: prometheus.NewDesc("cx_ticket_seconds", "Median time of the tickets created in the last 28 days, by which time.", []string{"segment", "time"}, nil),
	}
	for name, help := range map[string]string{
		"cx_nps_score":               "Net Promoter Score, -100 to 100, of the last 28 days.",
		"cx_nps_answers":             "Answers that the score is of.",
		"cx_csat_percent":            "Satisfied answers, 4 and 5 of 1 to 5, in percent, of the last 28 days.",
		"cx_csat_answers":            "Answers that the percentage is of.",
		"cx_ces_mean":                "Customer Effort Score, mean of 1 to 5, higher is easier, of the last 28 days.",
		"cx_ces_answers":             "Answers that the mean is of.",
		"cx_tickets_created":         "Tickets created in the last 28 days.",
		"cx_tickets_open":            "Of these, tickets that are not resolved.",
		"cx_ticket_resolved_percent": "Of these, tickets resolved, in percent.",
	} {
		m.gauges[name] = prometheus.NewDesc(name, help+` Without a segment: of all events.`, []string{"segment"}, nil)
	}
	m.registry.MustRegister(m.events, m.refusals, m.commits, m,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2})
}

func (m *metrics) kept(k kind, answer kept) {
	m.events.WithLabelValues(string(k), "accepted").Add(float64(answer.Accepted))
	m.events.WithLabelValues(string(k), "duplicate").Add(float64(answer.Duplicates))
}

func (m *metrics) refused(k kind, status int) {
	m.refusals.WithLabelValues(string(k), strconv.Itoa(status)).Inc()
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range m.gauges {
		ch <- d
	}
	ch <- m.durations
}

// Collect implements prometheus.Collector with the metrics of the last days.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	for _, name := range append([]string{everyone}, m.live.names()...) {
		f, err := m.live.window(name, m.now())
		if err != nil {
			ch <- prometheus.NewInvalidMetric(m.durations, err)
			return
		}
		gauge := func(desc *prometheus.Desc, value *decimal.Decimal, labels ...string) {
			if value != nil {
				ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value.InexactFloat64(), append([]string{name}, labels...)...)
			}
		}
		count := func(gaugeName string, n uint64) {
			ch <- prometheus.MustNewConstMetric(m.gauges[gaugeName], prometheus.GaugeValue, float64(n), name)
		}
		gauge(m.gauges["cx_nps_score"], f.NPS.Score)
		count("cx_nps_answers", f.NPS.Answers)
		gauge(m.gauges["cx_csat_percent"], f.CSAT.Percent)
		count("cx_csat_answers", f.CSAT.Answers)
		gauge(m.gauges["cx_ces_mean"], f.CES.Mean)
		count("cx_ces_answers", f.CES.Answers)
		count("cx_tickets_created", f.Tickets.Created)
		count("cx_tickets_open", f.Tickets.Open)
		gauge(m.gauges["cx_ticket_resolved_percent"], f.Tickets.Resolved)
		gauge(m.durations, f.Tickets.FirstResponse.Median, "first_response")
		gauge(m.durations, f.Tickets.Resolution.Median, "resolution")
	}
}

// window returns the figures of a segment in the last days.
func (l *live) window(name string, now time.Time) (figures, error) {
	last, err := period.Day.Of(now.In(l.zone))
	if err != nil {
		return figures{}, err
	}
	first, err := last.Add(1 - windowDays)
	if err != nil {
		return figures{}, err
	}
	parts, ok, err := l.parts(name, []span{spanOf(first, last)})
	if !ok || err != nil {
		return figures{}, err
	}
	var r reading
	f := r.figures("", false, parts[0])
	return f, r.err
}
