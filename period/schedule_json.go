package period

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// scheduleJSON is the JSON form as it is written.
type scheduleJSON struct {
	Zone      string `json:"zone"`
	CloseZone string `json:"closeZone,omitempty"`
	From      Period `json:"from,omitzero"`
	Until     Period `json:"until,omitzero"`
	Week      struct {
		Monday    []Shift `json:"monday,omitempty"`
		Tuesday   []Shift `json:"tuesday,omitempty"`
		Wednesday []Shift `json:"wednesday,omitempty"`
		Thursday  []Shift `json:"thursday,omitempty"`
		Friday    []Shift `json:"friday,omitempty"`
		Saturday  []Shift `json:"saturday,omitempty"`
		Sunday    []Shift `json:"sunday,omitempty"`
	} `json:"week"`
	Yearly   map[string][]Shift `json:"yearly,omitempty"`
	Dates    map[Period][]Shift `json:"dates,omitempty"`
	Holidays []Period           `json:"holidays,omitempty"`
	Years    []int              `json:"years,omitempty"`
}

// MarshalText returns a text such as "09:00-17:30" or "09:00:00-17:30:15".
func (s Shift) MarshalText() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("period: shift: %w", err)
	}
	return []byte(s.text()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Shift) UnmarshalText(text []byte) error {
	read, err := parseShift(string(text))
	if err != nil {
		return fmt.Errorf("period: shift: %w", err)
	}
	*s = read
	return nil
}

// MarshalJSON implements [encoding/json.Marshaler].
func (s Schedule) MarshalJSON() ([]byte, error) {
	if s.s == nil {
		return []byte("null"), nil
	}
	forms := make([]scheduleJSON, len(s.s.plans))
	for i, p := range s.s.plans {
		var err error
		if forms[i], err = s.form(p); err != nil {
			return nil, err
		}
	}
	var v any = forms
	if len(forms) == 1 {
		v = forms[0]
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("period: schedule: %w", err)
	}
	return data, nil
}

// form returns the JSON form of one plan.
func (s Schedule) form(p Hours) (v scheduleJSON, err error) {
	if p.Holiday != nil {
		return v, sentinel.Errorf(cx.ErrEncoding, "period: schedule: holidays: a function has no JSON form")
	}
	start, end := s.s.compiled()
	for _, zone := range [...]*time.Location{p.Zone, p.CloseZone} {
		if zone == nil {
			continue
		}
		if loc, err := loadZone(zone.String()); err != nil || !sameZone(loc, zone, start, end) {
			return v, sentinel.Errorf(cx.ErrEncoding, "period: schedule: zone: %.40q is not the zone of that name in the zone database", zone)
		}
	}
	v = scheduleJSON{Zone: p.Zone.String(), From: p.From, Until: p.Until, Dates: p.Dates, Holidays: p.Holidays}
	if p.CloseZone != nil {
		v.CloseZone = p.CloseZone.String()
	}
	v.Week.Sunday, v.Week.Monday, v.Week.Tuesday, v.Week.Wednesday = p.Week[0], p.Week[1], p.Week[2], p.Week[3]
	v.Week.Thursday, v.Week.Friday, v.Week.Saturday = p.Week[4], p.Week[5], p.Week[6]
	for date, shifts := range p.Yearly {
		if v.Yearly == nil {
			v.Yearly = make(map[string][]Shift)
		}
		v.Yearly[date.text()] = shifts
	}
	if p.FirstYear != 0 {
		v.Years = []int{p.FirstYear, p.LastYear}
	}
	return v, nil
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (s *Schedule) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*s = Schedule{}
		return nil
	}
	var plans []Hours
	var err error
	if text := bytes.TrimLeft(data, " \t\r\n"); len(text) > 0 && text[0] == '[' {
		err = eachElement(data, func(value json.RawMessage) error {
			plans = append(plans, Hours{})
			return plans[len(plans)-1].read(value)
		})
		if err == nil && len(plans) == 0 {
			err = sentinel.Errorf(cx.ErrEncoding, "an array without a plan")
		}
	} else {
		plans = make([]Hours, 1)
		err = plans[0].read(data)
	}
	if err != nil {
		return fmt.Errorf("period: schedule: %w", err)
	}
	read, err := NewSchedule(plans...)
	if err == nil {
		*s = read
	}
	return err
}

