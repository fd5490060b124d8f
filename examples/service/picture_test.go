package main

import (
	"bytes"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cxmetrics/cx/examples/internal/draw"
)

var update = flag.Bool("update", false, "write the picture of the dashboard in docs/")

// TestPicture: the picture in docs/ is the dashboard of the sample, as it is now.
func TestPicture(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	l := newLive(time.UTC)
	s, err := openStore(t.Context(), "", l, limits{100, 1_000_000, 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	go s.run()
	defer s.close() //nolint:errcheck // only the test's
	now := time.Date(2026, time.March, 20, 12, 0, 0, 0, time.UTC)
	if err := addSample(t.Context(), s, now); err != nil {
		t.Fatal(err)
	}
	serve := newServer(s, newMetrics(l, time.Now), log)
	serve.now = func() time.Time { return now }
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	serve.handler().ServeHTTP(w, r)
	if w.Code != 200 {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	picture, err := draw.Picture(w.Body.Bytes(), styles, 1100, 1320, 3)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", "docs", "dashboard.svg")
	if *update {
		if err := os.WriteFile(name, picture, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if shown, err := os.ReadFile(name); err != nil || !bytes.Equal(shown, picture) {
		t.Errorf("%s is not the dashboard (%v): if that should be so, run go test -run TestPicture -update", name, err)
	}
}
