package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/period"
)

// maxReading is how many requests may be read and kept at the same time: with the
// size of a body, the bound of the memory they take.
const maxReading = 256

// server answers requests from the live tallies, and puts events into the store.
type server struct {
	store   *store
	live    *live
	now     func() time.Time
	metrics *metrics
	log     *slog.Logger

	hosts   hosts
	tokens  *tokens // nil: everybody may do everything
	proxies proxies
	refused refusals
	reading chan struct{}
	drawing chan struct{}
	pages   pageCache

	requestLog *slog.Logger // of every request; nil for none
	// patience is how long a client of a stream has for each part.
	patience time.Duration
}

func newServer(s *store, m *metrics, log *slog.Logger) *server {
	return &server{store: s, live: s.live, now: time.Now, metrics: m, log: log, reading: make(chan struct{}, maxReading), drawing: make(chan struct{}, 1), patience: 10 * time.Second}
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	// A path without its method would be the mux's own answer, which is no problem detail.
	handle := func(method, path string, h http.HandlerFunc) {
		mux.HandleFunc(method+" "+path, h)
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Allow", cmp.Or(map[string]string{"GET": "GET, HEAD"}[method], method))
			plain(http.StatusMethodNotAllowed, fmt.Sprintf("%s takes %s", path, method)).write(w)
		})
	}
	for _, k := range kinds {
		handle("POST", "/v1/"+string(k), s.post(k))
	}
	handle("POST", "/v1/import", s.postImport)
	handle("POST", "/v1/admin/erase", s.postErase)
	handle("GET", "/v1/admin/export", s.getExport)
	handle("GET", "/v1/results", s.getResults)
	handle("GET", "/metrics", s.metrics.handler().ServeHTTP)
	handle("GET", "/healthz", s.getHealth)
	handle("GET", "/problems", s.getProblems)
	handle("GET", "/style.css", asset("text/css; charset=utf-8", styles))
	handle("GET", "/icon.svg", asset("image/svg+xml", icon))
	handle("GET", "/{$}", s.getDashboard)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		plain(http.StatusNotFound, "there is nothing at this path").write(w)
	})

	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		plain(http.StatusForbidden, "a page of another origin may not post here").write(w)
	}))
	return s.traced(s.metrics.timed(mux, headers(s.guard(protection.Handler(mux)))))
}

// headers lets a page load nothing but its own style and icon, and run no script.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func asset(contentType, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = io.WriteString(w, text) // a client that is gone
	}
}

// kept is the answer to events that are on disk.
type kept struct {
	Accepted   int `json:"accepted"`
	Duplicates int `json:"duplicates"` // events whose id was kept before
}

func (s *server) post(k kind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := s.keep(w, r, k)
		if err == nil {
			s.metrics.kept(k, answer)
			writeJSON(w, answer)
			return
		}
		var p *problem
		if !errors.As(err, &p) {
			if r.Context().Err() == nil {
				s.log.ErrorContext(r.Context(), "events were not kept", "kind", k, "err", err)
			}
			p = plain(http.StatusServiceUnavailable, "the events were not kept; send them again, with an id each")
			w.Header().Set("Retry-After", "1")
		}
		s.metrics.refused(k, s.refuse(w, r, callerOf(r), p))
	}
}

// refuse answers a request with a problem, and returns its status. A caller who has had
// too many is not told what it was, and the log is not either.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, who caller, p *problem) int {
	wait := s.refused.wait(who, s.now())
	switch {
	case p.Status >= http.StatusInternalServerError: // not the caller's fault
	case wait > 0:
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		p = tooManyType.problem(fmt.Sprintf("wait %v", wait.Round(time.Millisecond)))
		p.write(w)
		return p.Status
	default:
		s.refused.add(who, s.now())
	}
	if p.Status < http.StatusInternalServerError {
		s.log.InfoContext(r.Context(), "refused", "path", r.URL.Path, "status", p.Status, "detail", p.Detail, "from", r.RemoteAddr, "client", who.address, "token", who.token)
	}
	p.write(w)
	return p.Status
}