func (p *Hours) read(data []byte) error {
	p.Dates = make(map[Period][]Shift)
	return eachMember(data, func(key string, value json.RawMessage) error {
		switch key {
		case "zone":
			name, err := readString(value)
			if err == nil {
				p.Zone, err = loadZone(name)
			}
			return err
		case "closeZone":
			name, err := readString(value)
			if err == nil {
				p.CloseZone, err = loadZone(name)
			}
			return err
		case "from", "until":
			text, err := readString(value)
			if err != nil {
				return err
			}
			bound := &p.From
			if key == "until" {
				bound = &p.Until
			}
			*bound, err = readDate(text)
			return err
		case "yearly":
			p.Yearly = make(map[MonthDay][]Shift)
			return eachMember(value, func(key string, value json.RawMessage) (err error) {
				var v [3]int
				if !match(key, "00-00", &v) {
					return sentinel.Errorf(cx.ErrEncoding, "not a date such as 12-24")
				}
				p.Yearly[MonthDay{time.Month(v[0]), v[1]}], err = readShifts(value)
				return err
			})
		case "week":
			return eachMember(value, func(key string, value json.RawMessage) (err error) {
				for i := range p.Week {
					if weekday(i) == key {
						p.Week[i], err = readShifts(value)
						return err
					}
				}
				return sentinel.Errorf(cx.ErrEncoding, "not a weekday")
			})
		case "dates":
			return eachMember(value, func(key string, value json.RawMessage) error {
				date, err := readDate(key)
				if err == nil {
					p.Dates[date], err = readShifts(value)
				}
				return err
			})
		case "holidays":
			return eachElement(value, func(value json.RawMessage) error {
				text, err := readString(value)
				if err != nil {
					return err
				}
				date, err := readDate(text)
				p.Holidays = append(p.Holidays, date)
				return err
			})
		case "years":
			var years []int
			if err := json.Unmarshal(value, &years); err != nil || len(years) != 2 || years[0] == 0 {
				return sentinel.Errorf(cx.ErrEncoding, "%.40q is not two years such as [2020, 2029]", value)
			}
			p.FirstYear, p.LastYear = years[0], years[1]
			return nil
		}
		return sentinel.Errorf(cx.ErrEncoding, "not a member of a schedule")
	})
}

func readShifts(data json.RawMessage) (shifts []Shift, err error) {
	err = eachElement(data, func(value json.RawMessage) error {
		text, err := readString(value)
		if err != nil {
			return err
		}
		shift, err := parseShift(text)
		shifts = append(shifts, shift)
		return err
	})
	return shifts, err
}

func readDate(text string) (Period, error) {
	date, err := Parse(text)
	if err == nil {
		err = checkDay(date)
	}
	return date, err
}

func readString(data json.RawMessage) (text string, err error) {
	if len(data) == 0 || data[0] != '"' || json.Unmarshal(data, &text) != nil {
		return "", sentinel.Errorf(cx.ErrEncoding, "%.40q is not a string", data)
	}
	return text, nil
}

// eachMember calls do for each member of a JSON object. It is stricter than
// encoding/json, which takes names in any case and the last of two equal ones.
func eachMember(data []byte, do func(key string, value json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return sentinel.Errorf(cx.ErrEncoding, "%.40q is not an object", data)
	}
	seen := make(map[string]bool)
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return sentinel.Errorf(cx.ErrEncoding, "%.40q is not an object", data)
		}
		var value json.RawMessage
		if err = d.Decode(&value); err != nil {
			err = sentinel.Errorf(cx.ErrEncoding, "no JSON value")
		} else if seen[name] {
			err = sentinel.Errorf(cx.ErrEncoding, "given twice")
		} else {
			err = do(name, value)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", label(name), err)
		}
		seen[name] = true
	}
	return closed(d, data)
}

// eachElement calls do for each element of a JSON array.
func eachElement(data []byte, do func(value json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return sentinel.Errorf(cx.ErrEncoding, "%.40q is not an array", data)
	}
	for i := 0; d.More(); i++ {
		var value json.RawMessage
		err := d.Decode(&value)
		if err != nil {
			err = sentinel.Errorf(cx.ErrEncoding, "no JSON value")
		} else {
			err = do(value)
		}
		if err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return closed(d, data)
}

// closed checks that an object or array ends, and that nothing follows it.
func closed(d *json.Decoder, data []byte) error {
	if _, err := d.Token(); err != nil {
		return sentinel.Errorf(cx.ErrEncoding, "%.40q does not end", data)
	}
	if rest := data[d.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
		return sentinel.Errorf(cx.ErrEncoding, "%.40q follows the end", rest)
	}
	return nil
}

// label is a member's name for an error message.
func label(name string) string {
	if len(name) <= 20 && !strings.ContainsFunc(name, func(r rune) bool { return r < '-' || r > 'z' }) {
		return name
	}
	return fmt.Sprintf("%.20q", name)
}

// loadZone loads a zone by name. Names that mean another zone on another machine are
// refused, and files beside the zones: those in right count leap seconds, which
// the time package does not, and those in posix not every machine has.
func loadZone(name string) (*time.Location, error) {
	dir, _, _ := strings.Cut(name, "/")
	switch dir {
	case "", "Local", "localtime", "posixrules", "posix", "right":
		dir = ""
	}
	if dir == "" || len(name) > 64 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "%.40q is not the name of a zone", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "%.40q is not in the zone database", name)
	}
	return loc, nil
}

// sameZone reports whether two zones agree between two instants. A Location has
// no ==, and a FixedZone can have any name.
func sameZone(a, b *time.Location, from, to int64) bool {
	if a == b {
		return true
	}
	for at := from; at < to; {
		offsetA, _, endA := zoneAt(at, a)
		offsetB, _, endB := zoneAt(at, b)
		if offsetA != offsetB {
			return false
		}
		at = min(endA, endB)
	}
	return true
}
