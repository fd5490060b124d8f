package main

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// The lines of one message that the log takes: so many at once, and then one each so
// often. What it left out is counted in the next one.
const (
	calmBurst    = 100
	calmEvery    = 5 * time.Second
	calmMessages = 100 // that are told apart
)

// calm bounds a log: a full disk, or a client in a loop, says the same thing without end.
type calm struct {
	slog.Handler
	*saying
}

type saying struct {
	mu sync.Mutex
	by map[string]*said
}

type said struct {
	until   time.Time // when the message has its whole allowance again
	dropped int
}

func newCalm(h slog.Handler) calm { return calm{h, &saying{by: make(map[string]*said)}} }

// Handle implements slog.Handler.
func (c calm) Handle(ctx context.Context, r slog.Record) error {
	dropped, ok := c.take(r.Message, r.Time)
	if !ok {
		return nil
	}
	if dropped > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("left_out_before", dropped))
	}
	return c.Handler.Handle(ctx, r)
}

// take reports whether a message is to be written, and how many before it were not.
func (s *saying) take(message string, now time.Time) (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.by[message]
	if m == nil && len(s.by) >= calmMessages {
		message = ""
		m = s.by[message]
	}
	if m == nil {
		m = new(said)
		s.by[message] = m
	}
	if m.until.Before(now) {
		m.until = now
	}
	if m.until.Add(-(calmBurst - 1) * calmEvery).After(now) {
		m.dropped++
		return 0, false
	}
	m.until = m.until.Add(calmEvery)
	dropped := m.dropped
	m.dropped = 0
	return dropped, true
}

// WithAttrs implements slog.Handler.
func (c calm) WithAttrs(attrs []slog.Attr) slog.Handler {
	return calm{c.Handler.WithAttrs(attrs), c.saying}
}

// WithGroup implements slog.Handler.
func (c calm) WithGroup(name string) slog.Handler { return calm{c.Handler.WithGroup(name), c.saying} }
