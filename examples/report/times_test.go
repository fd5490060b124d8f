package main

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimes(t *testing.T) {
	for _, test := range []struct{ format, zone, text, want string }{
		{"iso", "UTC", "2025-03-04", "2025-03-04T00:00:00Z"},
		{"iso", "UTC", "2025-03-04 05:06", "2025-03-04T05:06:00Z"},
		{"iso", "UTC", "2025-03-04 05:06:07", "2025-03-04T05:06:07Z"},
		{"iso", "UTC", "2025-03-04T05:06:07.25", "2025-03-04T05:06:07.25Z"},
		{"iso", "UTC", "2025-03-04T05:06:07Z", "2025-03-04T05:06:07Z"},
		{"iso", "UTC", "2025-03-04 05:06:07+02:00", "2025-03-04T03:06:07Z"},
		{"iso", "UTC", "04-03-2025", ""},
		{"iso", "UTC", "2025-03-04 24:00", ""},
		{"iso", "UTC", "2025-03-04 05:06:07 CET", ""},
		{"iso", "UTC", "2025-03-04\n", "2025-03-04T00:00:00Z"},
		{"iso", "UTC", "1740000000", "2025-02-19T21:20:00Z"},
		{"dmy", "UTC", "04-03-2025 05:06", "2025-03-04T05:06:00Z"},
		{"dmy", "UTC", "04.03.2025", "2025-03-04T00:00:00Z"},
		{"mdy", "UTC", "04/03/2025 05:06", "2025-04-03T05:06:00Z"},
		{"mdy", "UTC", "13/03/2025", ""},
		{"2 Jan 2006 3:04PM", "UTC", "4 Mar 2025 5:06PM", "2025-03-04T17:06:00Z"},
		{"2006-01-02T15:04:05.999-0700", "UTC", "2025-03-04T05:06:07+0530", "2025-03-03T23:36:07Z"},

		// Berlin skips 02:00 to 03:00 on March 30 and has it twice on October 26.
		{"iso", "Europe/Berlin", "2025-03-30 01:59:59", "2025-03-30T00:59:59Z"},
		{"iso", "Europe/Berlin", "2025-03-30 02:30", ""},
		{"iso", "Europe/Berlin", "2025-03-30 03:00", "2025-03-30T01:00:00Z"},
		{"iso", "Europe/Berlin", "2025-10-26 01:59:59", "2025-10-25T23:59:59Z"},
		{"iso", "Europe/Berlin", "2025-10-26 02:30", "2025-10-26T00:30:00Z"},
		{"iso", "Europe/Berlin", "2025-10-26 03:00", "2025-10-26T02:00:00Z"},
		{"iso", "Europe/Berlin", "2025-10-26T02:30:00+01:00", "2025-10-26T01:30:00Z"},
		{"iso", "America/New_York", "2025-03-09 02:30", ""},
		{"iso", "America/New_York", "2025-11-02 01:30", "2025-11-02T05:30:00Z"},
		{"iso", "Europe/Berlin", "2025-07-01", "2025-06-30T22:00:00Z"},
		// São Paulo skipped midnight: its October 18 of 2015 began at 01:00.
		{"iso", "America/Sao_Paulo", "2015-10-18", "2015-10-18T03:00:00Z"},
		{"iso", "America/Sao_Paulo", "2015-10-18 00:30", ""},
		// Samoa skipped a day.
		{"iso", "Pacific/Apia", "2011-12-30", ""},
		{"iso", "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		r, err := newTimeReader(test.format, zone, zone)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time the layout that fitted is tried first
			got := ""
			if at, err := r.parse(test.text); err == nil {
				got = at.UTC().Format(time.RFC3339Nano)
			}
			if got != test.want {
				t.Errorf("%q as %s in %s is %q, want %q", test.text, test.format, test.zone, got, test.want)
			}
		}
	}
	for format, why := range map[string]string{
		"rfc3339":              "a layout with",
		"15:04":                "a layout with",
		"Jan 2006":             "a layout with",
		"":                     "a layout with",
		"2006-01-02 15:04 MST": "abbreviations",
	} {
		if _, err := newTimeReader(format, time.UTC, time.UTC); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("format %q: error %v", format, err)
		}
	}
}

// What is read fast is what parse reads.
func fastTimesAgree(t *rapid.T) {
	zones := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Kolkata"})
	local, err1 := time.LoadLocation(zones.Draw(t, "zone of the file"))
	zone, err2 := time.LoadLocation(zones.Draw(t, "zone"))
	format := rapid.SampledFrom([]string{"auto", "iso", "dmy", "mdy", time.DateOnly}).Draw(t, "format")
	r, err3 := newTimeReader(format, zone, local)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed of the times"), 0)) // rapid prefers 1970
	for range 20 {
		at := time.Unix(random.Int64N(17e9)-9e9, random.Int64N(1e9)).In(local)
		if _, change := at.ZoneBounds(); random.IntN(4) > 0 && !change.IsZero() {
			at = change.Add(time.Duration(random.IntN(12)-6) * 30 * time.Minute)
		}
		layout := rapid.SampledFrom([]string{
			time.DateOnly, time.DateTime, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z", time.RFC3339, time.RFC3339Nano, "2006-01-02 15:04:05.000", "2006-01-02T15:04:05.999999999Z",
			"2006-01-02 15:04", "2006-01-02T15:04:05-0700", "02/01/2006 15:04:05", "20060102",
		}).Draw(t, "layout")
		text := []byte(at.Format(layout))
		if rapid.IntRange(0, 3).Draw(t, "broken") == 0 {
			text[rapid.IntRange(0, len(text)-1).Draw(t, "place")] = rapid.SampledFrom([]byte("0123456789-+:.TZ ")).Draw(t, "byte")
		}
		if rapid.IntRange(0, 7).Draw(t, "cut") == 0 {
			text = text[:rapid.IntRange(0, len(text)).Draw(t, "length")]
		}
		got, ok := r.fast(string(text))
		want, err := r.parse(string(text))
		if ok && (err != nil || !got.Equal(want) || got.String() != want.String()) {
			t.Fatalf("%q is %v, want %v, %v", text, got, want, err)
		}
		if usual := at.Year() >= 1700 && at.Year() <= 2200 && format != time.DateOnly; usual && string(text) == at.Format(time.RFC3339) && !ok {
			t.Fatalf("%q is not read fast", text)
		}
	}
}

func TestFastTimesAgree(t *testing.T) { rapid.Check(t, fastTimesAgree) }
func FuzzFastTimesAgree(f *testing.F) { f.Fuzz(rapid.MakeFuzz(fastTimesAgree)) }

// Every day has the number of seconds that package time gives it.
func TestEveryDay(t *testing.T) {
	for day := time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= 2200; day = day.AddDate(0, 0, 1) {
		y, m, d := day.Date()
		if got := daysTo(y, int(m), d) * secondsPerDay; got != day.Unix() {
			t.Fatalf("%v is %d, want %d", day, got, day.Unix())
		}
		if last := day.AddDate(0, 0, 1-d).AddDate(0, 1, -1).Day(); daysIn(y, int(m)) != last {
			t.Fatalf("%d-%d has %d days, want %d", y, m, daysIn(y, int(m)), last)
		}
	}
}
