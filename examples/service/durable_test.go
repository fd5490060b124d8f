package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestKill kills the service while clients post to it, thrice, and looks for every
// event that it had acknowledged.
func TestKill(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	const clients = 16
	type post struct {
		path, body string
		n          int
	}
	var mu sync.Mutex
	var acknowledged []post // by all processes
	ratings, offered := 0, 0
	for round := range 3 {
		p := start(t, "-db", file)
		var group sync.WaitGroup
		before := len(acknowledged)
		for c := range clients {
			group.Go(func() {
				for i := 0; ; i++ {
					id := fmt.Sprintf("%d-%d-%d", round, c, i)
					at := time.Now().UTC().Format(time.RFC3339Nano)
					next := post{"/v1/nps", fmt.Sprintf(`{"id":%q,"at":%q,"segment":"s%d","rating":%d}`, id, at, c%3, i%11), 1}
					if i%4 == 1 {
						next = post{"/v1/tickets", fmt.Sprintf(`[{"id":%q,"at":%q,"ticket":%q,"event":"created","actor":"customer"},`+
							`{"id":%q,"at":%q,"ticket":%q,"event":"replied","actor":"agent"}]`, id, at, id, id+"r", at, id), 2}
					}
					if next.n == 1 {
						mu.Lock()
						offered++
						mu.Unlock()
					}
					a, err := p.do(http.MethodPost, next.path, "application/json", strings.NewReader(next.body))
					if err != nil {
						return // killed
					}
					if a.status != http.StatusOK {
						t.Errorf("%d %s", a.status, a.body)
						return
					}
					mu.Lock()
					acknowledged = append(acknowledged, next)
					if next.n == 1 {
						ratings++
					}
					mu.Unlock()
				}
			})
		}
		time.Sleep(400 * time.Millisecond) // of load
		p.kill()
		group.Wait()
		if len(acknowledged)-before < clients {
			t.Fatalf("only %d requests were acknowledged before the kill", len(acknowledged)-before)
		}
	}

	p := start(t, "-db", file)
	total := p.results("?unit=quarter&periods=2").Total
	if n := int(total.NPS.Answers); n < ratings || n > offered {
		t.Errorf("%d answers after the kills: %d were acknowledged, %d sent", n, ratings, offered)
	}
	replied := 0
	for i, sent := range acknowledged {
		if sent.n == 2 {
			replied++
		}
		if len(acknowledged) > 2000 && i%(len(acknowledged)/2000) != 0 {
			continue // each would take a while
		}
		a := p.post(sent.path, sent.body)
		if want := fmt.Sprintf(`{"accepted":0,"duplicates":%d}`, sent.n); strings.TrimSpace(string(a.body)) != want {
			t.Fatalf("%s: %s, want %s", sent.body, a.body, want)
		}
	}
	if n := total.Tickets; n.Created < uint64(replied) || n.FirstResponse.Count != n.Created || n.Unanswered != 0 {
		t.Errorf("tickets after the kills: %+v, of %d acknowledged; none was sent without its reply", n, replied)
	}
	t.Logf("%d requests acknowledged, %d killed unanswered but kept", len(acknowledged), int(total.NPS.Answers)-ratings)
}

