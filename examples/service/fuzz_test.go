package main

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"
)

// FuzzReadEvents: whatever the body, it is refused with a short answer, or its events
// are within all bounds, are read from their own JSON as they were, and can be
// counted.
func FuzzReadEvents(f *testing.F) {
	for _, body := range []string{
		`{"at":"2026-03-01T10:00:00+01:00","rating":5,"segment":"web","id":"a"}`,
		`[{"at":"2026-03-01T10:00:00Z","customer":"c"},{"at":"2026-03-01T10:00:00.5Z","customer":"d"}]`,
		`{"at":"2026-03-01T10:00:00Z","ticket":"T","event":"created","actor":"customer"}`,
		`{"at":"2026-03-01T10:00:00Z","ticket":"T","event":"status_changed","status":"on_hold"}`,
		`[[]]`, `{"a":{"b":[]},"a":1}`, `{"at":"\ud800","\u0000":null}`, ``,
	} {
		for i := range kinds {
			f.Add(uint(i), []byte(body))
		}
	}
	now := time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, i uint, body []byte) {
		k := kinds[i%uint(len(kinds))]
		events, err := readEvents(k, body, now)
		var p *problem
		if err != nil {
			if !errors.As(err, &p) || events != nil {
				t.Fatalf("%v, events %v", err, events)
			}
			if text, err := json.Marshal(p); err != nil || len(text) > 20_000 {
				t.Fatalf("%v: a problem of %d bytes", err, len(text))
			}
			return
		}
		if len(events) == 0 || len(events) > maxEvents {
			t.Fatalf("%d events", len(events))
		}
		for _, e := range events {
			if e.At.Before(earliest) || e.At.After(now.Add(maxAhead)) || len(e.Segment) > maxSegmentName || max(len(e.ID), len(e.Customer), len(e.Ticket), len(e.Agent)) > maxText {
				t.Fatalf("out of bounds: %+v", e)
			}
			text, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			again, err := readEvents(k, text, now)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			twice, err := json.Marshal(again[0])
			if err != nil || !slices.Equal(text, twice) {
				t.Fatalf("%s is read as %s", text, twice)
			}
			if k != ticketEvent || e.Event == "created" {
				if err := newLive(time.UTC).apply(k, e); err != nil {
					t.Fatalf("%s: %v", text, err)
				}
			}
		}
	})
}
