package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

func TestPageCache(t *testing.T) {
	var c pageCache
	at := time.Date(2026, 3, 1, 10, 0, 5, 0, time.UTC)
	written := 0
	read := func(after time.Duration, v view, is version) string {
		t.Helper()
		text, p := c.read(v, at.Add(after), is, func() ([]byte, *problem) {
			written++
			return fmt.Append(nil, written), nil
		})
		if p != nil {
			t.Fatal(p)
		}
		return string(text)
	}
	a := view{query: query{Unit: period.Month, Periods: 12}}
	b := view{query: a.query, Refresh: 30}
	for _, test := range []struct {
		after time.Duration
		view  view
		is    version
		want  string
	}{
		{0, a, version{1, 0}, "1"},
		{50 * time.Second, a, version{1, 0}, "1"}, // nothing has happened
		{55 * time.Second, a, version{1, 0}, "2"}, // another minute stands on it
		{55*time.Second + pageAge/2, a, version{9, 0}, "2"},
		{55*time.Second + pageAge/2, b, version{9, 0}, "3"},
		{55*time.Second + pageAge, a, version{9, 0}, "4"},
		{55*time.Second + pageAge, a, version{9, 1}, "5"}, // erased is erased at once
		{0, a, version{9, 1}, "6"},                        // the clock was set back
	} {
		if got := read(test.after, test.view, test.is); got != test.want {
			t.Errorf("after %v, %v: page %s, want %s", test.after, test.is, got, test.want)
		}
	}
	for i := range 3 * maxPages {
		read(0, view{query: query{Periods: i}}, version{})
	}
	if len(c.by) > maxPages {
		t.Errorf("%d pages are kept", len(c.by))
	}
	bad := plain(404, "")
	if _, p := c.read(view{Refresh: 1}, at, version{}, func() ([]byte, *problem) { return nil, bad }); p != bad {
		t.Errorf("%v", p)
	}
	if got := read(0, view{Refresh: 1}, version{}); got == "" {
		t.Error("an error was kept")
	}
}

// TestRefresh: the browser is told when to load the page anew, if it was asked for.
func TestRefresh(t *testing.T) {
	p := start(t)
	if a := p.get("/"); a.header.Get("Refresh") != "" {
		t.Errorf("Refresh %q", a.header.Get("Refresh"))
	}
	if a := p.get("/?refresh=60"); a.header.Get("Refresh") != "60" || !strings.Contains(string(a.body), `<option value="60" selected>`) {
		t.Errorf("%d Refresh %q", a.status, a.header.Get("Refresh"))
	}
	for _, path := range []string{"/?refresh=1", "/?refresh=60%0d%0aX:%201", "/v1/results?refresh=60"} {
		if a := p.get(path); a.status != 422 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
