package period_test

import (
	"encoding/binary"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

// readings is what a clock in a zone shows at every step for some days before and
// after a stretch of time: everything below is found by looking at it, step by step.
type readings struct {
	first int64 // of the instants
	step  int64
	local []int64 // seconds of the local date and time, as if they were UTC
}

// stretch is what was read: a property reads the same stretch for each of its plans and dates.
type stretch struct {
	loc            *time.Location
	from, to, step int64
}

var (
	readingMu sync.Mutex
	recent    = map[stretch]readings{}
)

func read(loc *time.Location, from, to, step int64) (r readings) {
	readingMu.Lock()
	defer readingMu.Unlock()
	key := stretch{loc, from, to, step}
	if r, ok := recent[key]; ok {
		return r
	}
	defer func() {
		if len(recent) >= 8 {
			clear(recent)
		}
		recent[key] = r
	}()
	r = readings{first: from, step: step}
	for at := from; at < to; at += step {
		_, offset := time.Unix(at, 0).In(loc).Zone()
		r.local = append(r.local, at+int64(offset))
	}
	return r
}

// A clock is less than 27 hours from UTC, so only so many steps can show local.
func (r readings) around(local int64) (from, to int) {
	from = int((local - 27*60*60 - r.first) / r.step)
	to = int((local + 27*60*60 - r.first) / r.step)
	return max(from, 0), min(max(to, 0), len(r.local))
}

// opening returns the first step that shows local or later: the moment itself, or
// the one after the hour that is skipped.
func (r readings) opening(local int64) int {
	from, to := r.around(local)
	for i := from; i < to; i++ {
		if r.local[i] >= local {
			return i
		}
	}
	return to
}

// closing returns the last step that shows local, or if local is skipped, the one
// after the last that shows less.
func (r readings) closing(local int64) int {
	from, to := r.around(local)
	for i := to - 1; i >= from; i-- {
		if r.local[i] == local {
			return i
		}
		if r.local[i] < local {
			return i + 1
		}
	}
	return from
}

// order returns the first step that shows local or later, and where it skips local, by how
// much.
func (r readings) order(local int64) (step int, skipped int64) {
	step = r.opening(local)
	return step, local - r.local[step-1]
}

// closingAfter returns the step of the first closing, by another clock, that comes after an
// opening.
func (r readings) closingAfter(opens, closes int64, other readings) int {
	i, skipped := r.order(opens)
	for closes -= 2 * 86400; ; closes += 86400 {
		if j, s := other.order(closes); j > i || j == i && s > skipped {
			return other.closing(closes)
		}
	}
}

// openings returns for each step whether one of the plans is open.
func openings(from, to, step int64, plans ...period.Hours) []bool {
	var all []bool
	for i, p := range plans {
		open := read(p.Zone, from, to, step).open(p)
		if i == 0 {
			all = open
		}
		for k, is := range open {
			all[k] = all[k] || is
		}
	}
	return all
}

// open returns for each step whether a plan is open.
func (r readings) open(p period.Hours) []bool {
	open := make([]bool, len(r.local))
	closes := r
	if p.CloseZone != nil {
		closes = read(p.CloseZone, r.first, r.first+int64(len(r.local))*r.step, r.step)
	}
	first := time.Unix(r.local[0], 0).UTC().AddDate(0, 0, 4)
	last := time.Unix(r.local[len(r.local)-1], 0).UTC().AddDate(0, 0, -4)
	for day := first; day.Before(last); day = day.AddDate(0, 0, 1) {
		midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC).Unix()
		date, err := period.Day.OfDate(day.Date())
		if err != nil {
			panic(err)
		}
		if !p.From.IsZero() && date.Compare(p.From) < 0 || !p.Until.IsZero() && date.Compare(p.Until) >= 0 {
			continue
		}
		shifts, listed := p.Dates[date]
		if yearly, ok := p.Yearly[period.MonthDay{Month: day.Month(), Day: day.Day()}]; ok && !listed && len(p.Week[day.Weekday()]) > 0 {
			shifts, listed = yearly, true
		}
		if !listed { // the date's own shifts win, over holidays too
			shifts = p.Week[day.Weekday()]
			for _, holiday := range p.Holidays {
				if holiday == date {
					shifts = nil
				}
			}
			if p.Holiday != nil && p.Holiday(day.Date()) {
				shifts = nil
			}
		}
		for _, s := range shifts {
			opening, closing := midnight+int64(s.Open/time.Second), midnight+int64(s.Close/time.Second)
			if s.Close < s.Open {
				closing += 24 * 60 * 60
			}
			var end int
			if p.CloseZone == nil {
				end = r.closing(closing)
			} else {
				end = r.closingAfter(opening, midnight+int64(s.Close/time.Second), closes)
			}
			for i := r.opening(opening); i < end; i++ {
				open[i] = true
			}
		}
	}
	return open
}