func TestRetries(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	p := start(t, "-db", file)
	at := time.Now().UTC().Add(-time.Hour)
	body := func(id string, rating int) string {
		return fmt.Sprintf(`{"id":%q,"at":%q,"rating":%d}`, id, at.Format(time.RFC3339), rating)
	}
	expect := func(a answer, accepted, duplicates int) {
		t.Helper()
		var got kept
		a.decode(t, &got)
		if a.status != http.StatusOK || got != (kept{accepted, duplicates}) {
			t.Errorf("%d %s, want %d accepted, %d duplicates", a.status, a.body, accepted, duplicates)
		}
	}
	expect(p.post("/v1/nps", body("a", 9)), 1, 0)
	expect(p.post("/v1/nps", body("a", 9)), 0, 1)
	elsewhere := strings.Replace(body("a", 9), at.Format(time.RFC3339), at.In(time.FixedZone("", 3600)).Format(time.RFC3339), 1)
	expect(p.post("/v1/nps", elsewhere), 0, 1) // the same instant
	expect(p.post("/v1/nps", "["+body("a", 9)+","+body("b", 3)+","+body("b", 3)+"]"), 1, 2)
	p.kill()
	p = start(t, "-db", file)
	expect(p.post("/v1/nps", "["+body("b", 3)+","+body("a", 9)+"]"), 0, 2)
	expect(p.post("/v1/csat", `{"at":"`+at.Format(time.RFC3339)+`","rating":3}`), 1, 0)
	expect(p.post("/v1/csat", `{"at":"`+at.Format(time.RFC3339)+`","rating":3}`), 1, 0) // without an id
	expect(p.post("/v1/csat", body("c", 3)), 1, 0)
	for path, again := range map[string]string{"/v1/nps": body("a", 8), "/v1/csat": body("c", 4)} {
		if a := p.post(path, again); a.status != http.StatusConflict || !strings.Contains(string(a.body), `"pointer":"#/id"`) {
			t.Errorf("an id for another event: %d %s", a.status, a.body)
		}
	}
	if total := p.results("").Total; total.NPS.Answers != 2 || total.CSAT.Answers != 3 {
		t.Errorf("%d and %d answers", total.NPS.Answers, total.CSAT.Answers)
	}
	// Clients that retry at the same time, too.
	var group sync.WaitGroup
	var mu sync.Mutex
	accepted := 0
	for range 20 {
		group.Go(func() {
			var got kept
			if a, err := p.do(http.MethodPost, "/v1/ces", "application/json", strings.NewReader(body("c", 4))); err != nil || json.Unmarshal(a.body, &got) != nil {
				t.Errorf("%v %s", err, a.body)
			}
			mu.Lock()
			defer mu.Unlock()
			accepted += got.Accepted
		})
	}
	group.Wait()
	if n := p.results("").Total.CES.Answers; accepted != 1 || n != 1 {
		t.Errorf("accepted %d times, counted %d times", accepted, n)
	}
}

// TestTogether: of requests that share a commit, each knows of those before it.
func TestTogether(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"), "-segments", "5")
	at := time.Now().UTC().Format(time.RFC3339)
	const requests = 40 // of which fewer are refused than an address may have at once
	status := make(chan int, 2*requests)
	var group sync.WaitGroup
	for i := range requests {
		for path, body := range map[string]string{
			"/v1/tickets": fmt.Sprintf(`{"at":%q,"ticket":"T-%d","event":"created","actor":"customer"}`, at, i%4),
			"/v1/nps":     fmt.Sprintf(`{"at":%q,"rating":3,"segment":"s%d"}`, at, i%20),
		} {
			group.Go(func() {
				a, err := p.do(http.MethodPost, path, "application/json", strings.NewReader(body))
				if err != nil {
					t.Error(err)
				}
				status <- a.status
			})
		}
	}
	group.Wait()
	close(status)
	got := make(map[int]int)
	for s := range status {
		got[s]++
	}
	// 4 tickets, and the 5 segments that came first, each of 2 requests.
	if want := (map[int]int{200: 4 + 10, 409: 36 + 30}); !maps.Equal(got, want) {
		t.Errorf("answers by status: %v, want %v", got, want)
	}
	if res := p.results(""); res.Total.Tickets.Created != 4 || res.Total.NPS.Answers != 10 || len(res.Segments) != 5 {
		t.Errorf("%d tickets, %d answers, segments %v", res.Total.Tickets.Created, res.Total.NPS.Answers, res.Segments)
	}
}

// TestShutdown: a signal ends the service in peace, and what it was reading is
// answered first.
func TestShutdown(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		file := filepath.Join(t.TempDir(), "cx.sqlite")
		p := start(t, "-db", file)
		slow := dial(t, p)
		body := fmt.Sprintf(`{"at":%q,"rating":10}`, time.Now().UTC().Format(time.RFC3339))
		slow.write(fmt.Sprintf("POST /v1/nps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:10]))
		p.get("/healthz")
		time.Sleep(300 * time.Millisecond) // until it is read on a busy machine, too
		time.AfterFunc(300*time.Millisecond, func() { slow.write(body[10:]) })
		if err := p.interrupt(s); err != nil {
			t.Errorf("%v: %v\n%s", s, err, p.log())
		}
		if text := slow.read(); !strings.Contains(text, `"accepted":1`) {
			t.Errorf("%v: the request that had begun was answered %q", s, text)
		}
		if n := start(t, "-db", file).results("").Total.NPS.Answers; n != 1 {
			t.Errorf("%v: %d answers afterwards", s, n)
		}
	}
}

// TestOneProcess: two processes would each have tallies of half the events.
func TestOneProcess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	p := start(t, "-db", file)
	err := run(t.Context(), []string{"-db", file, "-listen", "127.0.0.1:0"}, &strings.Builder{}, &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), fmt.Sprintf("held by process %d", p.cmd.Process.Pid)) && runtime.GOOS == "linux" {
		t.Errorf("a second process on the same file: %v", err)
	}
}
