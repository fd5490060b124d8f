package period_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
	"github.com/google/go-cmp/cmp"
)

const berlinJSON = `{"zone":"Europe/Berlin",` +
	`"week":{"monday":["09:00-12:30","13:00:15-18:00"],"friday":["22:00-06:00"],"sunday":["00:00-24:00"]},` +
	`"dates":{"2024-12-24":["09:00-12:00"],"2024-12-27":[]},` +
	`"holidays":["2024-05-01","2024-12-25"],` +
	`"years":[2020,2029]}`

func TestScheduleJSON(t *testing.T) {
	var s period.Schedule
	if err := json.Unmarshal([]byte(berlinJSON), &s); err != nil {
		t.Fatal(err)
	}
	plan := s.Hours()[0]
	if plan.Zone.String() != "Europe/Berlin" || plan.FirstYear != 2020 || plan.LastYear != 2029 || plan.Holiday != nil {
		t.Errorf("plan in %s, compiled from %d to %d", plan.Zone, plan.FirstYear, plan.LastYear)
	}
	if diff := cmp.Diff([7][]period.Shift{
		time.Monday: {{Open: 9 * time.Hour, Close: 12*time.Hour + 30*time.Minute}, {Open: 13*time.Hour + 15*time.Second, Close: 18 * time.Hour}},
		time.Friday: {{Open: 22 * time.Hour, Close: 6 * time.Hour}},
		time.Sunday: {{Open: 0, Close: 24 * time.Hour}},
	}, plan.Week); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		day  string
		want time.Duration
	}{
		{"2024-12-24", 3 * time.Hour},
		{"2024-12-25", 0},
		{"2024-12-27", 0},
		{"2024-12-30", 3*time.Hour + 30*time.Minute + 5*time.Hour - 15*time.Second},
		{"2024-12-20", 2 * time.Hour},
	} {
		day := parse(t, c.day).In(plan.Zone)
		if got, err := s.Elapsed(day.Start(), day.End()); err != nil || got != c.want {
			t.Errorf("%s: %v, %v; want %v", c.day, got, err, c.want)
		}
	}
	for range 3 { // also once it has been read from what it wrote
		data, err := json.Marshal(s)
		if err != nil || string(data) != berlinJSON {
			t.Fatalf("Marshal = %s, %v; want %s", data, err, berlinJSON)
		}
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ text, want string }{
		{`null`, `null`},
		{`{"zone":"UTC"}`, `{"zone":"UTC","week":{}}`},
		{` { "zone" : "UTC" , "week" : { } , "dates" : { } , "holidays" : [ ] } `, `{"zone":"UTC","week":{}}`},
	} {
		s := s // what is there before must not shine through
		if err := json.Unmarshal([]byte(c.text), &s); err != nil {
			t.Errorf("%s: %v", c.text, err)
		}
		if data, err := json.Marshal(s); err != nil || string(data) != c.want {
			t.Errorf("%s becomes %s, %v; want %s", c.text, data, err, c.want)
		}
	}
}