// hardZones change their offset at midnight, by odd amounts, by a day, or never.
var hardZones = []string{
	"UTC", "America/New_York", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "America/Asuncion",
	"Asia/Beirut", "Africa/Cairo", "Atlantic/Azores", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe",
	"Asia/Kathmandu", "Africa/Casablanca", "Pacific/Kwajalein", "Asia/Tehran", "Antarctica/Troll", "America/Godthab",
}

// drawInstant draws an instant, most often near a change of the offset.
func drawInstant(t *rapid.T, loc *time.Location, label string) time.Time {
	at := time.Unix(rapid.Int64Range(0, 2_700_000_000).Draw(t, label), 0).In(loc)
	if start, _ := at.ZoneBounds(); start.Unix() > 0 && rapid.IntRange(0, 4).Draw(t, "at a change") > 0 {
		at = start.Add(time.Duration(rapid.IntRange(-36*60, 36*60).Draw(t, "minutes off")) * time.Minute)
	}
	return at
}

// drawShifts draws shifts of a day that do not overlap, in units of a step.
func drawShifts(t *rapid.T, step time.Duration, label string) (shifts []period.Shift) {
	at := time.Duration(0)
	n, most := rapid.IntRange(0, 4).Draw(t, label), day24
	if n == 4 { // many short ones
		n, most = 12, 2*time.Hour
	}
	for range n {
		open := at + step*time.Duration(rapid.IntRange(0, int(most/3/step)).Draw(t, "open"))
		length := step * time.Duration(rapid.IntRange(1, int(most/step)-1).Draw(t, "length"))
		if open >= day24 {
			break
		}
		s := period.Shift{Open: open, Close: open + length}
		at = s.Close
		if s.Close > day24 {
			s.Close -= day24
		}
		if s.Close == day24-time.Second || s.Close == day24-time.Minute {
			s.Close, at = day24, day24 // refused, as it leaves a gap before midnight
		}
		shifts = append(shifts, s)
	}
	return shifts
}

func drawPlan(t *rapid.T, loc *time.Location, around time.Time, step time.Duration) period.Hours {
	p := period.Hours{Zone: loc, Dates: make(map[period.Period][]period.Shift)}
	for d := range p.Week {
		p.Week[d] = drawShifts(t, step, time.Weekday(d).String())
	}
	for range rapid.IntRange(0, 3).Draw(t, "dates") {
		date, err := period.Day.Of(around.AddDate(0, 0, rapid.IntRange(-5, 5).Draw(t, "date")))
		if err != nil {
			t.Fatal(err)
		}
		if _, listed := p.Dates[date]; listed || slices.Contains(p.Holidays, date) {
			if !slices.Contains(p.Holidays, date) {
				p.Holidays = append(p.Holidays, date) // and has shifts of its own
			}
			continue
		}
		if rapid.Bool().Draw(t, "other hours") {
			p.Dates[date] = drawShifts(t, step, "shifts")
		} else {
			p.Holidays = append(p.Holidays, date)
		}
	}
	if closed := rapid.IntRange(2, 30).Draw(t, "holiday function"); closed < 20 {
		p.Holiday = func(_ int, _ time.Month, day int) bool { return day%closed == 0 }
	}
	// All compiled, none, or the year of the instants and not the one beside it. All is what
	// instants and the walks from them reach; more years would only cost time.
	p.FirstYear = rapid.SampledFrom([]int{around.Year() - 1, 2090, around.Year(), around.Year() + 1}).Draw(t, "compiled")
	p.LastYear = p.FirstYear
	if p.FirstYear < around.Year() {
		p.LastYear += 5
	}
	return p
}

