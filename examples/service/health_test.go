package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFullDisk: the service says that it is not well, says so in the log a bounded number
// of times, and is well again when there is room, though nobody sends anything.
func TestFullDisk(t *testing.T) {
	var text bytes.Buffer
	log := slog.New(newCalm(slog.NewTextHandler(&text, nil)))
	l := newLive(time.UTC)
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "cx.sqlite"), l, limits{1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	go s.run()
	defer s.close() //nolint:errcheck // only the test's
	serve := newServer(s, newMetrics(l, time.Now), log)
	now := time.Now()
	serve.now = func() time.Time { return now }
	h := serve.handler()
	ask := func(method, path string) int {
		t.Helper()
		now = now.Add(time.Second)
		r := httptest.NewRequest(method, path, strings.NewReader(`{"at":"2026-01-01T00:00:00Z","rating":1,"id":"`+fmt.Sprint(now.UnixNano())+strings.Repeat("x", 60)+`"}`))
		r.Host = "localhost"
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	pages := func(n string) {
		t.Helper()
		if _, err := s.db.ExecContext(t.Context(), "PRAGMA max_page_count = "+n); err != nil {
			t.Fatal(err)
		}
	}
	if got := ask("GET", "/healthz"); got != 200 {
		t.Fatalf("healthz %d at the start", got)
	}
	pages("1") // as many as there are
	n := 0
	for ask("POST", "/v1/nps") == 200 {
		if n++; n > 1000 {
			t.Fatal("the disk does not get full")
		}
	}
	for range 1000 {
		if got := ask("POST", "/v1/nps"); got != 503 {
			t.Fatalf("%d of a full disk", got)
		}
	}
	if got := ask("GET", "/healthz"); got != 503 {
		t.Errorf("healthz %d of a full disk", got)
	}
	if lines := strings.Count(text.String(), "\n"); lines == 0 || lines > calmBurst+20 {
		t.Errorf("%d lines in the log of 1000 refusals", lines)
	}
	pages("10000")
	if got := ask("GET", "/healthz"); got != 200 {
		t.Errorf("healthz %d of a disk with room again", got)
	}
	if got := ask("POST", "/v1/nps"); got != 200 {
		t.Errorf("%d of a disk with room again", got)
	}
}

func TestCalm(t *testing.T) {
	var s saying
	s.by = make(map[string]*said)
	now := time.Now()
	written := 0
	for range 5 * calmBurst {
		if _, ok := s.take("full", now); ok {
			written++
		}
	}
	if dropped, ok := s.take("full", now.Add(calmEvery)); written != calmBurst || !ok || dropped != 4*calmBurst {
		t.Errorf("%d lines; then %d left out, %t", written, dropped, ok)
	}
	for i := range 10 * calmMessages {
		s.take(fmt.Sprint(i), now)
	}
	if len(s.by) > calmMessages+1 {
		t.Errorf("%d messages are told apart", len(s.by))
	}
}

// TestIDsPerKind: an id is one event of its kind.
func TestIDsPerKind(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	at := time.Now().UTC().Format(time.RFC3339)
	for i, want := range []string{`{"accepted":1,"duplicates":0}`, `{"accepted":0,"duplicates":1}`} {
		for _, k := range []kind{npsRating, csatRating, cesRating} {
			if a := p.post("/v1/"+string(k), `{"id":"r-1","at":"`+at+`","rating":3}`); a.status != http.StatusOK || strings.TrimSpace(string(a.body)) != want {
				t.Errorf("%s, time %d: %d %s", k, i, a.status, a.body)
			}
		}
	}
	if a := p.post("/v1/csat", `{"id":"r-1","at":"`+at+`","rating":4}`); a.status != http.StatusConflict || !strings.Contains(string(a.body), "/v1/csat") {
		t.Errorf("other content: %d %s", a.status, a.body)
	}
}

// TestRoom: what anybody may send does not fill the memory.
func TestRoom(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	p := start(t, "-db", file, "-tickets", "3", "-customers", "2")
	at := `"at":"` + time.Now().UTC().Format(time.RFC3339) + `"`
	ticket := func(id string) string {
		return `{` + at + `,"ticket":"` + id + `","event":"created","actor":"customer"}`
	}
	customer := func(id string) string { return `{` + at + `,"customer":"` + id + `"}` }
	check := func() {
		t.Helper()
		for _, test := range []struct {
			path, body string
			status     int
		}{
			{"tickets", `[` + ticket("a") + `,` + ticket("b") + `]`, 200},
			{"tickets", `[` + ticket("c") + `,` + ticket("d") + `]`, 409}, // nor is c kept
			{"tickets", ticket("d"), 200},
			{"tickets", ticket("c"), 409},
			{"tickets", `{` + at + `,"ticket":"a","event":"replied","actor":"agent"}`, 200},
			{"activity", `[` + customer("a") + `,` + customer("b") + `,` + customer("a") + `]`, 200},
			{"activity", customer("c"), 409},
			{"activity", customer("b"), 200},
		} {
			if a := p.post("/v1/"+test.path, test.body); a.status != test.status {
				t.Errorf("%s: %d %s, want %d", test.body, a.status, a.body, test.status)
			}
		}
	}
	check()
	p.kill()
	p = start(t, "-db", file, "-tickets", "3", "-customers", "2")
	if a := p.post("/v1/tickets", ticket("c")); a.status != 409 {
		t.Errorf("after a restart: %d %s", a.status, a.body)
	}
}

// TestOpenErrors: they name the file.
func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.sqlite")
	if err := os.WriteFile(broken, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{broken, filepath.Join(dir, "no", "folder", "cx.sqlite"), dir} {
		err := run(t.Context(), []string{"-db", file, "-listen", "127.0.0.1:0"}, &strings.Builder{}, &strings.Builder{})
		if err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestRightToLeft: a segment's name does not turn the heading round.
func TestRightToLeft(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	p.post("/v1/nps", `{"at":"`+time.Now().UTC().Format(time.RFC3339)+`","rating":3,"segment":"שלום-1"}`)
	page := string(p.get("/?segment=%D7%A9%D7%9C%D7%95%D7%9D-1").body)
	if !strings.Contains(page, "Segment <bdi>שלום-1</bdi>, ") || !strings.Contains(page, `<option value="שלום-1" dir="auto" selected>`) {
		t.Errorf("%.1500s", page)
	}
}
