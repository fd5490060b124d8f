package journey_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/journey"
)

func view(t *testing.T, policy journey.Reading, words int, spent time.Duration) (read, skimmed, bounced uint64) {
	t.Helper()
	var a journey.Articles
	must(t, a.Add(policy, words, spent))
	return a.Read().Hits, a.Skimmed().Hits, a.Bounced().Hits
}

func TestReading(t *testing.T) {
	slow, err := journey.NewReading(100, 50, 20)
	must(t, err)
	same, err := journey.NewReading(238, 60, 10)
	must(t, err)
	if same != (journey.Reading{}) {
		t.Errorf("%+v is not the default", same)
	}
	never, err := journey.NewReading(10_000, 0, 0)
	must(t, err)
	for _, tt := range []struct {
		name    string
		policy  journey.Reading
		words   int
		spent   time.Duration
		r, s, b uint64
	}{
		// 476 words need 2 minutes, 60 percent are 72 s, 10 percent 12 s.
		{"read", journey.Reading{}, 476, 72 * time.Second, 1, 0, 0},
		{"a nanosecond short of read", journey.Reading{}, 476, 72*time.Second - 1, 0, 1, 0},
		{"skimmed", journey.Reading{}, 476, 12 * time.Second, 0, 1, 0},
		{"a nanosecond short of skimmed", journey.Reading{}, 476, 12*time.Second - 1, 0, 0, 1},
		{"no time", journey.Reading{}, 1, 0, 0, 0, 1},
		{"all time", journey.Reading{}, 1e7, math.MaxInt64, 1, 0, 0},
		// 100 words need 1 minute.
		{"slow read", slow, 100, 30 * time.Second, 1, 0, 0},
		{"slow skimmed", slow, 100, 12 * time.Second, 0, 1, 0},
		{"slow bounced", slow, 100, 12*time.Second - 1, 0, 0, 1},
		{"everything is read", never, 1e7, 0, 1, 0, 0},
	} {
		if r, s, b := view(t, tt.policy, tt.words, tt.spent); r != tt.r || s != tt.s || b != tt.b {
			t.Errorf("%s: %d read, %d skimmed, %d bounced", tt.name, r, s, b)
		}
	}
}

func TestReadingNeeded(t *testing.T) {
	for words, want := range map[int]time.Duration{
		476: 2 * time.Minute,
		1:   252_100_840, // 60e9/238 = 252100840.3 ns
		3:   756_302_521, // 756302521.0 ns
		5:   1_260_504_202,
		1e7: 2_521_008_403_361_345, // 6e17/238 = 2521008403361344.5
	} {
		if got, err := (journey.Reading{}).Needed(words); err != nil || got != want {
			t.Errorf("%d words need %d, %v, want %d", words, got, err, want)
		}
	}
	for _, words := range []int{0, -1, 1e7 + 1, math.MaxInt} {
		_, err := journey.Reading{}.Needed(words)
		wantErr(t, "words", err, cx.ErrOutOfRange)
		var a journey.Articles
		wantErr(t, "words", a.Add(journey.Reading{}, words, 1), cx.ErrOutOfRange)
		if a != (journey.Articles{}) {
			t.Errorf("%d words left %+v", words, a)
		}
	}
}

func TestNewReadingRefuses(t *testing.T) {
	for _, p := range [][3]int{
		{0, 60, 10}, {-1, 60, 10}, {10_001, 60, 10}, {math.MinInt, 60, 10}, {math.MaxInt, 60, 10},
		{238, 101, 10}, {238, 60, -1}, {238, 10, 11}, {238, math.MinInt, math.MinInt},
	} {
		_, err := journey.NewReading(p[0], p[1], p[2])
		wantErr(t, "reading", err, cx.ErrOutOfRange)
	}
}

func TestArticles(t *testing.T) {
	var a journey.Articles
	_, err := a.ReadingTime()
	wantErr(t, "no views", err, cx.ErrNoData)
	_, err = a.Read().Score()
	wantErr(t, "no views", err, cx.ErrNoData)
	wantErr(t, "negative", a.Add(journey.Reading{}, 100, -1), cx.ErrOutOfRange)
	for _, spent := range []time.Duration{1, 2, 2} {
		must(t, a.Add(journey.Reading{}, 100, spent))
	}
	if mean, err := a.ReadingTime(); err != nil || mean != 2 { // 5/3
		t.Errorf("mean %d, %v, want 2", mean, err)
	}
	if a.Times().N() != 3 {
		t.Errorf("%d times", a.Times().N())
	}
}

func TestVisits(t *testing.T) {
	var v journey.Visits
	_, err := v.TimeOnSite()
	wantErr(t, "no visits", err, cx.ErrNoData)
	_, err = v.Actions().Score()
	wantErr(t, "no visits", err, cx.ErrNoData)
	wantErr(t, "negative", v.Add(-1, 1), cx.ErrOutOfRange)
	wantErr(t, "actions", v.Add(1, 1<<63), cx.ErrOutOfRange)
	if v != (journey.Visits{}) {
		t.Errorf("errors left %+v", v)
	}
	must(t, v.Add(math.MaxInt64, math.MaxInt64))
	must(t, v.Add(math.MaxInt64, 1))
	if mean, err := v.TimeOnSite(); err != nil || mean != math.MaxInt64 {
		t.Errorf("mean %d, %v", mean, err)
	}
	must(t, v.Merge(&v))
	if v.Times().N() != 4 || v.Actions().N() != 4 {
		t.Errorf("%d visits merged with themselves", v.Times().N())
	}
}