// drawPlans draws one plan, or one in two zones, or several in any zones and for some dates.
func drawPlans(t *rapid.T, loc *time.Location, others []*time.Location, around time.Time, step time.Duration) []period.Hours {
	plans := []period.Hours{drawPlan(t, loc, around, step)}
	if !rapid.Bool().Draw(t, "union") {
		return plans
	}
	others = append(others, loc)
	for range rapid.IntRange(0, 2).Draw(t, "more plans") {
		plans = append(plans, drawPlan(t, others[rapid.IntRange(0, len(others)-1).Draw(t, "its zone")], around, step))
	}
	for i := range plans {
		p := &plans[i]
		if rapid.IntRange(0, 2).Draw(t, "two clocks") == 0 {
			p.CloseZone = others[rapid.IntRange(0, len(others)-1).Draw(t, "closing zone")]
		}
		day := func(label string) period.Period {
			date, err := period.Day.Of(around.AddDate(0, 0, rapid.IntRange(-3, 5).Draw(t, label)))
			if err != nil {
				t.Fatal(err)
			}
			return date
		}
		switch rapid.IntRange(0, 3).Draw(t, "bounds") {
		case 0:
			p.From = day("from")
		case 1:
			p.Until = day("until")
		case 2:
			p.From = day("from")
			p.Until, _ = p.From.Add(rapid.IntRange(1, 3).Draw(t, "days"))
		}
		if rapid.IntRange(0, 2).Draw(t, "yearly") == 0 {
			_, month, d := day("every year").Date()
			p.Yearly = map[period.MonthDay][]period.Shift{{Month: month, Day: d}: drawShifts(t, step, "yearly shifts")}
		}
	}
	return plans
}

// sharedZone loads each zone once: plans and instants need the same pointer for
// nothing, but loading costs more than the test.
func sharedZones(t testing.TB) map[string]*time.Location {
	t.Helper()
	zones := make(map[string]*time.Location, len(hardZones))
	for _, name := range hardZones {
		zones[name] = zone(t, name)
	}
	return zones
}

// drawHardZone returns a function that draws one of the hard zones and an instant in it.
func drawHardZone(zones map[string]*time.Location) func(*rapid.T) time.Time {
	return func(t *rapid.T) time.Time {
		return drawInstant(t, zones[rapid.SampledFrom(hardZones).Draw(t, "zone")], "from")
	}
}

