package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ask sends a request with headers; a header Host is the request's.
func (p *process) ask(method, path, body string, headers ...string) answer {
	p.tb.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, p.url+path, strings.NewReader(body))
	if err != nil {
		p.tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		p.tb.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, body: text}
}

func goodRating() string {
	return `{"at":"` + time.Now().UTC().Format(time.RFC3339) + `","rating":1}`
}

// TestForeignHost is a page at evil.com whose name resolves to 127.0.0.1.
func TestForeignHost(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"), "-hosts", "cx.example.com,CX.example.org")
	port := p.url[strings.LastIndex(p.url, ":"):]
	for host, status := range map[string]int{
		"evil.com" + port: 421, "evil.com": 421, "localhost.evil.com": 421, "127.0.0.1.evil.com" + port: 421, "10.0.0.1": 421, "0.0.0.0" + port: 421,
		"localhost" + port: 200, "LOCALHOST": 200, "127.0.0.1" + port: 200, "[::1]" + port: 200, "127.9.9.9": 200,
		"cx.example.com": 200, "cx.example.com.:443": 200, "cx.example.org": 200, "a.cx.example.com": 421,
	} {
		headers := []string{"Host: " + host, "Origin: http://" + host, "Sec-Fetch-Site: same-origin"}
		for _, a := range []answer{
			p.ask("GET", "/", "", headers...), p.ask("GET", "/v1/results", "", headers...), p.ask("GET", "/healthz", "", headers...),
			p.ask("POST", "/v1/nps", goodRating(), headers...),
		} {
			if a.status != status {
				t.Errorf("Host %s: %d %.200s, want %d", host, a.status, a.body, status)
			}
		}
	}
}

func line(roles, secret, name string) string {
	return fmt.Sprintf("%s %x %s\n", roles, sha256.Sum256([]byte(secret)), name)
}

func TestTokens(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "tokens")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# of the shop\n\n" + line("write", "w-1", "shop") + line("read", "r-1", "board") + line("read,write", "b-1", "both") + line("admin", "a-1", "me"))
	p := start(t, "-db", filepath.Join(dir, "cx.sqlite"), "-tokens", file)
	check := func(token string, get, post int) {
		t.Helper()
		for _, test := range []struct {
			method, path string
			status       int
		}{{"GET", "/", get}, {"GET", "/v1/results", get}, {"GET", "/metrics", get}, {"POST", "/v1/nps", post}, {"GET", "/healthz", 200}, {"GET", "/style.css", 200}} {
			a := p.ask(test.method, test.path, goodRating(), "Authorization: Bearer "+token)
			if a.status != test.status {
				t.Errorf("%s %s with %q: %d %.200s, want %d", test.method, test.path, token, a.status, a.body, test.status)
			}
			if (a.status == 401) != (a.header.Get("WWW-Authenticate") != "") {
				t.Errorf("%d with WWW-Authenticate %q", a.status, a.header.Get("WWW-Authenticate"))
			}
		}
	}
	check("", 401, 401)
	check("w-1", 403, 200)
	check("r-1", 200, 403)
	check("b-1", 200, 200)
	check("a-1", 200, 200)
	check("w-2", 401, 401)
	check(fmt.Sprintf("%x", sha256.Sum256([]byte("w-1"))), 401, 401) // what the file shows
	if a := p.ask("GET", "/", ""); a.status != 401 || !strings.Contains(strings.Join(a.header.Values("WWW-Authenticate"), "; "), "Basic") {
		t.Errorf("a browser is not asked: %d %v", a.status, a.header)
	}
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.SetBasicAuth("anybody", "r-1")
	if a := p.ask("GET", "/", "", "Authorization: "+r.Header.Get("Authorization")); a.status != 200 {
		t.Errorf("a browser with the token as its password: %d %s", a.status, a.body)
	}

	// Rotation: the new one works, then the old one does not, without a restart.
	write(line("write", "w-2", "shop"))
	time.Sleep(tokensAge + 100*time.Millisecond)
	check("w-2", 403, 200)
	check("w-1", 401, 401)
	// A file that is broken or gone leaves the tokens as they were.
	write("write w-3 shop\n")
	time.Sleep(tokensAge + 100*time.Millisecond)
	check("w-2", 403, 200)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	time.Sleep(tokensAge + 100*time.Millisecond)
	check("w-2", 403, 200)
	for _, secret := range []string{"w-1", "w-2", "r-1", "a-1", "w-3"} {
		if strings.Contains(p.log(), secret) {
			t.Errorf("the log has the token %s:\n%s", secret, p.log())
		}
	}
}

