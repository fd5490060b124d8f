package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// connection is a client that does as it likes.
type connection struct {
	tb   testing.TB
	conn net.Conn
}

func dial(tb testing.TB, p *process) *connection {
	tb.Helper()
	conn, err := (&net.Dialer{}).DialContext(tb.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	return &connection{tb, conn}
}

func (c *connection) write(text string) { _, _ = io.WriteString(c.conn, text) }

// read returns what the service says until it hangs up.
func (c *connection) read() string {
	text, err := io.ReadAll(c.conn)
	if err != nil && strings.Contains(err.Error(), "timeout") {
		c.tb.Errorf("the service did not hang up: %v", err)
	}
	return string(text)
}

func TestProblems(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	now := time.Now().UTC()
	at := `"at":"` + now.Format(time.RFC3339) + `"`
	if a := p.post("/v1/tickets", `{`+at+`,"ticket":"T","event":"created","actor":"customer"}`); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := p.post("/v1/nps", `{`+at+`,"rating":5,"id":"taken"}`); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	long := strings.Repeat("x", 10_000)
	for _, test := range []struct {
		path, body string
		status     int
		errors     string // pointer and part of the detail, of each error
	}{
		{"nps", ``, 400, ""},
		{"nps", `{`, 400, ""},
		{"nps", `{} {}`, 400, ""},
		{"nps", "{\"at\":\"\xff\"}", 400, ""},
		{"nps", `[`, 400, ""},
		{"nps", strings.Repeat("[", 50_000), 400, ""},
		{"nps", `null`, 422, "# object"},
		{"nps", `7`, 422, "# object"},
		{"nps", `[]`, 422, "# 1 to 1000"},
		{"nps", `[` + strings.Repeat(`{},`, 1000) + `{}]`, 422, "# 1001"},
		{"nps", `[7]`, 422, "#/0 object"},
		{"nps", `{}`, 422, "#/at missing; #/rating missing"},
		{"nps", `{` + at + `,"rating":11}`, 422, "#/rating 11, not a whole number from 0 to 10"},
		{"nps", `{` + at + `,"rating":-1}`, 422, "#/rating -1"},
		{"nps", `{` + at + `,"rating":6.5}`, 422, "#/rating 6.5"},
		{"nps", `{` + at + `,"rating":"9"}`, 422, `#/rating "9"`},
		{"nps", `{` + at + `,"rating":null}`, 422, "#/rating null"},
		{"nps", `{` + at + `,"rating":1e99}`, 422, "#/rating 1e99"},
		{"csat", `{` + at + `,"rating":0}`, 422, "#/rating 1 to 5"},
		{"ces", `{` + at + `,"rating":6}`, 422, "#/rating 1 to 5"},
		{"nps", `[{` + at + `,"rating":1},{` + at + `,"rating":12}]`, 422, "#/1/rating 12"},
		{"nps", `{"at":"yesterday","rating":1}`, 422, `#/at "yesterday"`},
		{"nps", `{"at":5,"rating":1}`, 422, "#/at not a string"},
		{"nps", `{"at":"1999-12-31T23:59:59Z","rating":1}`, 422, "#/at 2000-01-01"},
		{"nps", `{"at":"` + now.Add(25*time.Hour).Format(time.RFC3339) + `","rating":1}`, 422, "#/at 24h"},
		{"nps", `{` + at + `,"rating":1,"Rating":2}`, 422, "#/Rating not known"},
		{"nps", `{` + at + `,"rating":1,"rating":2}`, 422, "#/rating twice"},
		{"nps", `{` + at + `,"rating":1,"a/b~c d":2}`, 422, "#/a~1b~0c%20d not known"},
		{"nps", `{` + at + `,"rating":1,"` + long + `":2}`, 422, "#/xxx not known"},
		{"nps", `{` + at + `,"rating":1,"segment":"a b"}`, 422, "#/segment letters"},
		{"nps", `{` + at + `,"rating":1,"segment":""}`, 422, "#/segment letters"},
		{"nps", `{` + at + `,"rating":1,"segment":"` + long + `"}`, 422, "#/segment xxx..."},
		{"nps", `{` + at + `,"rating":1,"id":"` + long + `"}`, 422, "#/id 10000 bytes"},
		{"nps", `{` + at + `,"rating":1,"id":"\u0000"}`, 422, "#/id print"},
		{"nps", `{` + at + `,"rating":1,"id":"\ud800"}`, 422, "#/id cannot be told"},
		{"nps", `{` + at + `,"rating":1,"customer":""}`, 422, "#/customer 0 bytes"},
		{"nps", `{` + at + `,"rating":1,"agent":"c"}`, 422, "#/agent not known"},
		{"nps", `{` + at + `,"rating":6,"id":"taken"}`, 409, "#/id used before"},
		{"activity", `{` + at + `}`, 422, "#/customer missing"},
		{"tickets", `{` + at + `,"ticket":"U","event":"born"}`, 422, "#/event created, assigned"},
		{"tickets", `{` + at + `,"ticket":"U","event":"created","actor":"me"}`, 422, "#/actor customer, bot, agent"},
		{"tickets", `{` + at + `,"ticket":"U","event":"replied"}`, 422, "#/actor missing"},
		{"tickets", `{` + at + `,"ticket":"U","event":"status_changed","status":"new|open"}`, 422, "#/status on_hold"},
		{"tickets", `{` + at + `,"ticket":"T","event":"noted","segment":"web"}`, 422, "#/segment not known"},
		{"tickets", `{` + at + `,"ticket":"U","event":"noted"}`, 409, "#/event tickets: none of the 1 events is the creation"},
		{"tickets", `{` + at + `,"ticket":"T","event":"created","actor":"bot"}`, 409, "#/event second creation"},
		{"tickets", `{` + at + `,"ticket":"T","event":"reopened"}`, 409, "#/event not solved"},
		{"tickets", `[{` + at + `,"ticket":"V","event":"created","actor":"bot"},{` + at + `,"ticket":"V","event":"reopened"}]`, 409, "#/1/event not solved"},
	} {
		before := p.get("/v1/results").body
		a := p.post("/v1/"+test.path, test.body)
		var got problem
		a.decode(t, &got)
		name := fmt.Sprintf("%s %.80s", test.path, test.body)
		if a.status != test.status || got.Status != test.status || got.Title == "" || got.Detail == "" ||
			a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d", name, a.status, a.body, test.status)
		}
		if len(a.body) > 1000 {
			t.Errorf("%s: an answer of %d bytes", name, len(a.body))
		}
		var want []string
		if test.errors != "" {
			want = strings.Split(test.errors, "; ")
		}
		if len(got.Errors) != len(want) {
			t.Errorf("%s: errors %v, want %q", name, got.Errors, want)
			continue
		}
		for i, e := range got.Errors {
			pointer, detail, _ := strings.Cut(want[i], " ")
			if !strings.HasPrefix(e.Pointer, pointer) || len(pointer) < 5 && e.Pointer != pointer || !strings.Contains(e.Detail, detail) {
				t.Errorf("%s: %v, want %q", name, e, want[i])
			}
		}
		if after := p.get("/v1/results").body; strings.Join(strings.SplitAfter(string(before), `"level"`)[1:], "") != strings.Join(strings.SplitAfter(string(after), `"level"`)[1:], "") {
			t.Errorf("%s changed the results", name)
		}
		if name, ok := strings.CutPrefix(got.Type, "/problems#"); !ok || !strings.Contains(string(p.get("/problems").body), `id="`+name+`"`) {
			t.Errorf("%s: the type %q leads nowhere", name, got.Type)
		}
	}
}

