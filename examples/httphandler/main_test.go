package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestRefused: what another site's form, or a large body, says does not count.
func TestRefused(t *testing.T) {
	server := newServer("")
	for _, test := range []struct {
		name, target, form, header, value string
		status                            int
	}{
		{"good", "/ratings", "rating=9", "", "", 200},
		{"same site", "/ratings", "rating=9", "Sec-Fetch-Site", "same-origin", 200},
		{"cross-site form", "/ratings", "rating=0", "Sec-Fetch-Site", "cross-site", 403},
		{"cross-site form of an old browser", "/ratings", "rating=0", "Origin", "http://evil.example", 403},
		{"large body", "/ratings", "rating=0&x=" + strings.Repeat("x", 2000), "", "", 413},
		{"in the query", "/ratings?rating=0", "", "", "", 400},
		{"broken", "/ratings", "rating=%zz", "", "", 400},
	} {
		r := httptest.NewRequest(http.MethodPost, test.target, strings.NewReader(test.form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(test.header, test.value)
		w := httptest.NewRecorder()
		server.Handler.ServeHTTP(w, r)
		if w.Code != test.status {
			t.Errorf("%s: %d %s, want %d", test.name, w.Code, w.Body, test.status)
		}
	}
	if got := do(server.Handler, http.MethodGet, "/score", ""); !strings.HasPrefix(got, "NPS 100.0 (n=2") {
		t.Errorf("%s after two good ratings of 9", got)
	}
}

// TestSlowClient: who does not send what he announced is hung up on.
func TestSlowClient(t *testing.T) {
	server := newServer("")
	if server.ReadTimeout <= 0 || server.WriteTimeout <= 0 || server.IdleTimeout <= 0 {
		t.Fatal("no timeout")
	}
	server.ReadTimeout = 200 * time.Millisecond
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener) //nolint:errcheck // ended by Close
	defer server.Close()      //nolint:errcheck // only the test's
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // only the test's
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, _ = io.WriteString(conn, "POST /ratings HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nr")
	if text, err := io.ReadAll(conn); err != nil || strings.Contains(string(text), " 200 ") {
		t.Errorf("a slow client: %v, %q", err, text)
	}
}