// keep reads the events of a request and returns once they are on disk. Its error is
// a *problem, or that of the store.
func (s *server) keep(w http.ResponseWriter, r *http.Request, k kind) (kept, error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return kept{}, plain(http.StatusUnsupportedMediaType, "the Content-Type has to be application/json")
	}
	select {
	case s.reading <- struct{}{}:
		defer func() { <-s.reading }()
	default:
		w.Header().Set("Retry-After", "1")
		return kept{}, plain(http.StatusServiceUnavailable, fmt.Sprintf("%d requests are being read already", maxReading))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return kept{}, plain(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body has more than %d bytes", maxBody))
	case err != nil:
		return kept{}, plain(http.StatusRequestTimeout, "the body did not arrive in time")
	}
	events, err := readEvents(k, body, s.now())
	if err != nil {
		return kept{}, err
	}
	n, err := s.store.add(r.Context(), events)
	return kept{Accepted: n, Duplicates: len(events) - n}, err
}

// getHealth tells whether events can be kept.
func (s *server) getHealth(w http.ResponseWriter, r *http.Request) {
	if err := s.store.healthy(r.Context(), s.now()); err != nil {
		plain(http.StatusServiceUnavailable, "events cannot be kept: the log says why").write(w)
		return
	}
	fmt.Fprintln(w, "ok")
}

func (s *server) getResults(w http.ResponseWriter, r *http.Request) {
	res, p := s.results(r)
	if p != nil {
		p.write(w)
		return
	}
	writeJSON(w, res)
}

// results answers the query of a request.
func (s *server) results(r *http.Request) (results, *problem) {
	v, p := readQuery(r, false)
	if p != nil {
		return results{}, p
	}
	return s.answer(r.Context(), v.query, s.now())
}

// answer returns the results of a query, or why there are none.
func (s *server) answer(ctx context.Context, q query, now time.Time) (results, *problem) {
	res, ok, err := s.live.results(q, now)
	if err != nil {
		s.log.ErrorContext(ctx, "no results", "err", err)
		return results{}, plain(http.StatusInternalServerError, "the results cannot be told")
	}
	if !ok {
		return results{}, plain(http.StatusNotFound, fmt.Sprintf("there is no segment %q", shorten(q.Segment)))
	}
	return res, nil
}

// refreshes are the seconds after which a browser may load a page anew.
var refreshes = []int{0, 30, 60, 300, 900}

// units are the periods that results come in.
var units = []period.Unit{period.Day, period.Week, period.Month, period.Quarter}

// readQuery reads what results, or a page of them, are asked for.
func readQuery(r *http.Request, page bool) (view, *problem) {
	q := view{query: query{Unit: period.Month, Periods: 13}}
	var bad []fieldError
	refuse := func(name, format string, args ...any) {
		bad = append(bad, fieldError{"?" + name, fmt.Sprintf(format, args...)})
	}
	// URL.Query would leave out what it cannot read, and answer another question.
	asked, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return q, invalid(fieldError{"?", "is no query: " + shorten(err.Error())})
	}
	for name, values := range asked {
		value := values[0]
		switch {
		case len(values) > 1:
			refuse(name, "comes %d times", len(values))
		case name == "segment":
			q.Segment = value
		case name == "unit":
			known := make([]string, len(units))
			found := false
			for i, u := range units {
				known[i] = u.String()
				if value == known[i] {
					q.Unit, found = u, true
				}
			}
			if !found {
				refuse(name, "is %q, not one of %s", shorten(value), strings.Join(known, ", "))
			}
		case name == "periods":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > maxPeriods {
				refuse(name, "is %q, not a number from 1 to %d", shorten(value), maxPeriods)
			}
			q.Periods = n
		case name == "refresh" && page:
			n, err := strconv.Atoi(value)
			if err != nil || !slices.Contains(refreshes, n) {
				refuse(name, "is %q, not one of the seconds %v", shorten(value), refreshes)
			}
			q.Refresh = n
		default:
			refuse(fragment(shorten(name)), "is not known here")
		}
	}
	if len(bad) > 0 {
		return q, invalid(bad...)
	}
	return q, nil
}

func writeJSON(w http.ResponseWriter, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		plain(http.StatusInternalServerError, "the answer cannot be written").write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(text, '\n')) // a client that is gone
}
