package tickets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"pgregory.net/rapid"
)

// support has a ticket of every sort: of a history, reopened, open, unanswered, of a record.
func support(t interface{ Fatal(...any) }) tickets.Tally {
	var tally tickets.Tally
	for _, h := range []tickets.History{
		{
			{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
			{Kind: tickets.KindReplied, At: at(10), Actor: tickets.ActorAgent},
			{Kind: tickets.KindStatusChanged, At: at(11), Status: tickets.StatusPending},
			{Kind: tickets.KindReplied, At: at(20), Actor: tickets.ActorCustomer},
			{Kind: tickets.KindStatusChanged, At: at(20), Status: tickets.StatusOnHold},
			{Kind: tickets.KindReplied, At: at(25), Actor: tickets.ActorAgent},
			{Kind: tickets.KindCallHeld, At: at(26)},
			{Kind: tickets.KindStatusChanged, At: at(30), Status: tickets.StatusSolved},
			{Kind: tickets.KindRated, At: at(31), Rating: 4},
		}, {
			{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
			{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent},
			{Kind: tickets.KindStatusChanged, At: at(5), Status: tickets.StatusSolved},
		}, {
			{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
			{Kind: tickets.KindStatusChanged, At: at(5), Status: tickets.StatusSolved},
			{Kind: tickets.KindReopened, At: at(50)},
		},
	} {
		ticket, err := tickets.Policy{}.Ticket(h)
		if err == nil {
			err = tally.Add(ticket)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, ticket := range []tickets.Ticket{
		{Created: monday, FirstReply: monday.Add(90 * time.Second), Resolved: monday.Add(200 * 24 * time.Hour)},
		{Created: monday},
	} {
		if err := tally.Add(ticket); err != nil {
			t.Fatal(err)
		}
	}
	return tally
}

func waits(t interface{ Fatal(...any) }, ended, waiting []time.Duration) *tickets.Durations {
	d := durationsOf(t, ended)
	for _, x := range waiting {
		if err := d.AddWaiting(x); err != nil {
			t.Fatal(err)
		}
	}
	if len(ended) > 0 {
		d.Sort() // for DeepEqual, since it is read in order
	}
	return d
}

func sampleOf(t interface{ Fatal(...any) }, list []time.Duration) (s tickets.DurationSample) {
	for _, x := range list {
		if err := s.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

var mixedDurations = []time.Duration{0, 5, 5, 1000, time.Minute, 3 * time.Hour, 200 * 24 * time.Hour, math.MaxInt64}

func TestEncodings(t *testing.T) {
	wiretest.Tallies(t, "tally", support(t))
	wiretest.Tallies(t, "durations", wiretest.Boxed(waits(t, mixedDurations, mixedDurations[3:6])), wiretest.Boxed(waits(t, nil, mixedDurations[:2])))
	wiretest.Tallies(t, "duration_sample", sampleOf(t, mixedDurations))
	wiretest.Tallies(t, "duration_sketch", wiretest.Boxed(sketchOf(t, mixedDurations)), wiretest.Boxed(sketchOf(t, []time.Duration{0})), wiretest.Boxed(sketchOf(t, []time.Duration{5, 1000, 5})))
	wiretest.Tallies(t, "flow", tickets.Flow{Created: 100, Reopened: 7, Resolved: 1<<53 + 1, Ended: 2}, tickets.Flow{Created: math.MaxUint64, Resolved: math.MaxUint64})
	wiretest.Tallies(t, "attainment", tickets.Attainment{Met: 190, Breached: 10, Running: 3}, tickets.Attainment{Met: math.MaxUint64, Breached: math.MaxUint64})
	wiretest.Results(t, "measurement", tickets.Measurement{Elapsed: 1500, Running: true}, tickets.Measurement{Elapsed: 1500 * time.Millisecond}, tickets.Measurement{})
	wiretest.Results(t, "target", tickets.Target{Metric: tickets.MetricNextReply, Within: 4 * time.Hour},
		tickets.Target{Metric: tickets.MetricResolution, Within: 1, Stops: tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold)})
}

func TestEncodingsSurvive(t *testing.T) { rapid.Check(t, encodingsSurvive) }

func encodingsSurvive(t *rapid.T) {
	tally, err := tickets.Collect(slices.Values(drawTickets(t)))
	if err != nil {
		t.Fatal(err)
	}
	wiretest.RoundTrip(t, tally)
	list, waiting := drawDurations(t), drawDurations(t)
	slices.Sort(waiting)
	wiretest.RoundTrip(t, wiretest.Boxed(waits(t, list, waiting)))
	wiretest.RoundTrip(t, sampleOf(t, list))
	wiretest.RoundTrip(t, wiretest.Boxed(sketchOf(t, list)))
	wiretest.RoundTrip(t, tickets.Flow{
		Created: rapid.Uint64().Draw(t, "created"), Resolved: rapid.Uint64().Draw(t, "resolved"),
		Reopened: rapid.Uint64().Draw(t, "reopened"), Ended: rapid.Uint64().Draw(t, "ended"),
	})
	wiretest.RoundTrip(t, tickets.Attainment{Met: rapid.Uint64().Draw(t, "met"), Running: rapid.Uint64().Draw(t, "running")})
	d := time.Duration(rapid.Int64().Draw(t, "ns"))
	wiretest.RoundTripJSON(t, tickets.Measurement{Elapsed: d, Running: rapid.Bool().Draw(t, "running")})
	wiretest.RoundTripJSON(t, drawPolicy(t))
}

type (
	durationsBox = wiretest.Box[tickets.Durations, *tickets.Durations]
	sketchBox    = wiretest.Box[tickets.DurationSketch, *tickets.DurationSketch]
)

// shardsEncodeAlike: what is decoded from the encodings of shards and merged has the
// bytes of the whole, whatever the order in which the parts were added.
func shardsEncodeAlike(t *rapid.T) {
	list, times := drawTickets(t), drawDurations(t)
	alike(t, list, func(t *rapid.T, list []tickets.Ticket) tickets.Tally {
		tally, err := tickets.Collect(slices.Values(list))
		if err != nil {
			t.Fatal(err)
		}
		return tally
	}, (*tickets.Tally).Merge)
	alike(t, times, func(t *rapid.T, list []time.Duration) durationsBox {
		d := durationsOf(t, list)
		for _, x := range list {
			_ = d.AddWaiting(x / 2)
		}
		if rapid.Bool().Draw(t, "sorted") {
			d.Sort()
		}
		return wiretest.Boxed(d)
	}, func(d, o *durationsBox) error { return d.Merge(o, (*tickets.Durations).Merge) })
	alike(t, times, func(t *rapid.T, list []time.Duration) tickets.DurationSample { return sampleOf(t, list) }, (*tickets.DurationSample).Merge)
	alike(t, times, func(t *rapid.T, list []time.Duration) sketchBox { return wiretest.Boxed(sketchOf(t, list)) },
		func(s, o *sketchBox) error { return s.Merge(o, (*tickets.DurationSketch).Merge) })
	alike(t, list, func(t *rapid.T, list []tickets.Ticket) (f tickets.Flow) {
		for _, ticket := range list {
			if err := f.Merge(new(flowOf(t, ticket, origin, origin.Add(time.Hour)))); err != nil {
				t.Fatal(err)
			}
		}
		return f
	}, (*tickets.Flow).Merge)
	alike(t, list, func(t *rapid.T, list []tickets.Ticket) (a tickets.Attainment) {
		for _, ticket := range list {
			judged, err := tickets.Target{Metric: tickets.MetricResolution, Within: time.Minute}.Judge(ticket, origin.Add(time.Hour))
			if err == nil {
				err = a.Merge(&judged)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		return a
	}, (*tickets.Attainment).Merge)
}

func alike[E any, T wiretest.Tally, P wiretest.TallyPointer[T]](t *rapid.T, list []E, collect func(*rapid.T, []E) T, merge func(P, P) error) {
	whole := collect(t, list)
	var merged T
	rest := slices.Clone(list)
	if len(rest) > 1 {
		rest = rapid.Permutation(rest).Draw(t, "shuffled")
	}
	for len(rest) > 0 {
		k := rapid.IntRange(1, len(rest)).Draw(t, "shard")
		data, err := collect(t, rest[:k]).MarshalBinary()
		var shard T
		if err == nil {
			err = P(&shard).UnmarshalBinary(data)
		}
		if err == nil && rapid.Bool().Draw(t, "left") {
			merged, shard = shard, merged
		}
		if err == nil {
			err = merge(P(&merged), P(&shard))
		}
		if err != nil {
			t.Fatal(err)
		}
		rest = rest[k:]
	}
	for _, marshal := range []func(T) ([]byte, error){T.MarshalBinary, T.MarshalJSON} {
		want, err1 := marshal(whole)
		got, err2 := marshal(merged)
		if err := errors.Join(err1, err2); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%T: merged %q, whole %q, %v", whole, got, want, err)
		}
	}
}

func TestShardsEncodeAlike(t *testing.T) { rapid.Check(t, shardsEncodeAlike) }

// TestTalliesOfNoTickets: sums that estimate takes, but no tickets have.
func TestTalliesOfNoTickets(t *testing.T) {
	good, err := support(t).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var read tickets.Tally
	for _, change := range []struct{ old, new string }{
		{`"volume":5`, `"volume":3`},
		{`"volume":5`, `"volume":"18446744073709551615"`}, // a high volume is possible
		{`"resolved":3`, `"resolved":2`},
		{`"resolved":3`, `"resolved":6`},
		{`"waiting":2`, `"waiting":3`},
		{`"first response time":{"n":3`, `"first response time":{"n":4`},
		{`"next reply time":{"n":1`, `"next reply time":{"n":0`},
		{`"response time":{"n":3,"sum":12`, `"response time":{"n":5,"sum":12`},
		{`"first resolution time":{"n":3`, `"first resolution time":{"n":6`},
		{`"resolution time":{"n":3,"sum":"17282100000000000"`, `"resolution time":{"n":4,"sum":"17282100000000000"`},
		{`"requester wait time":{"n":2`, `"requester wait time":{"n":4`},
		{`"agent work time":{"n":2`, `"agent work time":{"n":4`},
		{`"agent wait time":{"n":1`, `"agent wait time":{"n":4`},
		{`"on-hold time":{"n":1`, `"on-hold time":{"n":4`},
		{`"call hold time":{"n":1`, `"call hold time":{"n":4`},
		{`"replies":{"n":3`, `"replies":{"n":6`},
		{`"open":2`, `"open":3`},
		{`"unknown":{"first response time":0`, `"unknown":{"first response time":3`},
		{`"reassignments":{"n":3`, `"reassignments":{"n":6`},
		{`"replies":{"n":3,"sum":3`, `"replies":{"n":3,"sum":-3`},
		{`"contacts":{"n":2`, `"contacts":{"n":4`},
		{`"contacts":{"n":2,"sum":3`, `"contacts":{"n":2,"sum":-3`},
		{`"ratings":{"n":3`, `"ratings":{"n":6`},
		{`"ratings":{"n":3,"sum":1`, `"ratings":{"n":3,"sum":-1`},
		{`"reopened":{"hits":1,"misses":2`, `"reopened":{"hits":1,"misses":5`},
		{`"reopened":{"hits":1,"misses":2`, `"reopened":{"hits":3,"misses":"18446744073709551615"`},
		{`"one_touch":{"hits":1,"misses":1`, `"one_touch":{"hits":1,"misses":3`},
		{`"first_contact":{"hits":1,"misses":1`, `"first_contact":{"hits":3,"misses":1`},
	} {
		text := strings.Replace(string(good), change.old, change.new, 1)
		if text == string(good) {
			t.Fatalf("%s is not in %s", change.old, good)
		}
		err := read.UnmarshalJSON([]byte(text))
		if possible := strings.Contains(change.new, `"volume":"1`); possible != (err == nil) || !possible && !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %v", change.new, err)
		}
	}
	// Here it takes several changes until one thing alone is wrong.
	silent := tickets.Ticket{Created: monday, Resolved: monday}
	answered := tickets.Ticket{Created: monday, FirstReply: monday}
	known := tickets.Ticket{Created: monday, Details: &tickets.Details{}}
	touched := tickets.Ticket{Created: monday, Resolved: monday, Details: &tickets.Details{
		OneTouch: true, StatusChanges: []tickets.StatusChange{{Status: tickets.StatusNew, At: monday}},
	}}
	for _, test := range []struct {
		name    string
		ticket  tickets.Ticket
		changes []string
	}{
		{"more resolved than there are", silent, []string{`"resolved":1`, `"resolved":2`, `"resolution time":{"n":1`, `"resolution time":{"n":2`}},
		{"resolved and waiting", silent, []string{`"waiting":0`, `"waiting":1`}},
		{"answered and waiting", answered, []string{`"waiting":0`, `"waiting":1`}},
		{"more known than there are", known, []string{`"replies":{"n":1`, `"replies":{"n":2`, `"ratings":{"n":1`, `"ratings":{"n":2`}},
		{"more contacts than resolved", known, []string{
			`"contacts":{"n":0`, `"contacts":{"n":1`, `"reopened":{"hits":0`, `"reopened":{"hits":1`,
			`"one_touch":{"hits":0`, `"one_touch":{"hits":1`, `"first_contact":{"hits":0`, `"first_contact":{"hits":1`,
		}},
		{"more work than resolved", touched, []string{
			`"requester wait time":{"n":1`, `"requester wait time":{"n":2`, `"agent work time":{"n":1`, `"agent work time":{"n":2`,
		}},
	} {
		var tally tickets.Tally
		if err := tally.Add(test.ticket); err != nil {
			t.Fatal(err)
		}
		good, _ := tally.MarshalJSON()
		for i := range test.changes {
			if !strings.Contains(string(good), test.changes[i&^1]) {
				t.Fatalf("%s is not in %s", test.changes[i&^1], good)
			}
		}
		text := strings.NewReplacer(test.changes...).Replace(string(good))
		if err := read.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %v, want cx.ErrEncoding", test.name, err)
		}
	}
	for _, text := range []string{
		`{"nanoseconds":{"n":2,"sum":-2,"squares":2}}`,
		`{"nanoseconds":{"n":2,"sum":0,"squares":2}}`,                                                            // 1 and -1
		`{"nanoseconds":{"n":2,"sum":2,"squares":10}}`,                                                           // 3 and -1
		`{"nanoseconds":{"n":2,"sum":"9223372036854775808","squares":"85070591730234615865843651857942052864"}}`, // 2^63 and 0
	} {
		var s tickets.DurationSample
		if err := s.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) || s.N() != 0 {
			t.Errorf("%s: %v, %v", text, s, err)
		}
	}
	for _, text := range []string{
		`{"ended":[2,1],"waiting":[]}`, `{"ended":[],"waiting":[2,1]}`, `{"ended":[-1],"waiting":[]}`, `{"ended":[1.5],"waiting":[]}`,
		`{"ended":["9223372036854775808"],"waiting":[]}`, `{"ended":[1,],"waiting":[]}`, `{"ended":[1]}`,
	} {
		var d tickets.Durations
		if err := d.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) || d.N() != 0 || d.Waiting() != 0 {
			t.Errorf("%s: %v, %v", text, &d, err)
		}
	}
}

// TestPolicyJSON: a team's conventions as a file has them, which says what differs.
func TestPolicyJSON(t *testing.T) {
	all := tickets.Policy{
		BotsAnswer: true, FromHandoff: true, AgentOpened: tickets.NoFirstResponse, LastUnanswered: true,
		FirstSolved: true, SolvesMinusOne: true, AtMostOneReply: true, FirstContactByContacts: true,
		CountMerged: true, Stops: tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold),
	}
	for text, want := range map[string]tickets.Policy{
		`null`:                        {},
		`{}`:                          {},
		`{"stops":"on hold|pending"}`: {Stops: tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold)},
		`{"at_most_one_reply":false,"first_solved":true}`: {FirstSolved: true},
		`{"bots_answer":true,"from_handoff":true,"agent_opened":"no first response","last_unanswered":true,` +
			`"first_solved":true,"solves_minus_one":true,"at_most_one_reply":true,"first_contact_by_contacts":true,` +
			`"count_merged":true,"stops":"pending|on hold"}`: all,
	} {
		read := all
		read.Clock = period.Schedule{}
		if err := json.Unmarshal([]byte(text), &read); err != nil || !reflect.DeepEqual(read, want) {
			t.Errorf("%s is read as %+v, %v", text, read, err)
		}
	}
	want := `{"agent_opened":"next agent reply","stops":""}`
	if text, err := json.Marshal(tickets.Policy{}); err != nil || string(text) != want {
		t.Errorf("the default is %s, %v\nwant %s", text, err, want)
	}
	for _, text := range []string{
		``, `[]`, `"next agent reply"`, `{"agent_opened":"next robot reply"}`, `{"agent_opened":"Next agent reply"}`, `{"agent_opened":""}`, `{"agent_opened":1}`, `{"agent_opened":null}`, `{"agents_opened":"next agent reply"}`,
		`{"first_solved":"true"}`, `{"first_solved":1}`, `{"first_solved":null}`, `{"First_solved":true}`, `{"first_solved":true,"first_solved":true}`,
		`{"Agent_opened":"next agent reply"}`, `{"agent_opened":"next agent reply","agent_opened":"next agent reply"}`, `{"stops":"pending|"}`, `{"stops":"|"}`,
		`{"stops":"pending|pending"}`, `{"stops":"parked"}`, `{"clock":null}`, `{"agent_opened":"` + strings.Repeat("x", 1<<16) + `"}`, `{"agent_opened":"next agent reply"`,
	} {
		read := all
		if err := read.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) || !reflect.DeepEqual(read, all) || len(err.Error()) > 300 {
			t.Errorf("%.100s is read as %+v, %v", text, read, err)
		}
	}
	if text, err := json.Marshal(tickets.Policy{Clock: period.Schedule{}}); !errors.Is(err, cx.ErrEncoding) {
		t.Errorf("a policy with a clock is %s, %v, want cx.ErrEncoding", text, err)
	}
	if text, err := json.Marshal(tickets.Policy{AgentOpened: 3}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("a policy of no such option is %s, %v, want cx.ErrOutOfRange", text, err)
	}
}