func TestReadTokens(t *testing.T) {
	good := line("write", "x", "shop")
	for text, want := range map[string]string{
		"":               "no token",
		"# nothing\n":    "no token",
		good + "write\n": "line 2 has 1 words",
		strings.Replace(good, "write", "post", 1): `line 1: "post" is not one of read, write, admin`,
		good + good:     "line 2: the token is in the file twice",
		"write 00 shop": "line 1: the second word is not a SHA-256",
		"write " + strings.Repeat("0", 66) + " shop": "line 1: the second word is not a SHA-256",
		"write " + strings.Repeat("g", 64) + " shop": "line 1: the second word is not a SHA-256",
	} {
		if _, err := readTokens([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestRefusedStart: what would be open to others does not start.
func TestRefusedStart(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-listen", ":0"}, "not on the loopback"},
		{[]string{"-listen", "0.0.0.0:0"}, "without -tokens"},
		{[]string{"-listen", "[::]:0"}, "not on the loopback"},
		{[]string{"-listen", "example.com:0"}, "not on the loopback"},
		{[]string{"-listen", "0.0.0.0:0", "-tokens", filepath.Join(dir, "none")}, "no such file"},
		{[]string{"-listen", "0.0.0.0:0", "-tokens", empty}, "there is no token in it"},
		{[]string{"-hosts", "*"}, "not a list of names"},
		{[]string{"-proxies", "proxy"}, "neither an address nor a prefix"},
		{[]string{"-new-token", "all"}, `"all" is not one of`},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		out, err := exec.CommandContext(ctx, program, test.args...).CombinedOutput()
		cancel()
		if err == nil || !strings.Contains(string(out), test.want) {
			t.Errorf("%v: %v\n%s", test.args, err, out)
		}
	}
}

func TestNewToken(t *testing.T) {
	var out bytes.Buffer
	if err := newToken(&out, "read,write"); err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(out.String(), "\n")
	secret := first[strings.LastIndex(first, " ")+1:]
	_, second, _ = strings.Cut(second, ":")
	by, err := readTokens([]byte(second))
	if known := by[sha256.Sum256([]byte(secret))]; err != nil || !known.may[reads] || !known.may[writes] || known.may[manages] || len(secret) < 52 {
		t.Errorf("%v: %+v of\n%s", err, by, out.String())
	}
	help, err := exec.CommandContext(t.Context(), program, "-help").CombinedOutput()
	if err != nil || !strings.Contains(string(help), "Without -tokens anybody") || !strings.Contains(string(help), "-proxies") {
		t.Errorf("%v\n%s", err, help)
	}
}

// TestBehindProxy: clients of one proxy do not pay for each other, and nobody chooses
// whom he is counted as.
func TestBehindProxy(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"), "-proxies", "127.0.0.0/8")
	for range refusedBurst + 100 {
		p.ask("POST", "/v1/nps", "{}", "X-Forwarded-For: 10.0.0.1, 198.51.100.7")
	}
	for from, status := range map[string]int{"198.51.100.7": 429, "10.0.0.1": 422, "198.51.100.8, 198.51.100.7": 429, "198.51.100.8": 422, "198.51.100.7:99": 429} {
		if a := p.ask("POST", "/v1/nps", "{}", "X-Forwarded-For: "+from); a.status != status {
			t.Errorf("%s: %d %s, want %d", from, a.status, a.body, status)
		}
	}
	untrusting := proxies{header: "X-Forwarded-For"}
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.RemoteAddr = "192.0.2.1:80"
	r.Header.Set("X-Forwarded-For", "198.51.100.7")
	if got := untrusting.client(r).String(); got != "192.0.2.1/32" {
		t.Errorf("a header that nobody trusts made it %s", got)
	}
}
