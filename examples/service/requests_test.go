package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRequestID: the answer to a refused request leads to its line in the log, which is
// JSON if it is asked for, and a client cannot choose the id.
func TestRequestID(t *testing.T) {
	dir := t.TempDir()
	tokens := filepath.Join(dir, "tokens")
	if err := os.WriteFile(tokens, []byte(line("admin", "a-1", "me")+line("read", "r-1", "board")), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "-db", filepath.Join(dir, "cx.sqlite"), "-tokens", tokens, "-log", "json", "-log-requests")
	a := p.ask("POST", "/v1/nps", `{"at":"no"}`, "Authorization: Bearer a-1", "X-Request-Id: mine")
	id := a.header.Get("X-Request-Id")
	if a.status != 422 || len(id) < 20 {
		t.Fatalf("%d, id %q", a.status, id)
	}
	seen := make(map[string]int)
	for began := time.Now(); seen["request"] == 0 && time.Since(began) < 5*time.Second; time.Sleep(20 * time.Millisecond) {
		clear(seen)
		for text := range strings.Lines(p.log()) {
			var l struct {
				Msg    string
				ID     string `json:"request_id"`
				Token  string
				Path   string
				Status int
				Took   int64
			}
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatalf("%v in %s", err, text)
			}
			if l.ID == id && l.Path == "/v1/nps" && l.Status == 422 && (l.Token == "me" || l.Took > 0) {
				seen[l.Msg]++
			}
		}
	}
	if seen["refused"] != 1 || seen["request"] != 1 {
		t.Errorf("lines %v in\n%s", seen, p.log())
	}
	if strings.Contains(p.log(), "mine") || strings.Contains(p.log(), "a-1") {
		t.Errorf("the log has what the client said:\n%s", p.log())
	}

	// Counters are there before anything is counted.
	text := string(p.ask("GET", "/metrics", "", "Authorization: Bearer a-1").body)
	for _, want := range []string{
		`cx_token_requests_total{token="board"} 0`, `cx_database_errors_total 0`, `cx_events_total{kind="import",outcome="accepted"} 0`,
		`cx_http_request_seconds_count{path="POST /v1/nps",status="4xx"} 1`, "cx_commit_seconds_count ", "cx_database_bytes ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
	if strings.Contains(text, `segment=""`) {
		t.Error("a segment without a name among the metrics")
	}
}
