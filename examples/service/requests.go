package main

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"time"
)

type requestKey struct{}

// requestID returns the id of the request that a context is of, "" if it is of none.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// traced gives each request an id, which its answer and its lines in the log have. It is
// the service's own: a client cannot make lines look like those of another request.
func (s *server) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header().Set("X-Request-Id", id)
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
		if s.requestLog == nil {
			next.ServeHTTP(w, r)
			return
		}
		began := time.Now()
		answer := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			s.requestLog.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", answer.status,
				"took", time.Since(began), "client", s.proxies.client(r))
		}()
		next.ServeHTTP(answer, r)
	})
}

// withID adds the id of the request to a log's lines.
type withID struct{ slog.Handler }

// Handle implements slog.Handler.
func (h withID) Handle(ctx context.Context, r slog.Record) error {
	if id := requestID(ctx); id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h withID) WithAttrs(attrs []slog.Attr) slog.Handler { return withID{h.Handler.WithAttrs(attrs)} }

// WithGroup implements slog.Handler.
func (h withID) WithGroup(name string) slog.Handler { return withID{h.Handler.WithGroup(name)} }

// logHandler writes lines as text, or as JSON.
func logHandler(to io.Writer, format string) slog.Handler {
	if format == "json" {
		return withID{slog.NewJSONHandler(to, nil)}
	}
	return withID{slog.NewTextHandler(to, nil)}
}
