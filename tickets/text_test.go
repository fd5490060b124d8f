package tickets_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
)

func TestShownTexts(t *testing.T) {
	tally := support(t)
	for _, tt := range []struct{ got, want string }{
		// First responses of 10, 5 and 1.5 minutes: a mean of 5.5. Resolutions of 30
		// and 5 minutes and of 200 days: a mean of 66 days 16 h and 11 min 40 s.
		{tally.String(), "tickets (n=5, 60.0% resolved, 2 waiting, mean first response time 5m30s, mean resolution time 1600h11m40s)"},
		{tickets.Tally{}.String(), "tickets (n=0)"},
		// Equal times, so that the interval has no width.
		{sampleOf(t, []time.Duration{time.Hour, time.Hour}).String(), "mean 1h0m0s (n=2)"},
		{sampleOf(t, []time.Duration{1500 * time.Millisecond}).String(), "mean 1.5s (n=1)"},
		{tickets.DurationSample{}.String(), "mean undefined (n=0)"},
		// Of 6 values the shortest and the longest hold the median with 1 - 2/2^6 = 96.875 %.
		{waits(t, []time.Duration{1e9, 2e9, 3e9, 4e9, 5e9, 3600e9}, []time.Duration{1}).String(), "median 3.5s (n=6, 1 waiting, 96.87% 1s to 1h0m0s)"},
		{new(tickets.Durations).String(), "median undefined (n=0)"},
		{sketchOf(t, []time.Duration{100, 200, 300}).String(), "median 200ns (n=3)"},
		{new(tickets.DurationSketch).String(), "median undefined (n=0)"},
		{tickets.Measurement{Elapsed: time.Hour, Running: true}.String(), "1h0m0s running"},
		{tickets.Measurement{Elapsed: time.Hour}.String(), "1h0m0s"},
		{tickets.Flow{Created: 100, Resolved: 85}.String(), "flow 85.0% (100 created, 85 resolved)"},
		{tickets.Flow{Resolved: 5}.String(), "flow undefined (0 created, 5 resolved)"},
		{tickets.Attainment{Running: 3}.String(), "attainment undefined (n=0, 3 running)"},
		{tickets.Target{Metric: tickets.MetricFirstResponse, Within: 4 * time.Hour}.String(), "first response time within 4h0m0s"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

type textPointer[T any] interface {
	*T
	encoding.TextUnmarshaler
}

// texts checks that the values from 0 on have these texts ("": none) and no others have
// any, that each is read back, and that other texts are refused.
func texts[T interface {
	~uint8
	encoding.TextMarshaler
}, P textPointer[T]](t *testing.T, all ...string) {
	t.Helper()
	for i := range 256 {
		v := T(i)
		text, err := v.MarshalText()
		if i >= len(all) || all[i] == "" {
			if want := fmt.Sprintf("%s(%d)", reflect.TypeFor[T]().Name(), i); !errors.Is(err, cx.ErrOutOfRange) || text != nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s has the text %q, %v, want cx.ErrOutOfRange", want, text, err)
			}
			continue
		}
		read := T(255)
		if err == nil {
			err = P(&read).UnmarshalText(text)
		}
		if err != nil || string(text) != all[i] || read != v {
			t.Errorf("%T %d has the text %q, which reads as %d, %v; want %q", v, i, text, read, err, all[i])
		}
	}
	for i, want := range all {
		if s, ok := any(T(i)).(fmt.Stringer); ok && want != "" && s.String() != want {
			t.Errorf("%d is shown as %q, want %q", i, s, want)
		}
	}
	for _, text := range []string{"", " " + all[1], strings.ToUpper(all[1]), all[1] + "|" + all[1], "1", strings.Repeat("x", 1<<16)} {
		read := T(255)
		if err := P(&read).UnmarshalText([]byte(text)); !errors.Is(err, cx.ErrEncoding) || read != 255 || len(err.Error()) > 200 {
			t.Errorf("%T: %.40q reads as %d, %.300v, want cx.ErrEncoding", read, text, read, err)
		}
	}
}

func TestTexts(t *testing.T) {
	texts[tickets.Metric](t, "first response time", "next reply time", "response time", "first resolution time", "resolution time",
		"requester wait time", "agent work time", "agent wait time", "on-hold time", "call hold time")
	texts[tickets.Kind](t, "", "created", "assigned", "replied", "answered", "noted", "call held", "call resumed", "reopened", "status changed", "solved", "rated", "ended", "merged")
	texts[tickets.Actor](t, "", "customer", "bot", "agent")
	texts[tickets.AgentOpened](t, "next agent reply", "reply to customer", "no first response")
}

func TestStatusTexts(t *testing.T) {
	for set := range tickets.Statuses(64) {
		text, err := set.MarshalText()
		back := tickets.Statuses(255)
		if err == nil {
			err = back.UnmarshalText(text)
		}
		if err != nil || back != set || string(text) != set.String() {
			t.Errorf("%v has the text %q, which reads as %v, %v", set, text, back, err)
		}
	}
	if text, err := tickets.Statuses(64).MarshalText(); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("no state has the text %q, %v", text, err)
	}
	for text, want := range map[string]tickets.Statuses{
		"": 0, "on hold": tickets.StatusesOf(tickets.StatusOnHold), "closed|new": tickets.StatusesOf(tickets.StatusNew, tickets.StatusClosed),
		"Open": 255, "open|open": 255, "open|": 255, "|": 255, "open, new": 255, strings.Repeat("open|", 1<<16): 255,
	} {
		got := tickets.Statuses(255)
		if err := got.UnmarshalText([]byte(text)); got != want || (err == nil) != (want != 255) || err != nil && (!errors.Is(err, cx.ErrEncoding) || len(err.Error()) > 200) {
			t.Errorf("%.40q reads as %v, %.300v", text, got, err)
		}
	}
}

// One state has a text, and no set has, though both are numbers.
func TestOneStatusText(t *testing.T) {
	for i := range 256 {
		s := tickets.Status(i)
		text, err := s.MarshalText()
		if one := i > 0 && i < 64 && i&(i-1) == 0; one != (err == nil) || one != tickets.Statuses(63).Has(s) || !one && !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %q, %v", s, text, err)
			continue
		}
		read := tickets.Status(255)
		if err == nil && (read.UnmarshalText(text) != nil || read != s || tickets.StatusesOf(s).String() != s.String()) {
			t.Errorf("%v: %q is read as %v", s, text, read)
		}
	}
	for _, text := range []string{"", "open|new", "Open", strings.Repeat("x", 1<<16)} {
		read := tickets.StatusOpen
		if err := read.UnmarshalText([]byte(text)); !errors.Is(err, cx.ErrEncoding) || read != tickets.StatusOpen || len(err.Error()) > 200 {
			t.Errorf("%.40q is read as %v, %.300v", text, read, err)
		}
	}
	set := tickets.StatusesOf(tickets.StatusOpen, tickets.StatusOnHold)
	if !set.Has(tickets.StatusOpen) || set.Has(tickets.StatusNew) || set.Has(0) || set.Has(tickets.StatusOpen|tickets.StatusOnHold) {
		t.Errorf("%v has other states", set)
	}
}