// A message says in which day and field the fault is, and which value it is.
func TestScheduleJSONRejects(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
		says string
	}{
		{`{}`, cx.ErrOutOfRange, "zone: missing"},
		{`[]`, cx.ErrEncoding, `an array without a plan`},
		{`{"zone":"Europe/Atlantis"}`, cx.ErrOutOfRange, `zone: "Europe/Atlantis"`},
		{`{"zone":"Local"}`, cx.ErrOutOfRange, `zone: "Local"`},
		{`{"zone":""}`, cx.ErrOutOfRange, `zone: ""`},
		{`{"zone":"../etc/passwd"}`, cx.ErrOutOfRange, `zone: "../etc/passwd"`},
		{`{"zone":1}`, cx.ErrEncoding, `zone: "1" is not a string`},
		{`{"zone":"UTC","zone":"UTC"}`, cx.ErrEncoding, "zone: given twice"},
		{`{"Zone":"UTC"}`, cx.ErrEncoding, "Zone: not a member"},
		{`{"zone":"UTC","holiday":[]}`, cx.ErrEncoding, "holiday: not a member"},
		{`{"zone":"UTC","week":null}`, cx.ErrEncoding, `week: "null" is not an object`},
		{`{"zone":"UTC","week":{"mon":[]}}`, cx.ErrEncoding, "week: mon: not a weekday"},
		{`{"zone":"UTC","week":{"monday":[],"monday":[]}}`, cx.ErrEncoding, "week: monday: given twice"},
		{`{"zone":"UTC","week":{"monday":"09:00-17:00"}}`, cx.ErrEncoding, "week: monday: "},
		{`{"zone":"UTC","week":{"monday":["9:00-17:00"]}}`, cx.ErrEncoding, `week: monday: 0: open: "9:00"`},
		{`{"zone":"UTC","week":{"tuesday":["09:00-10:00","10:00-25:00"]}}`, cx.ErrOutOfRange, `week: tuesday: 1: close: 25h0m0s`},
		{`{"zone":"UTC","week":{"tuesday":["09:00-10:60"]}}`, cx.ErrEncoding, `week: tuesday: 0: close: "10:60"`},
		{`{"zone":"UTC","week":{"tuesday":["24:00-10:00"]}}`, cx.ErrOutOfRange, `week: tuesday: 0: open: 24h0m0s`},
		{`{"zone":"UTC","week":{"tuesday":["10:00-10:00"]}}`, cx.ErrOutOfRange, `week: tuesday: 0: close: 10h0m0s`},
		{`{"zone":"UTC","week":{"tuesday":["10:00"]}}`, cx.ErrEncoding, `week: tuesday: 0: "10:00" is not a shift`},
		{`{"zone":"UTC","week":{"tuesday":[null]}}`, cx.ErrEncoding, `week: tuesday: 0: "null" is not a string`},
		{`{"zone":"UTC","week":{"friday":["09:00-12:00","11:59:59-13:00"]}}`, cx.ErrMismatch, "week: friday: shift 1: open: 11:59:59-13:00 overlaps shift 0, 09:00-12:00"},
		{`{"zone":"UTC","week":{"friday":["11:59:59-13:00","09:00-12:00"]}}`, cx.ErrMismatch, "week: friday: shift 1: open: 09:00-12:00 overlaps shift 0, 11:59:59-13:00"},
		{`{"zone":"UTC","week":{"friday":["22:00-06:00","23:00-23:30"]}}`, cx.ErrMismatch, "week: friday: shift 1: open: "},
		{`{"zone":"UTC","week":{"friday":[` + strings.Repeat(`"09:00-12:00",`, 1<<14) + `"13:00-14:00"]}}`, cx.ErrMismatch, "week: friday: shift 1: open: 09:00-12:00 overlaps shift 0, "},
		{`{"zone":"UTC","week":{"friday":["12:00-13:00","10:00-11:00","10:59:59-12:00"]}}`, cx.ErrMismatch, "week: friday: shift 2: open: 10:59:59-12:00 overlaps shift 1, 10:00-11:00"},
		{`{"zone":"UTC","dates":{"2024-02-30":[]}}`, cx.ErrOutOfRange, `dates: 2024-02-30: `},
		{`{"zone":"UTC","dates":{"2024-02":[]}}`, cx.ErrMismatch, `dates: 2024-02: not a day but a month`},
		{`{"zone":"UTC","dates":{"2024-02-03":["09:00-08:60"]}}`, cx.ErrEncoding, `dates: 2024-02-03: 0: close: "08:60"`},
		{`{"zone":"UTC","dates":{"2024-02-03":["09:00-12:00","10:00-11:00"]}}`, cx.ErrMismatch, `dates: "2024-02-03": shift 1: open: `},
		{`{"zone":"UTC","dates":{"2024-02-03":[]},"holidays":["2024-02-03","2024-02-03"]}`, cx.ErrMismatch, `holidays: 1: "2024-02-03": given twice`},
		{`{"zone":"UTC","week":{"monday":["09:00-12:00","00:00-08:00"],"friday":["12:00-23:59"]}}`, cx.ErrOutOfRange, `week: friday: shift 0: close: 23:59 leaves a gap before midnight, the end of the day is 24:00`},
		{`{"zone":"UTC","week":{"friday":["00:00-23:59:59"]}}`, cx.ErrOutOfRange, `close: 23:59:59 leaves a gap before midnight, the end of the day is 24:00`},
		{`{"zone":"UTC","holidays":["2024-02-03","2024-02-03"]}`, cx.ErrMismatch, `holidays: 1: "2024-02-03": given twice`},
		{`{"zone":"UTC","holidays":["2024-W03"]}`, cx.ErrMismatch, `holidays: 0: not a day but a week`},
		{`{"zone":"UTC","holidays":{}}`, cx.ErrEncoding, `holidays: "{}" is not an array`},
		{`{"zone":"UTC","years":[2020]}`, cx.ErrEncoding, `years: "[2020]"`},
		{`{"zone":"UTC","years":[2020,2019]}`, cx.ErrOutOfRange, `years: 2020 to 2019`},
		{`{"zone":"UTC","years":[1900,2000]}`, cx.ErrOutOfRange, `years: 1900 to 2000`},
		{`{"zone":"UTC","years":[-1,2]}`, cx.ErrOutOfRange, `years: -1 to 2`},
		{`{"zone":"UTC","years":[9998,9999]}`, cx.ErrOutOfRange, `years: 9998 to 9999`},
		{`{"zone":"UTC","years":[1,2]}`, cx.ErrOutOfRange, `years: 1 to 2`},
		{`{"zone":"` + strings.Repeat("x", 1<<19) + `"}`, cx.ErrOutOfRange, `zone: "xxx`},
		{`{"` + strings.Repeat("x", 1<<19) + `":1}`, cx.ErrEncoding, `not a member`},
		{`{"zone":"right/UTC"}`, cx.ErrOutOfRange, `zone: "right/UTC"`},
		{`{"zone":"posix/UTC"}`, cx.ErrOutOfRange, `zone: "posix/UTC"`},
		{`{"zone":"posixrules"}`, cx.ErrOutOfRange, `zone: "posixrules"`},
		{`{"zone":"localtime"}`, cx.ErrOutOfRange, `zone: "localtime"`},
	} {
		s := schedule(t, period.Hours{Zone: time.UTC, Week: daily(nineToFive)})
		err := json.Unmarshal([]byte(c.text), &s)
		if !errors.Is(err, c.want) || !strings.HasPrefix(err.Error(), "period: schedule: ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.80s: %v; want %v that says %s", c.text, err, c.want, c.says)
		}
		if err != nil && len(err.Error()) > 300 {
			t.Errorf("%.80s: an error of %d bytes", c.text, len(err.Error()))
		}
		if data, err := json.Marshal(s); err != nil || !strings.Contains(string(data), `"sunday":["09:00-17:00"]`) {
			t.Errorf("%.80s: left the schedule as %s, %v", c.text, data, err)
		}
	}
	// What is no JSON at all, and was not given by encoding/json.
	for _, text := range []string{``, `{`, `{"zone"`, `{"zone":`, `{"zone":"UTC"`, `{"zone":"UTC"}}`, `{"zone":"UTC"}x`, `{"week":{"monday":["`, `{1:2}`, `nul`} {
		var s period.Schedule
		if err := s.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %v; want cx.ErrEncoding", text, err)
		}
	}
}