func TestTargetJSON(t *testing.T) {
	var g tickets.Target
	if err := g.UnmarshalJSON([]byte(`{"within":"1.5h","metric":"resolution time"}`)); err != nil || g != (tickets.Target{Metric: tickets.MetricResolution, Within: 90 * time.Minute}) {
		t.Errorf("%v, %v", g, err)
	}
	for _, text := range []string{
		`{"metric":"resolution time","within":"-1s"}`, `{"metric":"resolution time","within":"1"}`, `{"metric":"resolution time","within":90}`,
		`{"metric":"resolution time","within":"2000000h0m0s1000000h"}`, `{"metric":"Resolution","within":"1h"}`, `{"metric":4,"within":"1h"}`,
		`{"metric":"resolution time"}`, `{"within":"1h"}`, `{"metric":"resolution time","within":"` + strings.Repeat("1h", 1<<12) + `"}`,
	} {
		before := g
		if err := g.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) || g != before || len(err.Error()) > 300 {
			t.Errorf("%.100s is read as %v, %v", text, g, err)
		}
	}
	for _, bad := range []tickets.Target{{}, {Metric: 10, Within: 1}, {Within: -1}, {Within: 1, Stops: 128}, {Within: 1, Metric: tickets.MetricCallHold, Stops: 1}} {
		if text, err := bad.MarshalJSON(); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%+v is %s, %v, want cx.ErrOutOfRange", bad, text, err)
		}
	}
}