// madeUpZone returns a zone with the first offset up to the first change, and so on, in the
// format of RFC 8536, version 1.
func madeUpZone(t testing.TB, offsets []time.Duration, changes []time.Time) *time.Location {
	t.Helper()
	data := append([]byte("TZif"), make([]byte, 16+3*4)...)
	for _, n := range []int{len(changes), len(offsets), 4} {
		data = binary.BigEndian.AppendUint32(data, uint32(n))
	}
	for _, at := range changes {
		data = binary.BigEndian.AppendUint32(data, uint32(at.Unix()))
	}
	for i := range changes {
		data = append(data, byte(i+1))
	}
	for _, offset := range offsets {
		data = append(binary.BigEndian.AppendUint32(data, uint32(int32(offset/time.Second))), 0, 0)
	}
	loc, err := time.LoadLocationFromTZData("Made/Up", append(data, "XXX\x00"...))
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// drawMadeUpZone draws a zone that changes its offset several times within two days, as no
// real one does, at times and by amounts that are multiples of 30 minutes, and an instant about then.
func drawMadeUpZone(tb testing.TB) func(*rapid.T) time.Time {
	tb.Helper()
	return func(t *rapid.T) time.Time {
		const step = 30 * time.Minute
		var offsets []time.Duration
		for _, n := range rapid.SliceOfN(rapid.IntRange(-10, 10), 2, 6).Draw(t, "offsets") {
			offsets = append(offsets, time.Duration(n)*step)
		}
		at := time.Unix(1_000_000_800, 0)
		from := at.Add(step * time.Duration(rapid.IntRange(-96, 96).Draw(t, "from")))
		var changes []time.Time
		for range offsets[1:] {
			changes = append(changes, at)
			at = at.Add(step * time.Duration(rapid.IntRange(1, 20).Draw(t, "to the next change")))
		}
		return from.In(madeUpZone(tb, offsets, changes))
	}
}

// Elapsed, Open, Add, NextOpening and NextClosing against counting steps.
func checkSchedule(draw func(*rapid.T) time.Time, step time.Duration, days int) func(*rapid.T) {
	others := []*time.Location{time.UTC}
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Asia/Tokyo", "Pacific/Apia", "America/Sao_Paulo"} {
		if loc, err := time.LoadLocation(name); err == nil {
			others = append(others, loc)
		}
	}
	return func(t *rapid.T) {
		from := draw(t).Truncate(step)
		loc := from.Location()
		steps := rapid.IntRange(0, int(time.Duration(days)*day24/step)).Draw(t, "steps")
		to := from.Add(time.Duration(steps) * step)
		plans := drawPlans(t, loc, others, from, step)
		s, err := period.NewSchedule(plans...)
		if err != nil {
			t.Fatal(err)
		}

		r := readings{first: from.Unix() - 8*86400, step: int64(step / time.Second)}
		open := openings(r.first, to.Unix()+8*86400, r.step, plans...)
		start := int((from.Unix() - r.first) / r.step)
		var want time.Duration
		for i := range steps {
			if open[start+i] {
				want += step
			}
		}
		got, err := s.Elapsed(from, to)
		if err != nil || got != want {
			t.Fatalf("Elapsed(%v, %v) = %v, %v; counting gives %v", from, to, got, err, want)
		}
		if s.Open(to) != open[start+steps] {
			t.Fatalf("Open(%v) = %t", to, s.Open(to))
		}

		// The due time of what has elapsed is when the last of it had.
		last := 0
		for i := range steps {
			if open[start+i] {
				last = i + 1
			}
		}
		if due, err := s.Add(from, got); err != nil || !due.Equal(from.Add(time.Duration(last)*step)) {
			t.Fatalf("Add(%v, %v) = %v, %v; counting gives %v", from, got, due, err, from.Add(time.Duration(last)*step))
		}

		// Backwards, when the first of it began.
		first := steps
		for i := steps - 1; i >= 0; i-- {
			if open[start+i] {
				first = i
			}
		}
		if back, err := s.Add(to, -got); err != nil || !back.Equal(from.Add(time.Duration(first)*step)) {
			t.Fatalf("Add(%v, %v) = %v, %v; counting gives %v", to, -got, back, err, from.Add(time.Duration(first)*step))
		}

		// The next edges within the steps that were read.
		for _, opening := range []bool{true, false} {
			edge := s.NextClosing
			if opening {
				edge = s.NextOpening
			}
			next, err := edge(from)
			for i := start + 1; i < start+steps; i++ {
				if open[i] == opening && open[i-1] != opening {
					if want := time.Unix(r.first+int64(i)*r.step, 0); err != nil || !next.Equal(want) {
						t.Fatalf("next edge (opening %t) after %v = %v, %v; looking gives %v", opening, from, next, err, want)
					}
					next = time.Time{}
					break
				}
			}
			if err == nil && !next.IsZero() && next.Before(to) {
				t.Fatalf("next edge (opening %t) after %v = %v; looking finds none before %v", opening, from, next, to)
			}
		}
	}
}

func TestScheduleByTheMinute(t *testing.T) {
	rapid.Check(t, checkSchedule(drawHardZone(sharedZones(t)), time.Minute, 6))
}

func FuzzScheduleByTheMinute(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(checkSchedule(drawHardZone(sharedZones(f)), time.Minute, 6)))
}

func TestScheduleInMadeUpZones(t *testing.T) {
	rapid.Check(t, checkSchedule(drawMadeUpZone(t), 30*time.Minute, 6))
}

