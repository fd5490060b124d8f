package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestUnit: systemd takes the unit, and the service its flags.
func TestUnit(t *testing.T) {
	text, err := os.ReadFile("cx.service")
	if err != nil {
		t.Fatal(err)
	}
	_, command, _ := strings.Cut(string(text), "ExecStart=/usr/local/bin/cx-service ")
	command, _, _ = strings.Cut(command, "\n")
	o, err := readFlags(strings.Fields(command), io.Discard)
	if err != nil || o.file == "" || o.tokens == "" || len(o.hosts) == 0 || len(o.proxies.trusted) == 0 {
		t.Errorf("%s: %+v, %v", command, o, err)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here")
	}
	file := filepath.Join(t.TempDir(), "cx.service")
	unit := strings.ReplaceAll(string(text), "/usr/local/bin/cx-service", program)
	unit = strings.Replace(unit, "User=cx", "User=root", 1) // who is here
	if err := os.WriteFile(file, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), analyze, "verify", file).CombinedOutput(); err != nil || strings.Contains(string(out), "cx.service:") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestNginx: behind nginx with the lines of the README clients have what they are to have,
// and nobody pays for what another one does.
func TestNginx(t *testing.T) {
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("no nginx here")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, lines, _ := strings.Cut(string(readme), "```nginx\n")
	lines, _, _ = strings.Cut(lines, "```")
	dir := t.TempDir()
	tokens := filepath.Join(dir, "tokens")
	if err := os.WriteFile(tokens, []byte(line("write", "w-1", "shop")+line("read", "r-1", "board")), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "-db", filepath.Join(dir, "cx.sqlite"), "-tokens", tokens, "-hosts", "cx.example.com", "-proxies", "127.0.0.1")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	proxy := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	lines = strings.Replace(lines, "listen 443 ssl", "listen "+proxy, 1) // without TLS
	lines = regexp.MustCompile("ssl_certificate.*;").ReplaceAllString(lines, "")
	lines = strings.ReplaceAll(lines, "http://127.0.0.1:8080", p.url)
	config := filepath.Join(dir, "nginx.conf")
	text := "daemon off; master_process off; pid pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		text += kind + "_temp_path " + filepath.Join(dir, kind) + ";\n"
	}
	if err := os.WriteFile(config, []byte(text+lines+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), nginx, "-p", dir, "-c", config)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // it is killed
	// ask asks nginx, from an address of the loopback that stands for a client's.
	ask := func(from, method, path, contentType, body string, headers ...string) (int, string) {
		t.Helper()
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: dialer.DialContext}}
		for try := 0; ; try++ {
			r, err := http.NewRequestWithContext(t.Context(), method, "http://"+proxy+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = "cx.example.com"
			r.Header.Set("Content-Type", contentType)
			for _, h := range headers {
				name, value, _ := strings.Cut(h, ": ")
				if r.Header.Set(name, value); name == "Host" {
					r.Host = value
				}
			}
			a, err := client.Do(r)
			if err != nil && try < 100 {
				time.Sleep(50 * time.Millisecond) // until it has started
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(a.Body)
			if err := errors.Join(err, a.Body.Close()); err != nil {
				t.Fatal(err)
			}
			return a.StatusCode, string(text)
		}
	}
	const one, other, plain = "127.0.0.2", "127.0.0.3", "application/json"
	check := func(want int, from, method, path, contentType, body string, headers ...string) {
		t.Helper()
		if status, text := ask(from, method, path, contentType, body, headers...); status != want {
			t.Errorf("%s %s from %s: %d %.200s, want %d", method, path, from, status, text, want)
		}
	}
	var long strings.Builder // than nginx takes by itself
	for i := range 20_000 {
		fmt.Fprintf(&long, "{\"kind\":\"nps\",\"id\":\"i%d\",\"at\":\"2026-03-01T10:00:00Z\",\"rating\":9}\n", i)
	}
	check(200, one, "GET", "/", "", "", "Authorization: Bearer r-1")
	check(200, one, "POST", "/v1/nps", plain, goodRating(), "Authorization: Bearer w-1")
	check(200, one, "POST", "/v1/import", "application/x-ndjson", long.String(), "Authorization: Bearer w-1")
	check(421, one, "GET", "/", "", "", "Authorization: Bearer r-1", "Host: evil.com")
	for range refusedBurst + 20 {
		ask(one, "GET", "/", "", "")
	}
	check(429, one, "GET", "/", "", "")
	check(429, one, "GET", "/", "", "", "X-Forwarded-For: "+other)
	check(200, one, "GET", "/", "", "", "Authorization: Bearer r-1")
	check(401, other, "GET", "/", "", "")
}