func FuzzDecoders(f *testing.F) {
	for _, v := range []wiretest.Tally{
		support(f), waits(f, mixedDurations, mixedDurations[3:6]), sampleOf(f, mixedDurations), sketchOf(f, mixedDurations), sketchOf(f, []time.Duration{1, 1 << 40}),
		tickets.Flow{Created: 3, Resolved: 2}, tickets.Attainment{Met: 1},
	} {
		data, _ := v.MarshalBinary()
		text, _ := v.MarshalJSON()
		f.Add(data)
		f.Add(text)
	}
	for _, text := range []string{
		`{"low":"1h","high":"2h","level":0.95}`, `{"elapsed":"1us","running":true}`, `{"metric":"call hold time","within":"1h0m0.5s"}`, `{"stops":"new|closed"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Binary[tickets.Tally](t, data)
		wiretest.Binary[durationsBox](t, data)
		wiretest.Binary[tickets.DurationSample](t, data)
		wiretest.Binary[sketchBox](t, data)
		wiretest.Binary[tickets.Flow](t, data)
		wiretest.Binary[tickets.Attainment](t, data)
		wiretest.JSON[tickets.Tally](t, data)
		wiretest.JSON[durationsBox](t, data)
		wiretest.JSON[tickets.DurationSample](t, data)
		wiretest.JSON[sketchBox](t, data)
		wiretest.JSON[tickets.Flow](t, data)
		wiretest.JSON[tickets.Attainment](t, data)
		wiretest.JSON[tickets.Measurement](t, data)
		wiretest.JSON[tickets.Target](t, data)
		wiretest.JSON[tickets.Policy](t, data)
	})
}
