package period_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

func FuzzParse(f *testing.F) {
	for _, text := range []string{"2024-03-10", "2024-W07", "2024-03", "2024-Q3", "2024-H1", "2024", "2024-03-10-W", "2024-04-FY", "2024-07-FQ2", "0001-01-FQ4", "9999-12-31", "0000-00-00-W"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := period.Parse(text)
		if err != nil {
			if !p.IsZero() {
				t.Errorf("%q: %v and %v", text, p, err)
			}
			return
		}
		if p.String() != text || p.Days() < 1 {
			t.Errorf("%q is read as %q of %d days", text, p, p.Days())
		}
		if same, err := p.Unit().OfDate(p.Date()); err != nil || same != p {
			t.Errorf("%q: its first day is in %q, %v", text, same, err)
		}
	})
}

func FuzzParseRange(f *testing.F) {
	f.Add("2024-03-01T00:00:00+01:00/2024-04-01T00:00:00+02:00")
	f.Add("0000-01-01T00:00:00.000000001Z/9999-12-31T23:59:59.999999999-23:59")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := period.ParseRange(text)
		if err != nil {
			return
		}
		data, err := r.MarshalText()
		if err != nil {
			t.Fatalf("%q cannot be written: %v", text, err)
		}
		back, err := period.ParseRange(string(data))
		if err != nil || !back.Equal(r) || back.String() != string(data) {
			t.Errorf("%q is written as %q, which is read as %v, %v", text, data, back, err)
		}
	})
}

func FuzzScheduleJSON(f *testing.F) {
	f.Add([]byte(berlinJSON))
	f.Add([]byte(`{"zone":"UTC","week":{"monday":["09:00-17:00"]},"years":[2024,2024]}`))
	f.Add([]byte(`{"zone":"Pacific/Apia","dates":{"2011-12-30":["00:00-24:00"]},"years":[2011,2011]}`))
	f.Add([]byte(`{"zone":"America/Anchorage"}`))
	f.Add([]byte(`{"zone":"Europe/Dublin","week":{"friday":["22:00-06:00"]}}`))
	f.Add([]byte(`{"zone":"America/Godthab","years":[2040,2049]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s period.Schedule
		if err := s.UnmarshalJSON(data); err != nil {
			return
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("%q cannot be written: %v", data, err)
		}
		var back period.Schedule
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%q is written as %q, which cannot be read: %v", data, text, err)
		}
		if again, err := json.Marshal(back); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is written as %q and then as %q, %v", data, text, again, err)
		}
		from := time.Date(2011, 12, 29, 5, 0, 0, 1, time.UTC)
		if d, err := s.Elapsed(from, from.AddDate(0, 1, 0)); err == nil && (d < 0 || d > 31*day24) {
			t.Errorf("%q: %v of a month", data, d)
		}
	})
}

// Laws of periods, over all units and years.
func checkPeriod(zones map[string]*time.Location) func(*rapid.T) {
	return func(t *rapid.T) {
		u := rapid.SampledFrom(every).Draw(t, "unit")
		loc := zones[rapid.SampledFrom(hardZones).Draw(t, "zone")]
		at := time.Unix(rapid.Int64Range(-62135596800+400*86400, 253402300800-400*86400).Draw(t, "instant"), rapid.Int64Range(0, 1e9-1).Draw(t, "nanosecond")).In(loc)
		p, err := u.Of(at)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := period.Parse(p.String()); err != nil || back != p {
			t.Errorf("%s is read as %s, %v", p, back, err)
		}
		r := p.In(loc)
		if !r.Contains(at) || !holds(p, at) || r.Start().After(at) || !r.End().After(at) {
			t.Errorf("%v is not in %s, %v", at, p, r)
		}
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		q, err := p.Add(n)
		if err != nil {
			return // beyond the years
		}
		if back, err := q.Add(-n); err != nil || back != p {
			t.Errorf("%s plus %d minus %d = %s, %v", p, n, n, back, err)
		}
		if p.Compare(q) != -q.Compare(p) || (p.Compare(q) < 0) != (n > 0) || (p.Compare(q) == 0) != (p == q) || (p.String() < q.String()) != (n > 0) {
			t.Errorf("%s compared with %s, %d on: %d", p, q, n, p.Compare(q))
		}
		if next, err := p.Add(1); err == nil {
			if !next.In(loc).Start().Equal(r.End()) || next.First() == p.Last() || holds(next, at) {
				t.Errorf("%s is %v, the next %s is %v", p, r, next, next.In(loc))
			}
			if day, err := p.Last().Add(1); err != nil || day != next.First() {
				t.Errorf("the day after %s = %s, %v; the first of %s is %s", p, day, err, next, next.First())
			}
		}
	}
}

func TestPeriodLaws(t *testing.T) { rapid.Check(t, checkPeriod(sharedZones(t))) }

func FuzzPeriodLaws(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPeriod(sharedZones(f)))) }
