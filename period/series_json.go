package period

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/cxmetrics/cx"
)

// MarshalJSON implements json.Marshaler. The form is
//
//	{
//	  "unit": "month",
//	  "zone": "Europe/Berlin",
//	  "empty": {"hits": 0, "misses": 0},
//	  "periods": {
//	    "2024-01": {"hits": 85, "misses": 115},
//	    "2024-03": {"hits": 90, "misses": 110}
//	  }
//	}
//
// where zone is a name of the zone database and periods are in order. Of those between
// the first and the last the ones whose T has the JSON form of the empty one are left
// out, so that series which yield the same have the same JSON form. T is written by
// encoding/json. The zero Series is null. A zone which the zone database does not have
// by that name, in the years 2000 to 2049 or in those of the periods, is cx.ErrEncoding.
func (s Series[T]) MarshalJSON() ([]byte, error) {
	if s.s == nil {
		return []byte("null"), nil
	}
	data, err := s.s.json()
	if err != nil {
		return nil, fmt.Errorf("period: series: %w", err)
	}
	return data, nil
}

func (s *series[T]) json() ([]byte, error) {
	name := s.loc.String()
	if loc, err := loadZone(name); err != nil || !s.inZone(loc) {
		return nil, fmt.Errorf("zone: %.40q is not that of the zone database: %w", name, cx.ErrEncoding)
	}
	empty, err := json.Marshal(&s.empty)
	if err != nil {
		return nil, fmt.Errorf("empty: %w", err)
	}
	data := fmt.Appendf(nil, `{"unit":%q,"zone":%q,"empty":%s,"periods":{`, s.unit, name, empty)
	for n := s.first; n <= s.last; n++ {
		cell := s.cells[n]
		if cell == nil {
			continue
		}
		value, err := json.Marshal(cell)
		if err != nil {
			return nil, fmt.Errorf("periods: %s: %w", s.period(n), err)
		}
		if n > s.first && n < s.last && bytes.Equal(value, empty) {
			continue
		}
		if n > s.first {
			data = append(data, ',')
		}
		data = append(strconv.AppendQuote(data, s.period(n).String()), ':')
		data = append(data, value...)
	}
	return append(data, "}}"...), nil
}

// inZone reports whether a zone is that of the series as far as anybody can tell.
func (s *series[T]) inZone(loc *time.Location) bool {
	from := time.Date(defaultFirstYear, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	to := time.Date(defaultLastYear+1, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	if len(s.cells) > 0 {
		from = min(from, s.period(s.first).In(s.loc).start.Unix())
		to = max(to, s.period(s.last).In(s.loc).end.Unix())
	}
	return sameZone(loc, s.loc, from, to)
}

// UnmarshalJSON implements json.Unmarshaler with the form of MarshalJSON, for which the
// periods may be in any order; T is read by encoding/json. It loads the zone with
// time.LoadLocation, as [Schedule.UnmarshalJSON] does, and refuses what that refuses:
// a member that is missing, unknown or given twice is cx.ErrEncoding, as is what T does not
// take; a zone that cannot be loaded and a period that does not exist are
// cx.ErrOutOfRange, one of another unit is cx.ErrMismatch, and a stretch over more than
// MaxSeries periods cx.ErrOverflow. On error s stays as it was; null is the zero Series.
func (s *Series[T]) UnmarshalJSON(data []byte) error {
	var read Series[T]
	if string(data) != "null" {
		var err error
		if read.s, err = readSeries[T](data); err != nil {
			return fmt.Errorf("period: series: %w", err)
		}
	}
	*s = read
	return nil
}

func readSeries[T any](data []byte) (*series[T], error) {
	s := &series[T]{cells: make(map[int32]*T)}
	members := make(map[string]json.RawMessage)
	err := eachMember(data, func(key string, value json.RawMessage) (err error) {
		members[key] = value
		switch key {
		case "unit":
			var text string
			if text, err = readString(value); err == nil {
				err = s.unit.UnmarshalText([]byte(text))
			}
		case "zone":
			var name string
			if name, err = readString(value); err == nil {
				s.loc, err = loadZone(name)
			}
		case "empty":
			s.empty, err = readValue[T](value)
		case "periods":
		default:
			err = fmt.Errorf("not a member of a series: %w", cx.ErrEncoding)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, key := range []string{"unit", "zone", "empty", "periods"} {
		if members[key] == nil {
			return nil, fmt.Errorf("%s: missing: %w", key, cx.ErrEncoding)
		}
	}
	err = eachMember(members["periods"], func(key string, value json.RawMessage) error {
		p, err := Parse(key)
		if err != nil {
			return err
		}
		cell, err := s.at(p)
		if err == nil {
			*cell, err = readValue[T](value)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("periods: %w", err)
	}
	return s, nil
}

// readValue reads a T. What is wrong with it is told in short, unless it is one of
// this module's errors, which are.
func readValue[T any](data json.RawMessage) (v T, err error) {
	if err = json.Unmarshal(data, &v); err != nil && !errors.Is(err, cx.ErrEncoding) {
		err = fmt.Errorf("%.200s: %w", err.Error(), cx.ErrEncoding)
	}
	return v, err
}