// A shift that opens at one reading of the clock, on a single day, is open up to the last
// time that it shows the closing, on whatever date that is.
func TestClockGoesBackAndBack(t *testing.T) {
	for _, c := range []struct {
		name         string
		offsets      []time.Duration
		changes      []string
		shift        period.Shift
		open, closes string
	}{
		{
			// From 00:30 to 23:30, of which the shift has 15 minutes.
			"across midnight", []time.Duration{0, -time.Hour}, []string{"2001-09-10T00:30:00Z"},
			period.Shift{Open: 23 * time.Hour, Close: 23*time.Hour + 45*time.Minute}, "2001-09-09T23:00:00Z", "2001-09-10T00:45:00Z",
		},
		{
			// From 10:00 to 09:00, and from 09:30 to 08:30, at which it closes.
			"twice", []time.Duration{0, -time.Hour, -2 * time.Hour}, []string{"2001-09-09T10:00:00Z", "2001-09-09T10:30:00Z"},
			period.Shift{Open: 8 * time.Hour, Close: 8*time.Hour + 30*time.Minute}, "2001-09-09T08:00:00Z", "2001-09-09T10:30:00Z",
		},
		{
			// From 01:30 to 00:30, and from 01:00 to 23:00 of the day before.
			"twice, across midnight", []time.Duration{0, -time.Hour, -3 * time.Hour}, []string{"2001-09-10T01:30:00Z", "2001-09-10T02:00:00Z"},
			period.Shift{Open: 22*time.Hour + 30*time.Minute, Close: 23*time.Hour + 30*time.Minute}, "2001-09-09T22:30:00Z", "2001-09-10T02:30:00Z",
		},
		{
			// Opened before 10:00, it is open at 09:00 and 08:30 already.
			"twice, opening late", []time.Duration{0, -time.Hour, -2 * time.Hour}, []string{"2001-09-09T10:00:00Z", "2001-09-09T10:30:00Z"},
			period.Shift{Open: 9*time.Hour + 45*time.Minute, Close: 11 * time.Hour}, "2001-09-09T09:45:00Z", "2001-09-09T13:00:00Z",
		},
		{
			// From 03:00 to 02:00, at which it closes.
			"to the end of a night", []time.Duration{0, -time.Hour}, []string{"2001-09-10T03:00:00Z"},
			period.Shift{Open: 22 * time.Hour, Close: 2 * time.Hour}, "2001-09-09T22:00:00Z", "2001-09-10T03:00:00Z",
		},
		{
			// From 00:00 to 23:00, at the closing itself.
			"from midnight", []time.Duration{0, -time.Hour}, []string{"2001-09-10T00:00:00Z"},
			period.Shift{Open: 22 * time.Hour, Close: 24 * time.Hour}, "2001-09-09T22:00:00Z", "2001-09-10T01:00:00Z",
		},
		{
			// From 01:00 to 00:00, at which it closes.
			"to midnight", []time.Duration{0, -time.Hour}, []string{"2001-09-10T01:00:00Z"},
			period.Shift{Open: 22 * time.Hour, Close: 24 * time.Hour}, "2001-09-09T22:00:00Z", "2001-09-10T01:00:00Z",
		},
		{
			// From 03:00 to 02:00, half an hour after which it closes for the last time.
			"in a night", []time.Duration{0, -time.Hour}, []string{"2001-09-10T03:00:00Z"},
			period.Shift{Open: 22 * time.Hour, Close: 2*time.Hour + 30*time.Minute}, "2001-09-09T22:00:00Z", "2001-09-10T03:30:00Z",
		},
		{
			// From 03:00 to 02:00, so that the clock does not show its opening yet.
			"at the opening", []time.Duration{0, -time.Hour}, []string{"2001-09-09T03:00:00Z"},
			period.Shift{Open: 3 * time.Hour, Close: 4 * time.Hour}, "2001-09-09T04:00:00Z", "2001-09-09T05:00:00Z",
		},
		{
			// From 03:00 to 02:00, a second after the closing.
			"after the closing", []time.Duration{0, -time.Hour}, []string{"2001-09-09T03:00:00Z"},
			period.Shift{Open: 30 * time.Minute, Close: 2*time.Hour - time.Second}, "2001-09-09T00:30:00Z", "2001-09-09T01:59:59Z",
		},
		{
			"a second of the next day", []time.Duration{0, -time.Hour}, []string{"2001-09-01T03:00:00Z"},
			period.Shift{Open: 22 * time.Hour, Close: time.Second}, "2001-09-09T23:00:00Z", "2001-09-10T01:00:01Z",
		},
		{
			// From 01:30 to 00:30, and from 01:00 to 00:00, at which it closes.
			"twice, to midnight", []time.Duration{0, -time.Hour, -2 * time.Hour}, []string{"2001-09-10T01:30:00Z", "2001-09-10T02:00:00Z"},
			period.Shift{Open: 22 * time.Hour, Close: 24 * time.Hour}, "2001-09-09T22:00:00Z", "2001-09-10T02:00:00Z",
		},
	} {
		var changes []time.Time
		for _, at := range c.changes {
			changes = append(changes, instant(t, at))
		}
		opens, closes := instant(t, c.open), instant(t, c.closes)
		for _, year := range []int{2001, 2002} {
			s := schedule(t, period.Hours{
				Zone: madeUpZone(t, c.offsets, changes), FirstYear: year, LastYear: year,
				Dates: map[period.Period][]period.Shift{parse(t, "2001-09-09"): {c.shift}},
			})
			for at := opens.Add(-time.Hour); at.Before(closes.Add(2 * time.Hour)); at = at.Add(5 * time.Minute) {
				want := max(closes.Sub(opens), 0)
				if at.After(opens) {
					want = max(closes.Sub(at), 0)
				}
				if got, err := s.Elapsed(at, closes.Add(day24)); err != nil || got != want {
					t.Errorf("%s, compiled for %d: Elapsed from %v = %v, %v; want %v", c.name, year, at, got, err, want)
				}
				if open := !at.Before(opens) && at.Before(closes); s.Open(at) != open {
					t.Errorf("%s, compiled for %d: open at %v: %t", c.name, year, at, !open)
				}
			}
		}
	}
}

