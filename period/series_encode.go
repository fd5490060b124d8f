package period

import (
	"bytes"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

// blank returns what a series is read into.
func (s *Series[P]) blank() (*Series[P], error) {
	return NewSeries(s.unit, s.loc, s.fresh.New), s.check()
}

//cx:encode 0x02
func (s *Series[P]) code(c *wire.Coder) {
	err := s.check()
	if err == nil {
		err = s.checkZone()
	}
	c.Stop(err)
	unit, zone := s.unit.String(), s.loc.String()
	c.Label("unit", &unit)
	c.Label("zone", &zone)
	if c.Reading() && (unit != s.unit.String() || zone != s.loc.String()) {
		c.Stop(sentinel.Errorf(cx.ErrMismatch, "period: a series by %.40s in %.40q cannot be read into one by %s in %.40q", unit, zone, s.unit, s.loc))
	}
	encoded := wire.Cell.MarshalBinary
	if c.IsJSON() {
		encoded = wire.Cell.MarshalJSON
	}
	// A period between the first and the last whose tally is written as a fresh one is left
	// out, so that series which yield the same are written the same.
	var empty []byte
	if s.Len() > 2 {
		empty, _ = encoded(wire.Cell{Pointer: s.fresh.Scratch("Series")})
	}
	cells := make(map[Period]P)
	for n, cell := range s.cells {
		if n > s.first && n < s.last {
			if data, _ := encoded(wire.Cell{Pointer: cell}); bytes.Equal(data, empty) {
				continue
			}
		}
		cells[s.period(n)] = cell
	}
	wire.Cells(c, "periods", &cells, func() P { return s.fresh.Scratch("Series") })
	if !c.Reading() {
		return
	}
	for p, read := range cells { // merged, so that what was made for other tallies is refused
		cell, err := s.For(p)
		if err == nil {
			err = cell.Merge(read)
		}
		c.Part(p.String(), err)
	}
	c.Stop(s.checkZone())
}

// checkZone returns an error for a zone that a reader could not know by its name.
func (s *Series[P]) checkZone() error {
	name := s.loc.String()
	if loc, err := loadZone(name); err != nil || !s.inZone(loc) {
		return sentinel.Errorf(cx.ErrEncoding, "period: a series in the zone %.40q cannot be encoded: it is not the zone of that name in the zone database", name)
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
