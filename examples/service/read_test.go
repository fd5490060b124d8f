package main

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

// TestCached: figures that are kept are those of everything counted so far, whatever was
// asked before, and readers at the same time change nothing.
func TestCached(t *testing.T) {
	s := newSent(11)
	day, err := period.Day.Of(s.now)
	if err != nil {
		t.Fatal(err)
	}
	today := day.Index()
	spans := []span{{today - 400, today + 1}, {today - 30, today}, {today - 200, today - 100}, {today, today}}
	text := func(l *live, segment string) string {
		t.Helper()
		parts, _, err := l.parts(segment, spans)
		if err != nil {
			t.Fatal(err)
		}
		var r reading
		var all []figures
		for _, p := range parts {
			all = append(all, r.figures("", false, p))
		}
		b, err := json.Marshal(all)
		if err != nil || r.err != nil {
			t.Fatal(err, r.err)
		}
		return string(b)
	}
	kept, events := newLive(time.UTC), 0
	apply := func(l *live, from, to int) {
		t.Helper()
		for _, k := range []kind{ticketEvent, npsRating} {
			for _, e := range s.by[k][min(from, len(s.by[k])):min(to, len(s.by[k]))] {
				l.mu.Lock()
				err := l.apply(k, e)
				l.mu.Unlock()
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for events < len(s.by[ticketEvent]) {
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				for range 5 {
					if _, _, err := kept.parts("web", spans); err != nil {
						t.Error(err)
					}
				}
			})
		}
		apply(kept, events, events+97)
		group.Wait()
		events += 97
		fresh := newLive(time.UTC)
		apply(fresh, 0, events)
		for _, segment := range []string{everyone, "web"} {
			if got, want := text(kept, segment), text(fresh, segment); got != want {
				t.Fatalf("%q after %d events:\n%s\nwant\n%s", segment, events, got, want)
			}
		}
	}
}