// To the second would take minutes; every edge here is a multiple of 30 seconds.
func TestScheduleBySeconds(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: reads clocks every 30 seconds for days")
	}
	rapid.Check(t, checkSchedule(drawHardZone(sharedZones(t)), 30*time.Second, 1))
}

// To the nanosecond: what has elapsed adds up, and Add is the inverse.
func checkAdditive(zones map[string]*time.Location) func(*rapid.T) {
	return func(t *rapid.T) {
		loc := zones[rapid.SampledFrom(hardZones).Draw(t, "zone")]
		a := drawInstant(t, loc, "a").Add(time.Duration(rapid.Int64Range(0, 1e9-1).Draw(t, "nanoseconds")))
		b := a.Add(time.Duration(rapid.Int64Range(0, int64(9*day24)).Draw(t, "to b")))
		c := b.Add(time.Duration(rapid.Int64Range(0, int64(900*day24)).Draw(t, "to c")))
		s, err := period.NewSchedule(drawPlan(t, loc, a, time.Second))
		if err != nil {
			t.Fatal(err)
		}
		ab, err1 := s.Elapsed(a, b)
		bc, err2 := s.Elapsed(b, c)
		ac, err3 := s.Elapsed(a, c)
		if err1 != nil || err2 != nil || err3 != nil || ab+bc != ac || ab < 0 || ab > b.Sub(a) {
			t.Fatalf("%v to %v is %v, %v; to %v %v, %v; together %v, %v", a, b, ab, err1, c, bc, err2, ac, err3)
		}
		due, err := s.Add(a, ac)
		if err != nil || due.After(c) || due.Before(a) {
			t.Fatalf("Add(%v, %v) = %v, %v; not within %v", a, ac, due, err, c)
		}
		if back, err := s.Elapsed(a, due); err != nil || back != ac {
			t.Fatalf("Elapsed(%v, Add = %v) = %v, %v; want %v", a, due, back, err, ac)
		}
		// It is the first such instant: a nanosecond earlier less has elapsed.
		if ac > 0 {
			if less, err := s.Elapsed(a, due.Add(-1)); err != nil || less != ac-1 {
				t.Fatalf("a nanosecond before the due time %v of %v: %v, %v", due, ac, less, err)
			}
		}
		// And backwards: the last instant from which as much is left.
		start, err := s.Add(c, -ac)
		if err != nil || start.Before(a) || start.After(c) {
			t.Fatalf("Add(%v, %v) = %v, %v; not within %v", c, -ac, start, err, a)
		}
		if left, err := s.Elapsed(start, c); err != nil || left != ac {
			t.Fatalf("Elapsed(Add = %v, %v) = %v, %v; want %v", start, c, left, err, ac)
		}
		if ac > 0 {
			if left, err := s.Elapsed(start.Add(1), c); err != nil || left != ac-1 {
				t.Fatalf("a nanosecond after %v: %v, %v", start, left, err)
			}
		}
	}
}

func TestElapsedAddsUp(t *testing.T) { rapid.Check(t, checkAdditive(sharedZones(t))) }

func FuzzElapsedAddsUp(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkAdditive(sharedZones(f)))) }