func TestRequests(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	body := `{"at":"` + time.Now().UTC().Format(time.RFC3339) + `","rating":1}`
	for _, test := range []struct {
		method, path, contentType, body string
		status                          int
		header                          string
	}{
		{"POST", "/v1/nps", "application/json; charset=utf-8", body, 200, ""},
		{"POST", "/v1/nps", "text/plain", body, 415, ""},
		{"POST", "/v1/nps", "", body, 415, ""},
		{"GET", "/v1/nps", "", "", 405, "Allow: POST"},
		{"DELETE", "/v1/results", "", "", 405, "Allow: GET, HEAD"},
		{"HEAD", "/v1/results", "", "", 200, ""},
		{"POST", "/v1/nps", "application/json", strings.Repeat(" ", maxBody) + body, 413, ""},
		{"GET", "/v1/nothing", "", "", 404, ""},
		{"GET", "/v1/results?segment=nobody", "", "", 404, ""},
		{"GET", "/v1/results?unit=fortnight", "", "", 422, ""},
		{"GET", "/v1/results?periods=61", "", "", 422, ""},
		{"GET", "/v1/results?periods=0", "", "", 422, ""},
		{"GET", "/v1/results?periods=1&periods=2", "", "", 422, ""},
		{"GET", "/v1/results?per=1", "", "", 422, ""},
		{"GET", "/v1/results?unit=%zz", "", "", 422, ""},
		{"GET", "/v1/results?unit=day;periods=2", "", "", 422, ""},
		{"GET", "/healthz", "", "", 200, ""},
	} {
		a, err := p.do(test.method, test.path, test.contentType, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		name, value, _ := strings.Cut(test.header, ": ")
		if a.status != test.status || a.header.Get(name) != value {
			t.Errorf("%s %s: %d %v %.200s, want %d %s", test.method, test.path, a.status, a.header, a.body, test.status, test.header)
		}
		if a.status >= 400 && a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: a %s", test.method, test.path, a.header.Get("Content-Type"))
		}
		if !strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'self'; ") {
			t.Errorf("%s %s: policy %q", test.method, test.path, a.header.Get("Content-Security-Policy"))
		}
	}
	if a := p.get("/?unit=fortnight"); a.status != 422 || !strings.Contains(string(a.body), "fortnight") || !strings.Contains(string(a.body), "<h1>") {
		t.Errorf("the page of an unknown unit: %d %s", a.status, a.body)
	}
	// A page of another site.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/v1/nps", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a post of another site: %s", res.Status)
	}
}

