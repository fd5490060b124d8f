package main

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

// clients is how many post at the same time.
const clients = 64

// pagesEach is how many pages a second a reader beside writers asks for.
const pagesEach = 55

// BenchmarkPost is the load on the loopback that README.md has the figures of: so many
// requests of so many events, each answered when they are on disk.
func BenchmarkPost(b *testing.B) {
	for _, size := range []int{1, 100} {
		b.Run(fmt.Sprintf("events=%d", size), func(b *testing.B) {
			p := start(b, "-db", filepath.Join(b.TempDir(), "cx.sqlite"))
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
			at := time.Now().UTC().Format(time.RFC3339)
			var mu sync.Mutex
			var all []time.Duration
			var next atomic.Int64
			b.SetParallelism(max(1, clients/runtime.GOMAXPROCS(0)))
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				var took []time.Duration
				for pb.Next() {
					n := next.Add(1)
					events := make([]string, size)
					for i := range events {
						events[i] = fmt.Sprintf(`{"id":"%d-%d","at":%q,"segment":"s%d","rating":%d}`, n, i, at, i%8, i%11)
					}
					began := time.Now()
					res, err := client.Post(p.url+"/v1/nps", "application/json", strings.NewReader("["+strings.Join(events, ",")+"]"))
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, res.Body)
					_ = res.Body.Close()
					if res.StatusCode != http.StatusOK {
						b.Error(res.Status)
						return
					}
					took = append(took, time.Since(began))
				}
				mu.Lock()
				defer mu.Unlock()
				all = append(all, took...)
			})
			b.StopTimer()
			slices.Sort(all)
			b.ReportMetric(float64(size*b.N)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
			if n := p.results("").Total.NPS.Answers; n != uint64(size*b.N) {
				b.Errorf("%d answers of %d", n, size*b.N)
			}
		})
	}
}

// BenchmarkRead reads the sample: about 20,000 events of a year.
func BenchmarkRead(b *testing.B) {
	p := start(b)
	for _, path := range []string{"/", "/v1/results", "/metrics"} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				if a := p.get(path); a.status != http.StatusOK {
					b.Fatal(a.status)
				}
			}
		})
	}
}

// BenchmarkRestart opens a database of 100,000 ratings.
func BenchmarkRestart(b *testing.B) {
	file := filepath.Join(b.TempDir(), "cx.sqlite")
	const n = 100_000
	at := time.Now().UTC()
	func() {
		l := newLive(time.UTC)
		s, err := openStore(b.Context(), file, l, limits{10, 1_000_000, 1_000_000})
		if err != nil {
			b.Fatal(err)
		}
		go s.run()
		defer s.close()
		rating := 7
		for i := range n / maxEvents {
			events := make([]event, maxEvents)
			for j := range events {
				events[j] = event{kind: npsRating, ID: fmt.Sprint(i, j), At: at.Add(-time.Duration(j) * time.Hour), Segment: "web", Rating: &rating}
			}
			if _, err := s.add(b.Context(), events); err != nil {
				b.Fatal(err)
			}
		}
	}()
	for b.Loop() {
		l := newLive(time.UTC)
		s, err := openStore(b.Context(), file, l, limits{10, 1_000_000, 1_000_000})
		if err != nil {
			b.Fatal(err)
		}
		go s.run()
		if err := s.close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkTickets reads the dashboard of 60,000 tickets, alone and beside clients who
// post ratings or ticket events, and says how many of these there were a second. Beside
// writers the 4 readers ask for pagesEach a second each.
func BenchmarkTickets(b *testing.B) {
	for _, test := range []struct {
		beside  string
		readers bool
	}{{"nothing", true}, {"ratings", true}, {"ratings", false}, {"tickets", true}, {"tickets", false}} {
		b.Run(fmt.Sprintf("beside=%s/pages=%t", test.beside, test.readers), func(b *testing.B) {
			p := start(b, "-db", filepath.Join(b.TempDir(), "cx.sqlite"))
			now := time.Now().UTC()
			for batch := range 120 {
				var events []event
				for i := range 500 {
					n := batch*500 + i
					at := now.Add(-time.Duration(n%360*24)*time.Hour - time.Hour*30)
					ticket := fmt.Sprint("T", n)
					events = append(events, event{At: at, Ticket: ticket, Event: "created", Actor: "customer"},
						event{At: at.Add(time.Duration(n*7919%86400) * time.Second), Ticket: ticket, Event: "status_changed", Status: "solved"})
				}
				p.keep(ticketEvent, events...)
			}
			if n := p.results("").Total.Tickets.Created; n < 59_000 {
				b.Fatal(n)
			}
			var writes atomic.Int64
			stop := make(chan struct{})
			var group sync.WaitGroup
			if test.beside != "nothing" {
				for c := range 8 {
					group.Go(func() {
						client := &http.Client{Transport: new(http.Transport)}
						for i := 0; ; i++ {
							select {
							case <-stop:
								return
							default:
							}
							body := fmt.Sprintf(`{"at":%q,"rating":%d}`, now.Format(time.RFC3339), i%11)
							path := "/v1/nps"
							if test.beside == "tickets" {
								path = "/v1/tickets"
								body = fmt.Sprintf(`{"at":%q,"ticket":"N%d-%d","event":"created","actor":"bot"}`, now.Format(time.RFC3339), c, i)
							}
							res, err := client.Post(p.url+path, "application/json", strings.NewReader(body))
							if err != nil {
								return
							}
							_, _ = io.Copy(io.Discard, res.Body)
							_ = res.Body.Close()
							if res.StatusCode == http.StatusOK {
								writes.Add(1)
							}
						}
					})
				}
			}
			b.SetParallelism(2)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				client := &http.Client{Transport: new(http.Transport)}
				next := time.Now()
				for pb.Next() {
					if test.readers && test.beside != "nothing" {
						next = next.Add(time.Second / pagesEach)
						time.Sleep(time.Until(next))
					}
					if !test.readers {
						time.Sleep(10 * time.Millisecond)
						continue
					}
					res, err := client.Get(p.url + "/")
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, res.Body)
					_ = res.Body.Close()
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(writes.Load())/b.Elapsed().Seconds(), "writes/s")
			if test.readers {
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			}
			close(stop)
			group.Wait()
		})
	}
}

// BenchmarkOpenTickets reads the figures of 60,000 tickets that are all open, which
// holds writers up.
func BenchmarkOpenTickets(b *testing.B) {
	l := newLive(time.UTC)
	now := time.Now().UTC()
	for i := range 60_000 {
		e := event{At: now.Add(-time.Duration(i%360*24+30) * time.Hour), Ticket: fmt.Sprint("T", i), Event: "created", Actor: "customer"}
		if err := l.apply(ticketEvent, e); err != nil {
			b.Fatal(err)
		}
	}
	for _, unit := range []period.Unit{period.Month, period.Day} {
		b.Run(unit.String(), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := l.results(query{Unit: unit, Periods: 60}, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