// TestHistoryJSON: a log of events as a service takes it in.
func TestHistoryJSON(t *testing.T) {
	const log = `[{"kind":"created","at":"2024-01-01T09:00:00Z","actor":"customer"},` +
		`{"kind":"replied","at":"2024-01-01T09:10:00Z","actor":"agent","agent":"ana"},` +
		`{"kind":"status changed","at":"2024-01-01T09:10:00Z","status":"on hold","seq":1},` +
		`{"kind":"rated","at":"2024-01-01T10:00:00Z","rating":4}]`
	var h tickets.History
	if err := json.Unmarshal([]byte(log), &h); err != nil {
		t.Fatal(err)
	}
	want := tickets.History{
		{Kind: tickets.KindCreated, At: monday, Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: monday.Add(10 * time.Minute), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindStatusChanged, At: monday.Add(10 * time.Minute), Status: tickets.StatusOnHold, Seq: 1},
		{Kind: tickets.KindRated, At: monday.Add(time.Hour), Rating: 4},
	}
	if !reflect.DeepEqual(h, want) {
		t.Errorf("got %v, want %v", h, want)
	}
	if text, err := json.Marshal(h); err != nil || string(text) != log {
		t.Errorf("got %s, %v\nwant %s", text, err, log)
	}
	for _, bad := range []string{`[{"kind":"deleted"}]`, `[{"actor":""}]`, `[{"status":"parked"}]`, `[{"kind":1}]`} {
		if err := json.Unmarshal([]byte(bad), &h); err == nil {
			t.Errorf("%s is read as %v", bad, h)
		}
	}
}
