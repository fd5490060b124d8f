package main

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
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
	took      prometheus.Histogram // commits
	requests  *prometheus.HistogramVec
	errors    prometheus.Counter
	tokens    *prometheus.CounterVec
	size      *prometheus.Desc
	file      string // "" in memory
	live      *live
	now       func() time.Time
	all, each map[string]*prometheus.Desc // of all events, and by segment: a sum over segments is not twice itself
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
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "cx_commit_seconds", Help: "Time that commits took.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cx_http_request_seconds", Help: "Time that requests took, by path and class of the status.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}, []string{"path", "status"}),
		errors: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cx_database_errors_total", Help: "Commits that the database refused.",
		}),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cx_token_requests_total", Help: "Requests by the name of their token.",
		}, []string{"token"}),
		size: prometheus.NewDesc("cx_database_bytes", "Size of the database's file and of its log.", nil, nil),
		live: l, now: now, all: make(map[string]*prometheus.Desc), each: make(map[string]*prometheus.Desc),
	}
	for _, k := range kinds {
		m.kept(k, kept{})
		for _, status := range []int{400, 408, 409, 413, 415, 422, 429, 503} {
			m.refusals.WithLabelValues(string(k), strconv.Itoa(status))
		}
	}
	m.kept("import", kept{})
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
		"cx_ticket_median_seconds":   "Median time of the tickets created in the last 28 days, by which time.",
	} {
		var labels []string
		if name == "cx_ticket_median_seconds" {
			labels = []string{"time"}
		}
		m.all[name] = prometheus.NewDesc(name, help, labels, nil)
		m.each[name] = prometheus.NewDesc(strings.Replace(name, "cx_", "cx_segment_", 1), "By segment: "+help, append([]string{"segment"}, labels...), nil)
	}
	m.registry.MustRegister(m.events, m.refusals, m.commits, m.took, m.requests, m.errors, m.tokens, m,
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

// know lets the counters of tokens begin at 0.
func (m *metrics) know(t *tokens) {
	if t == nil {
		return
	}
	for _, known := range t.by {
		m.tokens.WithLabelValues(known.name)
	}
}

// timed measures what next takes. The path is the mux's, so that clients cannot make up
// any number of them.
func (m *metrics) timed(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		_, pattern := mux.Handler(r)
		answer := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			m.requests.WithLabelValues(pattern, strconv.Itoa(answer.status/100)+"xx").Observe(time.Since(began).Seconds())
		}()
		next.ServeHTTP(answer, r)
	})
}

// statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Describe implements prometheus.Collector.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) {
	for name := range m.all {
		ch <- m.all[name]
		ch <- m.each[name]
	}
	ch <- m.size
}

// Collect implements prometheus.Collector with the metrics of the last days.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	if m.file != "" {
		bytes := int64(0)
		for _, name := range []string{m.file, m.file + "-wal"} {
			if info, err := os.Stat(name); err == nil {
				bytes += info.Size()
			}
		}
		ch <- prometheus.MustNewConstMetric(m.size, prometheus.GaugeValue, float64(bytes))
	}
	for _, name := range append([]string{everyone}, m.live.names()...) {
		f, err := m.live.window(name, m.now())
		if err != nil {
			ch <- prometheus.NewInvalidMetric(m.all["cx_nps_score"], err)
			return
		}
		descs, segment := m.each, []string{name}
		if name == everyone {
			descs, segment = m.all, nil
		}
		gauge := func(gaugeName string, value *decimal.Decimal, labels ...string) {
			if value != nil {
				ch <- prometheus.MustNewConstMetric(descs[gaugeName], prometheus.GaugeValue, value.InexactFloat64(), append(slices.Clip(segment), labels...)...)
			}
		}
		count := func(gaugeName string, n uint64) {
			ch <- prometheus.MustNewConstMetric(descs[gaugeName], prometheus.GaugeValue, float64(n), segment...)
		}
		gauge("cx_nps_score", f.NPS.Score)
		count("cx_nps_answers", f.NPS.Answers)
		gauge("cx_csat_percent", f.CSAT.Percent)
		count("cx_csat_answers", f.CSAT.Answers)
		gauge("cx_ces_mean", f.CES.Mean)
		count("cx_ces_answers", f.CES.Answers)
		count("cx_tickets_created", f.Tickets.Created)
		count("cx_tickets_open", f.Tickets.Open)
		gauge("cx_ticket_resolved_percent", f.Tickets.Resolved)
		gauge("cx_ticket_median_seconds", f.Tickets.FirstResponse.Median, "first_response")
		gauge("cx_ticket_median_seconds", f.Tickets.Resolution.Median, "resolution")
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
