package period_test

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

// every is one of each kind of unit, and those that begin elsewhere.
var every = []period.Unit{
	period.Day, period.Week, period.Month, period.Quarter, period.HalfYear, period.Year,
	period.WeekStarting(time.Sunday), period.WeekStarting(time.Saturday),
	period.Fiscal(period.HalfYear, time.April), period.Fiscal(period.HalfYear, time.December),
	period.Fiscal(period.Quarter, time.February), period.Fiscal(period.Year, time.April), period.Fiscal(period.Year, time.December),
	nrf.Unit(period.Week), nrf.Unit(period.Month), nrf.Unit(period.Quarter), nrf.Unit(period.HalfYear), nrf.Unit(period.Year),
	period.Retail{Weeks: [3]int{4, 4, 5}, LastDay: time.Sunday, LastMonth: time.December}.Unit(period.Month),
	period.Retail{Weeks: [3]int{5, 4, 4}, LastDay: time.Friday, LastMonth: time.August}.Unit(period.Quarter),
}

// A change is when a zone changes its offset.
type change struct {
	at            int64
	before, after int
}

// changes returns each different change since an instant in the machine's zone database,
// with one of the zones that have it.
func changes(t *testing.T, since time.Time) map[change]*time.Location {
	t.Helper()
	root := ""
	for _, dir := range []string{os.Getenv("ZONEINFO"), "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			root = dir
			break
		}
	}
	if root == "" {
		t.Skip("this machine has no zone database as a directory")
	}
	found, zones := make(map[change]*time.Location), 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			// The same zones once more, with leap seconds in the second.
			if entry.Name() == "posix" || entry.Name() == "right" {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.Name() == "posixrules" || entry.Name() == "localtime" {
			return nil // another zone on another machine
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) < 4 || string(data[:4]) != "TZif" {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		loc, err := time.LoadLocationFromTZData(name, data)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		zones++
		end := time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)
		for at := since.In(loc); at.Before(end); {
			_, next := at.ZoneBounds()
			if next.IsZero() {
				break
			}
			_, before := next.Add(-1).Zone()
			if _, after := next.Zone(); before != after {
				found[change{next.Unix(), before, after}] = loc
			}
			at = next
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if zones < 300 || len(found) < 3000 {
		t.Fatalf("%s has only %d zones with %d different changes", root, zones, len(found))
	}
	return found
}

// Day ranges against the definition, minute by minute: an instant belongs to the
// latest date that was seen up to it. The other units begin where their first day does.
func TestPeriodsAtEveryChange(t *testing.T) {
	for c, loc := range changes(t, time.Unix(0, 0)) {
		checkChange(t, c, loc)
		if t.Failed() {
			return
		}
	}
}

// What Of relies on to not look for a change at every instant: clocks that go back
// across a midnight do so by up to three hours, or before 1970 to the far west. Where a new
// zone database breaks this, it breaks Of.
func TestClocksGoBackByLittle(t *testing.T) {
	for c, loc := range changes(t, time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC)) {
		if c.before-c.after <= 3*60*60 {
			continue
		}
		before, after := floorDiv(c.at-1+int64(c.before), 86400), floorDiv(c.at+int64(c.after), 86400)
		if before > after && (c.at >= 0 || c.after >= -8*60*60-30*60) {
			t.Errorf("%s: at %v the clock goes back from %d to %d", loc, time.Unix(c.at, 0).In(loc), c.before, c.after)
		}
		checkChange(t, c, loc)
	}
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

func checkChange(t *testing.T, c change, loc *time.Location) {
	t.Helper()
	const minute, day = 60, 24 * 60 * 60
	latest := int64(math.MinInt64) // date, in days since 1970
	for at := c.at - 28*60*minute; at <= c.at+28*60*minute; at += minute {
		offset := c.before
		if at >= c.at {
			offset = c.after
		}
		date := floorDiv(at+int64(offset), day)
		if date <= latest && (at-c.at)%(30*minute) != 0 {
			continue
		}
		utc := time.Unix(max(date, latest)*day, 0).UTC()
		want, err := period.Day.OfDate(utc.Date())
		if err != nil {
			t.Fatal(err)
		}
		instant := time.Unix(at, 0).In(loc)
		if got, err := period.Day.Of(instant); err != nil || got != want {
			t.Errorf("%s: the day of %v = %v, %v; want %s", loc, instant, got, err, want)
		}
		if date > latest && latest > math.MinInt64 {
			start := want.In(loc).Start()
			if start.After(instant) || !start.After(instant.Add(-time.Minute)) {
				t.Errorf("%s: %s starts %v; by the clock it does in the minute up to %v", loc, want, start, instant)
			}
			checkInstant(t, start)
			checkInstant(t, start.Add(-1))
		}
		latest = max(date, latest)
	}
	checkInstant(t, time.Unix(c.at, 0).In(loc))
	checkInstant(t, time.Unix(c.at, -1).In(loc))
}

// checkInstant checks that at lies in one period of each unit, that the range of
// that period says so too, and abuts those of its neighbours.
func checkInstant(t *testing.T, at time.Time) {
	t.Helper()
	loc := at.Location()
	for _, u := range every {
		p, err := u.Of(at)
		if err != nil {
			t.Fatal(err)
		}
		r := p.In(loc)
		if !r.Contains(at) || !holds(p, at) {
			t.Errorf("%s: %s of %v = %s, which is %v", loc, u, at, p, r)
		}
		next, err1 := p.Add(1)
		prev, err2 := p.Add(-1)
		if err1 != nil || err2 != nil || !prev.In(loc).End().Equal(r.Start()) || !next.In(loc).Start().Equal(r.End()) ||
			holds(next, at) || holds(prev, at) {
			t.Errorf("%s: %v, %v, %v do not abut or all hold %v", loc, prev.In(loc), r, next.In(loc), at)
		}
	}
}

// Clocks at the bounds of what Of relies on, which no real zone reaches: a day is the latest
// date that the clock has shown, minute by minute.
func TestOfInMadeUpZones(t *testing.T) {
	const hour, farWest = time.Hour, 8*time.Hour + 30*time.Minute
	for _, c := range []struct {
		name    string
		offsets []time.Duration
		changes []string
	}{
		// From 02:59 to 23:59, at an offset it has had for three hours.
		{"three hours back", []time.Duration{0, 3 * hour, 0}, []string{"2001-09-09T20:59:00Z", "2001-09-09T23:59:00Z"}},
		// From 00:01 to 21:01.
		{"just past midnight", []time.Duration{0, 3 * hour, 0}, []string{"2001-09-09T18:01:00Z", "2001-09-09T21:01:00Z"}},
		{"before 1970", []time.Duration{0, 3 * hour, 0}, []string{"1960-09-09T18:01:00Z", "1960-09-09T21:01:00Z"}},
		{"in the far west", []time.Duration{-12 * hour, -9 * hour, -12 * hour}, []string{"2001-09-10T06:01:00Z", "2001-09-10T09:01:00Z"}},
		{"almost in the far west, before 1970", []time.Duration{-farWest, 3*hour - farWest, -farWest}, []string{"1960-09-10T02:31:00Z", "1960-09-10T05:31:00Z"}},
		// Before 1970 by 27 hours across the date line, at an offset it has had for as long.
		{"the date line", []time.Duration{-farWest - time.Second, 27*hour - farWest - time.Second, -farWest - time.Second}, []string{"1960-09-08T02:32:00Z", "1960-09-09T05:32:00Z"}},
		{"the date line, up to 1970", []time.Duration{0, 3 * hour, -24 * hour}, []string{"1969-12-29T18:01:00Z", "1969-12-30T21:01:00Z"}},
	} {
		var changes []time.Time
		for _, at := range c.changes {
			changes = append(changes, instant(t, at))
		}
		loc := madeUpZone(t, c.offsets, changes)
		latest := int64(math.MinInt64)
		for at := changes[0].Add(-30 * hour); at.Before(changes[len(changes)-1].Add(60 * hour)); at = at.Add(time.Minute) {
			_, offset := at.In(loc).Zone()
			latest = max(latest, floorDiv(at.Unix()+int64(offset), 86400))
			want := time.Unix(latest*86400, 0).UTC().Format(time.DateOnly)
			got, err := period.Day.Of(at.In(loc))
			if err != nil || got.String() != want || !got.In(loc).Contains(at) {
				t.Fatalf("%s: the day of %v = %s, %v; want %s", c.name, at.In(loc), got, err, want)
			}
		}
	}
}