func TestPlanRejects(t *testing.T) {
	march, eve := parse(t, "2024-03"), parse(t, "2024-12-24")
	for _, c := range []struct {
		plan period.Hours
		want error
		says string
	}{
		{period.Hours{}, cx.ErrOutOfRange, "zone: "},
		{period.Hours{Zone: time.UTC, Week: [7][]period.Shift{time.Saturday: {{Open: -1, Close: 1}}}}, cx.ErrOutOfRange, "week: saturday: shift 0: open: "},
		{period.Hours{Zone: time.UTC, Week: [7][]period.Shift{time.Sunday: {{Open: 0, Close: 1}}}}, cx.ErrOutOfRange, "week: sunday: shift 0: close: "},
		{period.Hours{Zone: time.UTC, Dates: map[period.Period][]period.Shift{march: nil}}, cx.ErrMismatch, `dates: "2024-03": not a day`},
		{period.Hours{Zone: time.UTC, Dates: map[period.Period][]period.Shift{{}: nil}}, cx.ErrMismatch, `dates: "": not a day but the zero Period`},
		{period.Hours{Zone: time.UTC, Dates: map[period.Period][]period.Shift{eve: make([]period.Shift, 1)}}, cx.ErrOutOfRange, `dates: "2024-12-24": shift 0: close: `},
		{period.Hours{Zone: time.UTC, Holidays: []period.Period{eve, march}}, cx.ErrMismatch, `holidays: 1: "2024-03": not a day`},
		{period.Hours{Zone: time.UTC, FirstYear: 2000}, cx.ErrOutOfRange, "years: 2000 to 0"},
	} {
		if _, err := period.NewSchedule(c.plan); !errors.Is(err, c.want) || !strings.Contains(err.Error(), "period: schedule: "+c.says) {
			t.Errorf("%v; want %v that says %s", err, c.want, c.says)
		}
	}
}