func TestSegments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	p := start(t, "-db", file, "-segments", "3")
	body := func(segments ...string) string {
		var events []string
		for _, s := range segments {
			events = append(events, fmt.Sprintf(`{"at":%q,"rating":1,"segment":%q}`, time.Now().UTC().Format(time.RFC3339), s))
		}
		return "[" + strings.Join(events, ",") + "]"
	}
	for _, test := range []struct {
		body   string
		status int
	}{
		{body("a", "b", "a"), 200},
		{body("c", "d"), 409}, // and c is not kept either
		{body("d"), 200},
		{body("c"), 409},
		{body("a", "b", "d"), 200},
	} {
		a := p.post("/v1/nps", test.body)
		if a.status != test.status || a.status == 409 && !strings.Contains(string(a.body), "3 segments") {
			t.Errorf("%s: %d %s", test.body, a.status, a.body)
		}
	}
	if res := p.results(""); strings.Join(res.Segments, " ") != "a b d" || res.Total.NPS.Answers != 7 {
		t.Errorf("segments %v, %d answers", res.Segments, res.Total.NPS.Answers)
	}
	p.kill()
	p = start(t, "-db", file, "-segments", "1") // what is there stays
	if a := p.post("/v1/nps", body("e")); a.status != 409 {
		t.Errorf("a segment too many: %d %s", a.status, a.body)
	}
	if a := p.post("/v1/nps", body("a")); a.status != 200 {
		t.Errorf("a known segment: %d %s", a.status, a.body)
	}
}

func TestTicketEvents(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	at := time.Now().UTC()
	events := []event{{At: at, Ticket: "T", Event: "created", Actor: "customer"}}
	for range maxTicketEvents - 1 {
		events = append(events, event{At: at, Ticket: "T", Event: "noted"})
	}
	p.keep(ticketEvent, events...)
	a := p.post("/v1/tickets", fmt.Sprintf(`{"at":%q,"ticket":"T","event":"noted"}`, at.Format(time.RFC3339)))
	if a.status != 409 || !strings.Contains(string(a.body), `"#/ticket"`) {
		t.Errorf("one event too many: %d %s", a.status, a.body)
	}
}

