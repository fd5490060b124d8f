package period_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

const seriesJSON = `{"unit":"fiscal quarter from April","zone":"Europe/Berlin","periods":{"2024-04-FQ1":{"N":5},"2025-01-FQ4":{"N":0}}}`

func fiscal(t testing.TB) *period.Series[*sum] {
	t.Helper()
	return sums(period.Fiscal(period.Quarter, time.April), zone(t, "Europe/Berlin"))
}

func TestSeriesJSON(t *testing.T) {
	s := fiscal(t)
	// In any order; one that nothing was counted in says something at an end only.
	for text, v := range map[string]int{"2025-01-FQ4": 0, "2024-07-FQ2": 0, "2024-04-FQ1": 5} {
		set(t, s, text, v)
	}
	data, err := json.Marshal(s)
	if err != nil || string(data) != seriesJSON {
		t.Fatalf("Marshal = %s, %v; want %s", data, err, seriesJSON)
	}
	for _, text := range []string{
		seriesJSON,
		`{ "periods" : {"2025-01-FQ4":{"N":0},"2024-04-FQ1":{"N":5} }, "zone":"Europe\/Berlin", "unit":"fiscal quarter from April" }`,
	} {
		back := fiscal(t)
		set(t, back, "2023-04-FQ1", 1) // is replaced
		if err := json.Unmarshal([]byte(text), back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		wantTexts, wantValues := content(s)
		if texts, values := content(back); !slices.Equal(texts, wantTexts) || !slices.Equal(values, wantValues) {
			t.Errorf("%s is read as %v, %v", text, texts, values)
		}
		// What is read goes on: it takes instants of its zone, and merges.
		n, err := back.At(instant(t, "2024-03-31T22:30:00Z")) // half past midnight of April 1
		if err != nil || n.N != 5 {
			t.Errorf("%v, %v", n, err)
		}
		if err := back.Merge(s); err != nil {
			t.Error(err)
		}
	}
	if err := json.Unmarshal([]byte("null"), &s); err != nil || s != nil {
		t.Errorf("null into a pointer is %v, %v", s, err)
	}
	s = fiscal(t)
	set(t, s, "2024-04-FQ1", 1)
	if err := s.UnmarshalJSON([]byte("null")); err != nil || s.Len() != 0 {
		t.Errorf("null leaves %d periods, %v", s.Len(), err)
	}
	if data, err := json.Marshal(s); err != nil || string(data) != `{"unit":"fiscal quarter from April","zone":"Europe/Berlin","periods":{}}` {
		t.Errorf("a series of nothing is %s, %v", data, err)
	}
	if data, err := json.Marshal(new(period.Series[*sum])); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("the zero Series is %s, %v", data, err)
	}
}

