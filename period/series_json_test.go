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
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

const seriesJSON = `{"unit":"fiscal quarter from April","zone":"Europe/Berlin","empty":-1,"periods":{"2024-04-FQ1":5,"2024-10-FQ3":0,"2025-01-FQ4":-1}}`

func TestSeriesJSON(t *testing.T) {
	s := series(t, period.FiscalQuarter(time.April), zone(t, "Europe/Berlin"), -1)
	// In any order; one that is asked for and left empty says something at an end only.
	for text, v := range map[string]int{"2025-01-FQ4": -1, "2024-07-FQ2": -1, "2024-10-FQ3": 0, "2024-04-FQ1": 5} {
		set(t, &s, text, v)
	}
	data, err := json.Marshal(s)
	if err != nil || string(data) != seriesJSON {
		t.Fatalf("Marshal = %s, %v; want %s", data, err, seriesJSON)
	}
	for _, text := range []string{
		seriesJSON,
		`{ "periods" : {"2025-01-FQ4":-1,"2024-04-FQ1":5, "2024-10-FQ3" : 0}, "empty":-1, "zone":"Europe\/Berlin", "unit":"fiscal quarter from April" }`,
	} {
		var back period.Series[int]
		if err := json.Unmarshal([]byte(text), &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		wantTexts, wantValues := content(s)
		if texts, values := content(back); back.Unit() != s.Unit() || !slices.Equal(texts, wantTexts) || !slices.Equal(values, wantValues) {
			t.Errorf("%s is read as %v, %v", text, texts, values)
		}
		// What is read goes on: it takes instants of its zone, and merges.
		n, err := back.At(instant(t, "2024-03-31T22:30:00Z")) // half past midnight of April 1
		if err != nil || *n != 5 {
			t.Errorf("%v, %v", n, err)
		}
		if err := back.Merge(s, add); err != nil {
			t.Error(err)
		}
	}
	var null period.Series[int]
	if data, err := json.Marshal(null); err != nil || string(data) != "null" {
		t.Errorf("the zero Series is %s, %v", data, err)
	}
	if err := json.Unmarshal([]byte("null"), &s); err != nil || s.Unit() != 0 {
		t.Errorf("null is read as %v, %v", s, err)
	}
	ends := series(t, period.Month, nil, 0)
	for _, text := range []string{"2024-01", "2024-02", "2024-03"} {
		set(t, &ends, text, 0)
	}
	if data, err := json.Marshal(ends); err != nil || string(data) != `{"unit":"month","zone":"UTC","empty":0,"periods":{"2024-01":0,"2024-03":0}}` {
		t.Errorf("three empty months are %s, %v", data, err)
	}
	none := series(t, period.Day, nil, "")
	if data, err := json.Marshal(none); err != nil || string(data) != `{"unit":"day","zone":"UTC","empty":"","periods":{}}` {
		t.Errorf("a series of nothing is %s, %v", data, err)
	}
}

// Shards that are stored and merged say what the whole says, byte for byte.
func TestSeriesJSONOfShards(t *testing.T) {
	scale, err := csat.NewScale(0, 10)
	if err != nil {
		t.Fatal(err)
	}
	begin := func() period.Series[csat.Tally] {
		return series(t, period.Week, zone(t, "America/New_York"), csat.NewTally(scale))
	}
	whole, merged := begin(), begin()
	random := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		shard := begin()
		for range 40 {
			at := instant(t, "2024-01-01T00:00:00Z").Add(time.Duration(random.Int64N(int64(400 * day24))))
			rating := csat.Rating(random.IntN(11))
			for _, s := range []*period.Series[csat.Tally]{&whole, &shard} {
				tally, err := s.At(at)
				if err == nil {
					err = tally.Add(rating)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		wiretest.RoundTripJSON(t, shard)
		data, err := shard.MarshalJSON()
		var back period.Series[csat.Tally]
		if err == nil {
			err = back.UnmarshalJSON(data)
		}
		if err == nil {
			err = merged.Merge(back, (*csat.Tally).Merge)
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
		{``, cx.ErrEncoding, "not an object"},
		{`[]`, cx.ErrEncoding, "not an object"},
		{`{}`, cx.ErrEncoding, "unit: missing"},
		{seriesJSON + `x`, cx.ErrEncoding, "follows the end"},
		{change(`"empty":-1,`, ``), cx.ErrEncoding, "empty: missing"},
		{change(`"unit"`, `"Unit"`), cx.ErrEncoding, "Unit: not a member"},
		{change(`"empty":-1`, `"empty":-1,"empty":-1`), cx.ErrEncoding, "empty: given twice"},
		{change(`"fiscal quarter from April"`, `"quarters"`), cx.ErrEncoding, "unit: "},
		{change(`"fiscal quarter from April"`, `3`), cx.ErrEncoding, "not a string"},
		{change(`"fiscal quarter from April"`, `"quarter"`), cx.ErrMismatch, "2024-04-FQ1"},
		{change(`Europe/Berlin`, `Local`), cx.ErrOutOfRange, "zone: "},
		{change(`Europe/Berlin`, `Europe/Atlantis`), cx.ErrOutOfRange, "zone: "},
		{change(`Europe/Berlin`, long), cx.ErrOutOfRange, "zone: "},
		{change(`"empty":-1`, `"empty":"x"`), cx.ErrEncoding, "empty: "},
		{change(`:0`, `:1.5`), cx.ErrEncoding, "2024-10-FQ3: "},
		{change(`:0`, `:`+long), cx.ErrEncoding, "2024-10-FQ3: "},
		{change(`2024-10-FQ3`, `2024-04-FQ1`), cx.ErrEncoding, "given twice"},
		{change(`FQ3`, `FQ5`), cx.ErrOutOfRange, "FQ5"},
		{change(`2024-10-FQ3`, `3000`), cx.ErrMismatch, "3000"},
		{change(`2024-10-FQ3`, long), cx.ErrEncoding, "99999"},
		{`{"unit":"day","zone":"UTC","empty":0,"periods":{"0001-01-01":1,"2024-01-01":1}}`, cx.ErrOverflow, "65536"},
		{`{"unit":"day","zone":"UTC","empty":0,"periods":[]}`, cx.ErrEncoding, "periods: "},
	} {
		s := series(t, period.Day, nil, 7)
		set(t, &s, "2024-03-10", 8)
		err := s.UnmarshalJSON([]byte(c.text))
		if !errors.Is(err, c.want) || !strings.HasPrefix(err.Error(), "period: series: ") || !strings.Contains(err.Error(), c.says) || len(err.Error()) > 400 {
			t.Errorf("%.200s: %.500v, want %v: %s", c.text, err, c.want, c.says)
		}
		if _, values := content(s); !slices.Equal(values, []int{8}) {
			t.Errorf("%.200s: the series has changed to %v", c.text, values)
		}
	}
	for i := range seriesJSON {
		var s period.Series[int]
		if err := s.UnmarshalJSON([]byte(seriesJSON[:i])); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %v", seriesJSON[:i], err)
		}
	}
	for name, loc := range map[string]*time.Location{
		"no name":      time.FixedZone("", 3600),
		"another zone": time.FixedZone("Europe/Berlin", 3600),
		"the machine":  time.Local,
	} {
		if data, err := series(t, period.Day, loc, 0).MarshalJSON(); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %s, %v", name, data, err)
		}
	}
	unwritten := series(t, period.Day, nil, func() {})
	if data, err := unwritten.MarshalJSON(); err == nil {
		t.Errorf("functions are written as %s", data)
	}
}

// A zone that is right this century may have been another before.
func TestSeriesJSONOfOldZones(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	s := series(t, period.Year, berlin, 0)
	set(t, &s, "1880", 1) // in local mean time, 53 minutes and 28 seconds
	data, err := s.MarshalJSON()
	var back period.Series[int]
	if err == nil {
		err = back.UnmarshalJSON(data)
	}
	if err != nil || back.Len() != 1 {
		t.Errorf("%s: %v, %v", data, back, err)
	}
	// Tokyo has had no summer time since 1951.
	s = series(t, period.Year, time.FixedZone("Asia/Tokyo", 9*3600), 0)
	set(t, &s, "2024", 1)
	if data, err := s.MarshalJSON(); err != nil {
		t.Errorf("%s: %v", data, err)
	}
	set(t, &s, "1950", 1)
	if data, err := s.MarshalJSON(); !errors.Is(err, cx.ErrEncoding) {
		t.Errorf("%s: %v, want cx.ErrEncoding", data, err)
	}
}

func FuzzSeriesJSON(f *testing.F) {
	f.Add([]byte(seriesJSON))
	f.Add([]byte(`{"unit":"week from Sunday","zone":"UTC","empty":null,"periods":{"2024-03-10-W":{"promoters":1,"passives":0,"detractors":2}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s period.Series[nps.Groups]
		if err := s.UnmarshalJSON(data); err != nil {
			if s.Unit() != 0 || len(err.Error()) > 1000 {
				t.Fatalf("%v and %v", s, err)
			}
			return
		}
		text, err := s.MarshalJSON()
		if err != nil {
			t.Fatalf("%q cannot be written: %v", data, err)
		}
		var back period.Series[nps.Groups]
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatalf("%q is written as %q, which cannot be read: %v", data, text, err)
		}
		if again, err := back.MarshalJSON(); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is written as %q and then as %q, %v", data, text, again, err)
		}
	})
}
