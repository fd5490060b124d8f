package period

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
)

// code has the unit, the zone and the periods. A period between the first and the last
// whose tally is written as a fresh one is left out, so that series which yield the same
// are written the same.
func (s *Series[P]) code(c *wire.Coder) error {
	unit, zone := s.unit.String(), s.loc.String()
	c.Label("unit", &unit)
	c.Label("zone", &zone)
	if c.Reading() && (unit != s.unit.String() || zone != s.loc.String()) {
		return sentinel.Errorf(cx.ErrMismatch, "period: reading a series by %.40s in %.40q into one by %s in %.40q", unit, zone, s.unit, s.loc)
	}
	cells := make(map[Period]P)
	var empty []byte
	for n, cell := range s.cells {
		if n > s.first && n < s.last {
			if empty == nil {
				var err error
				if empty, err = encoded(c, s.fresh.Scratch("Series")); err != nil {
					return err
				}
			}
			data, err := encoded(c, cell)
			if err != nil {
				return err
			}
			if bytes.Equal(data, empty) {
				continue
			}
		}
		cells[s.period(n)] = cell
	}
	wire.Map(c, "periods", &cells, func(c *wire.Coder, name string, p *P) {
		if !c.Reading() {
			wire.Cell(c, name, *p)
			return
		}
		// Merged into a fresh one, so that what was made for other tallies is refused.
		read := s.fresh.Scratch("Series")
		*p = s.fresh.Make("Series")
		wire.Cell(c, name, read)
		if c.Reading() {
			c.Part(name, (*p).Merge(read))
		}
	})
	if !c.Reading() {
		return nil
	}
	ready := make(map[int32]P)
	for p, cell := range cells {
		if p.unit != s.unit {
			return sentinel.Errorf(cx.ErrMismatch, "period: %q, a %s, in a series by %s", p, p.unit, s.unit)
		}
		ready[p.n] = cell
	}
	for n := range ready {
		if s.Len() == 0 {
			s.first, s.last = n, n
			s.cells = map[int32]P{n: ready[n]}
		}
		if err := s.stretch(n, n, ready); err != nil {
			return err
		}
	}
	return nil
}

func encoded(c *wire.Coder, tally any) ([]byte, error) {
	if c.IsJSON() {
		return wire.Tally{Pointer: tally}.MarshalJSON()
	}
	return wire.Tally{Pointer: tally}.MarshalBinary()
}

// write writes the series with a Coder.
func (s *Series[P]) write(c wire.Coder) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := s.checkZone(); err != nil {
		return nil, err
	}
	if err := s.code(&c); err != nil {
		return nil, err
	}
	return c.Bytes()
}

// checkZone returns an error for a zone that a reader could not know by its name.
func (s *Series[P]) checkZone() error {
	name := s.loc.String()
	if loc, err := loadZone(name); err != nil || !s.inZone(loc) {
		return sentinel.Errorf(cx.ErrEncoding, "period: a series in the zone %.40q, which the zone database does not have so, has no encoding", name)
	}
	return nil
}

// inZone reports whether a zone is that of the series as far as anybody can tell.
func (s *Series[P]) inZone(loc *time.Location) bool {
	from := time.Date(defaultFirstYear, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	to := time.Date(defaultLastYear+1, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	if s.Len() > 0 {
		from = min(from, s.First().In(s.loc).start.Unix())
		to = max(to, s.Last().In(s.loc).end.Unix())
	}
	return sameZone(loc, s.loc, from, to)
}

// read reads into a series of the same unit, zone and kind of tally.
func (s *Series[P]) read(c wire.Coder) error {
	if err := s.check(); err != nil {
		return err
	}
	u := NewSeries(s.unit, s.loc, s.fresh.New)
	err := u.code(&c)
	if err == nil {
		err = c.Err()
	}
	if err == nil {
		err = u.checkZone()
	}
	if err == nil {
		s.cells, s.first, s.last, s.fresh = u.cells, u.first, u.last, u.fresh
		return nil
	}
	if !errors.Is(err, cx.ErrEncoding) {
		err = sentinel.Errorf(cx.ErrEncoding, "%w", err)
	}
	return err
}

// MarshalBinary returns the binary form: unit, zone, and the periods that were counted in,
// each with the binary form of its tally. Tallies without one, and a zone that the zone
// database does not have by its name, return [cx.ErrEncoding].
func (s *Series[P]) MarshalBinary() ([]byte, error) {
	return s.write(wire.ToBinary(wire.PeriodSeries))
}

// UnmarshalBinary reads the binary form into a series of [NewSeries] with the same unit
// and zone, and replaces its periods. Another unit or zone returns [cx.ErrMismatch],
// other bytes [cx.ErrEncoding], and s is unchanged.
func (s *Series[P]) UnmarshalBinary(data []byte) error {
	return s.read(wire.FromBinary(wire.PeriodSeries, data))
}

// MarshalJSON returns unit, zone and periods,
//
//	{
//	  "unit": "month",
//	  "zone": "Europe/Berlin",
//	  "periods": {
//	    "2024-01": {"promoters": 85, "passives": 15, "detractors": 20},
//	    "2024-03": {"promoters": 90, "passives": 10, "detractors": 20}
//	  }
//	}
//
// with each tally as encoding/json writes it. Between the first and the last period those
// with the JSON form of a fresh tally are left out. A zone that the zone database does not
// have by its name returns [cx.ErrEncoding].
func (s *Series[P]) MarshalJSON() ([]byte, error) {
	return s.write(wire.ToJSON(wire.PeriodSeries))
}

// UnmarshalJSON reads the JSON form into a series of [NewSeries] with the same unit and
// zone, and replaces its periods; null leaves none. Errors are those of
// [Series.UnmarshalBinary].
func (s *Series[P]) UnmarshalJSON(data []byte) error {
	return s.read(wire.FromJSON(wire.PeriodSeries, data))
}

// Value implements [driver.Valuer] with the binary form.
func (s *Series[P]) Value() (driver.Value, error) { return wire.Column(s.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or text;
// NULL leaves no periods.
func (s *Series[P]) Scan(src any) error { return wire.Scan(wire.PeriodSeries, s, src) }