// Shards that are stored and merged say what the whole says, byte for byte, in JSON and
// in the binary form.
func TestSeriesOfShards(t *testing.T) {
	scale, err := csat.NewScale(0, 10)
	if err != nil {
		t.Fatal(err)
	}
	begin := func() *period.Series[*csat.Tally] {
		return period.NewSeries(period.Week, zone(t, "America/New_York"), func() *csat.Tally {
			tally := csat.NewTally(scale)
			return &tally
		})
	}
	whole, merged := begin(), begin()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 5 {
		shard := begin()
		for range 40 {
			at := instant(t, "2024-01-01T00:00:00Z").Add(time.Duration(random.Int64N(int64(400 * day24))))
			rating := csat.Rating(random.IntN(11))
			for _, s := range []*period.Series[*csat.Tally]{whole, shard} {
				tally, err := s.At(at)
				if err == nil {
					err = tally.Add(rating)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		back := begin()
		var err error
		if i%2 == 0 {
			var data []byte
			if data, err = shard.MarshalJSON(); err == nil {
				err = back.UnmarshalJSON(data)
			}
		} else {
			value, err2 := shard.Value()
			err = errors.Join(err2, back.Scan(value))
		}
		if err == nil {
			err = merged.Merge(back)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want, err1 := whole.MarshalJSON()
	got, err2 := merged.MarshalJSON()
	if err := errors.Join(err1, err2); err != nil || !bytes.Equal(got, want) {
		t.Errorf("merged %s\nwhole %s\n%v", got, want, err)
	}
	want, err1 = whole.MarshalBinary()
	got, err2 = merged.MarshalBinary()
	if err := errors.Join(err1, err2); err != nil || !bytes.Equal(got, want) {
		t.Errorf("merged %x\nwhole %x\n%v", got, want, err)
	}
}

func TestSeriesJSONRejects(t *testing.T) {
	change := func(was, is string) string {
		t.Helper()
		if !strings.Contains(seriesJSON, was) {
			t.Fatalf("%s is not there", was)
		}
		return strings.Replace(seriesJSON, was, is, 1)
	}
	long := strings.Repeat("9", 1<<16)
	for _, c := range []struct {
		text string
		want error
		says string
	}{
		{``, cx.ErrEncoding, "not a JSON object"},
		{`[]`, cx.ErrEncoding, "not a JSON object"},
		{`{}`, cx.ErrEncoding, "unit"},
		{seriesJSON + `x`, cx.ErrEncoding, "not a JSON object"},
		{change(`"unit"`, `"Unit"`), cx.ErrEncoding, "unit"},
		{change(`"zone":"Europe/Berlin"`, `"zone":"Europe/Berlin","zone":"UTC"`), cx.ErrEncoding, "zone"},
		{change(`"fiscal quarter from April"`, `"quarters"`), cx.ErrMismatch, "by quarters"},
		{change(`"fiscal quarter from April"`, `3`), cx.ErrEncoding, "not a string"},
		{change(`"fiscal quarter from April"`, `"quarter"`), cx.ErrMismatch, "by quarter in"},
		{change(`Europe/Berlin`, `UTC`), cx.ErrMismatch, "UTC"},
		{change(`Europe/Berlin`, long), cx.ErrMismatch, "99999"},
		{change(`:5`, `:1.5`), cx.ErrEncoding, "2024-04-FQ1"},
		{change(`:5`, `:`+long), cx.ErrEncoding, "2024-04-FQ1"},
		{change(`2025-01-FQ4`, `2024-04-FQ1`), cx.ErrEncoding, "twice"},
		{change(`FQ4`, `FQ5`), cx.ErrEncoding, "FQ5"},
		{change(`2025-01-FQ4`, `3000`), cx.ErrMismatch, "3000"},
		{change(`2025-01-FQ4`, long), cx.ErrEncoding, "99999"},
		{change(`2025-01-FQ4":{"N":0}`, `0001-01-FQ4":{"N":1},"9998-01-FQ4":{"N":1}`), nil, ""},
	} {
		s := fiscal(t)
		set(t, s, "2024-04-FQ1", 8)
		err := s.UnmarshalJSON([]byte(c.text))
		if c.want == nil {
			if err != nil {
				t.Errorf("%.200s: %v", c.text, err)
			}
			continue
		}
		if !errors.Is(err, c.want) || !errors.Is(err, cx.ErrEncoding) || !strings.HasPrefix(err.Error(), "period: ") ||
			!strings.Contains(err.Error(), c.says) || len(err.Error()) > 400 {
			t.Errorf("%.200s: %.500v, want %v: %s", c.text, err, c.want, c.says)
		}
		if _, values := content(s); !slices.Equal(values, []int{8}) {
			t.Errorf("%.200s: the series has changed to %v", c.text, values)
		}
	}
	for i := range seriesJSON {
		if err := fiscal(t).UnmarshalJSON([]byte(seriesJSON[:i])); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %v", seriesJSON[:i], err)
		}
	}
	days := sums(period.Day, nil)
	if err := days.UnmarshalJSON([]byte(`{"unit":"day","zone":"UTC","periods":{"0001-01-01":{},"2024-01-01":{}}}`)); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("two thousand years of days: %v", err)
	}
	for name, loc := range map[string]*time.Location{
		"no name":      time.FixedZone("", 3600),
		"another zone": time.FixedZone("Europe/Berlin", 3600),
		"the machine":  time.Local,
	} {
		if data, err := sums(period.Day, loc).MarshalJSON(); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %s, %v", name, data, err)
		}
	}
	// What has no binary form says so, and nothing is written for it.
	set(t, days, "2024-01-01", 1)
	if value, err := days.Value(); !errors.Is(err, cx.ErrEncoding) || value != nil {
		t.Errorf("a tally without MarshalBinary is %v, %v", value, err)
	}
}

// A zone that is right this century may have been another before.
func TestSeriesJSONOfOldZones(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	s := sums(period.Year, berlin)
	set(t, s, "1880", 1) // in local mean time, 53 minutes and 28 seconds
	data, err := s.MarshalJSON()
	back := sums(period.Year, berlin)
	if err == nil {
		err = back.UnmarshalJSON(data)
	}
	if err != nil || back.Len() != 1 {
		t.Errorf("%s: %d periods, %v", data, back.Len(), err)
	}
	// Tokyo has had no summer time since 1951.
	s = sums(period.Year, time.FixedZone("Asia/Tokyo", 9*3600))
	set(t, s, "2024", 1)
	if data, err := s.MarshalJSON(); err != nil {
		t.Errorf("%s: %v", data, err)
	}
	set(t, s, "1950", 1)
	if data, err := s.MarshalJSON(); !errors.Is(err, cx.ErrEncoding) {
		t.Errorf("%s: %v, want cx.ErrEncoding", data, err)
	}
}

func FuzzSeriesJSON(f *testing.F) {
	f.Add([]byte(`{"unit":"week from Sunday","zone":"UTC","periods":{"2024-03-10-W":{"promoters":1,"passives":0,"detractors":2}}}`))
	weeks := func() *period.Series[*nps.Groups] {
		return period.NewSeries(period.WeekStarting(time.Sunday), time.UTC, cx.New[nps.Groups])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := weeks()
		if err := s.UnmarshalJSON(data); err != nil {
			if s.Len() != 0 || len(err.Error()) > 1000 {
				t.Fatalf("%d periods and %v", s.Len(), err)
			}
			return
		}
		text, err := s.MarshalJSON()
		if err != nil {
			t.Fatalf("%q cannot be written: %v", data, err)
		}
		back := weeks()
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatalf("%q is written as %q, which cannot be read: %v", data, text, err)
		}
		if again, err := back.MarshalJSON(); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is written as %q and then as %q, %v", data, text, again, err)
		}
	})
}