// TestRefusedTooOften: a client in a loop of errors is not told them any more, and its
// good requests are taken all the same.
func TestRefusedTooOften(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	began := time.Now()
	n := 0
	var a answer
	for a = p.post("/v1/nps", "{}"); a.status == 422; a = p.post("/v1/nps", "{}") {
		n++
	}
	most := refusedBurst + int(time.Since(began)/refusedEvery) + 1
	if a.status != 429 || n < refusedBurst || n > most {
		t.Fatalf("%d %s after %d refusals, want %d to %d", a.status, a.body, n, refusedBurst, most)
	}
	wait, err := strconv.Atoi(a.header.Get("Retry-After"))
	if err != nil || wait < 1 || wait > 2 {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
	good := `{"at":"` + time.Now().UTC().Format(time.RFC3339) + `","rating":1}`
	for range 20 {
		if a := p.post("/v1/nps", good); a.status != 200 {
			t.Fatalf("a good request beside bad ones: %d %s", a.status, a.body)
		}
	}
	for range 50 {
		p.post("/v1/nps", "{}")
	}
	if lines := strings.Count(p.log(), "msg=refused"); lines > n+30 {
		t.Errorf("%d lines of %d explained refusals", lines, n)
	}
	time.Sleep(time.Duration(wait) * time.Second)
	if a := p.post("/v1/nps", "{}"); a.status != 422 {
		t.Errorf("after the wait: %d %s", a.status, a.body)
	}
}

func TestRefusals(t *testing.T) {
	var r refusals
	now := time.Now()
	address := func(i int) caller {
		return caller{address: network(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))}
	}
	spend := func(a caller) (n int) {
		for r.wait(a, now) == 0 {
			r.add(a, now)
			n++
		}
		return n
	}
	if n := spend(address(0)); n != refusedBurst {
		t.Errorf("%d refusals", n)
	}
	if r.wait(address(1), now) != 0 {
		t.Error("another address waits too")
	}
	if wait := r.wait(address(0), now); wait != refusedEvery {
		t.Errorf("wait %v", wait)
	}
	for i := range 3 * maxCallers {
		r.add(address(i), now)
	}
	if len(r.spentBy) > maxCallers+1 {
		t.Errorf("%d addresses are remembered", len(r.spentBy))
	}
	if n := spend(address(1 << 20)); n > refusedBurst {
		t.Errorf("an address that is not remembered had %d refusals", n)
	}
	now = now.Add(24 * time.Hour)
	if n := spend(address(1 << 20)); n != refusedBurst {
		t.Errorf("%d refusals a day later", n)
	}
	if a := address(2); r.wait(caller{"web", a.address}, now) != 0 {
		t.Error("another token of an address waits too")
	}
	client := func(text string) netip.Prefix { return network(parseAddress(text)) }
	if a, b := client("[2001:db8::1]:5"), client("[2001:db8::2:3]:6"); a != b || a == client("[2001:db8:0:1::1]:5") {
		t.Errorf("%v and %v", a, b)
	}
}

// TestSlowClients: whoever does not finish a request is hung up on, and holds nobody
// else up.
func TestSlowClients(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"), "-client-timeout", "1s")
	var slow []*connection
	for i := range 50 {
		c := dial(t, p)
		if i%2 == 0 {
			c.write("POST /v1/nps HTTP/1.1\r\nHost: localhost\r\n")
		} else {
			c.write("POST /v1/nps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		}
		slow = append(slow, c)
	}
	began := time.Now()
	if a := p.post("/v1/nps", `{"at":"`+began.UTC().Format(time.RFC3339)+`","rating":1}`); a.status != 200 || time.Since(began) > time.Second {
		t.Errorf("beside slow clients: %d %s after %v", a.status, a.body, time.Since(began))
	}
	for i, c := range slow {
		text := c.read()
		if i%2 == 1 && !strings.Contains(text, "408 Request Timeout") {
			t.Errorf("a slow body was answered %q", text)
		}
	}
	if waited := time.Since(began); waited < 500*time.Millisecond || waited > 10*time.Second {
		t.Errorf("hung up on after %v", waited)
	}
	huge := dial(t, p)
	huge.write("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n")
	if text := huge.read(); !strings.HasPrefix(text, "HTTP/1.1 431") {
		t.Errorf("a huge header was answered %.100q", text)
	}
}