// Writing compares the zone with that of the database, up to the end of the compiled
// years: in years that a zone has by a rule alone, leap years among them, too.
func TestScheduleJSONInEveryZone(t *testing.T) {
	names := slices.Clone(hardZones)
	for _, zone := range changes(t, time.Unix(0, 0)) {
		names = append(names, zone.String())
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) < 200 {
		t.Fatalf("only %d zones", len(names))
	}
	for _, name := range names {
		if _, err := time.LoadLocation(name); err != nil {
			continue // a file of the database that is no zone of its own
		}
		s := schedule(t, period.Hours{Zone: zone(t, name)})
		data, err := json.Marshal(s)
		if want := `{"zone":"` + name + `","week":{}}`; err != nil || string(data) != want {
			t.Errorf("%s: %s, %v; want %s", name, data, err, want)
		}
	}
}

func TestScheduleJSONCannotSay(t *testing.T) {
	for name, plan := range map[string]period.Hours{
		"a function":                  {Zone: time.UTC, Holiday: func(int, time.Month, int) bool { return false }},
		"an offset":                   {Zone: time.FixedZone("", 3600)},
		"the zone of the machine":     {Zone: time.FixedZone("Local", 3600)},
		"an offset by a zone's name":  {Zone: time.FixedZone("Europe/Berlin", 3600)},
		"an offset by another's name": {Zone: time.FixedZone("UTC", 3600)},
	} {
		if data, err := schedule(t, plan).MarshalJSON(); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s: %s, %v; want cx.ErrEncoding", name, data, err)
		}
	}
}

// A plan of any length is written and read: all dates of decades, and a day of
// as many shifts as it can hold.
func TestScheduleJSONLength(t *testing.T) {
	plan := period.Hours{Zone: time.UTC, Week: [7][]period.Shift{everyOtherSecond()}}
	for day := parse(t, "1900-01-01"); len(plan.Holidays) < 30_000; day = after(t, day) {
		plan.Holidays = append(plan.Holidays, day)
	}
	data, err := json.Marshal(schedule(t, plan))
	if err != nil {
		t.Fatal(err)
	}
	var s period.Schedule
	if err := s.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	if got := s.Hours()[0]; !slices.Equal(got.Holidays, plan.Holidays) || !slices.Equal(got.Week[0], plan.Week[0]) {
		t.Errorf("%d holidays and %d shifts are read as %d and %d", len(plan.Holidays), len(plan.Week[0]), len(got.Holidays), len(got.Week[0]))
	}
}

func after(t *testing.T, p period.Period) period.Period {
	t.Helper()
	next, err := p.Add(1)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func TestShiftText(t *testing.T) {
	for text, want := range map[string]string{
		"09:00-17:00": "09:00-17:00", "09:00:00-17:00:01": "09:00-17:00:01", "22:00-06:00": "22:00-06:00", "00:00-24:00": "00:00-24:00", "23:59:59-00:00": "23:59:59-00:00",
	} {
		var s period.Shift
		if err := s.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got, err := s.MarshalText(); err != nil || string(got) != want {
			t.Errorf("%s becomes %s, %v; want %s", text, got, err, want)
		}
	}
	before := nineToFive
	if err := before.UnmarshalText([]byte("9-17")); !errors.Is(err, cx.ErrEncoding) || before != nineToFive {
		t.Errorf("9-17: %v, and the shift is %v", err, before)
	}
	if text, err := (period.Shift{}).MarshalText(); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("the zero Shift is %s, %v; want cx.ErrOutOfRange", text, err)
	}
}
