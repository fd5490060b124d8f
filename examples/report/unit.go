package main

import (
	"math"

	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/shopspring/decimal"
)

// A timeUnit is what a time is told in: the largest that leaves no small fraction.
type timeUnit struct {
	short, name string
	perHour     decimal.Decimal
}

var timeUnits = [...]timeUnit{
	{"s", "seconds", decimal.NewFromInt(3600)},
	{"m", "minutes", decimal.NewFromInt(60)},
	{"h", "hours", decimal.NewFromInt(1)},
	{"d", "days", decimal.NewFromInt(1).DivRound(decimal.NewFromInt(24), 16)},
}

// unitOf returns the unit that fits a time: seconds below two minutes, minutes below two
// hours, hours below three days, and days from there on.
func unitOf(hours decimal.Decimal) timeUnit {
	h := math.Abs(hours.InexactFloat64())
	switch {
	case h < 2./60:
		return timeUnits[0]
	case h < 2:
		return timeUnits[1]
	case h < 72:
		return timeUnits[2]
	default:
		return timeUnits[3]
	}
}

// timeText returns a number of hours in the unit that fits: 36s, 2.5m, 98m, 4.7h or 3.0d.
func timeText(hours decimal.Decimal) string {
	u := unitOf(hours)
	n := hours.Mul(u.perHour)
	places := int32(1)
	if u.short == "s" || u.short == "m" && n.Abs().Cmp(decimal.NewFromInt(10)) >= 0 {
		places = 0
	}
	return draw.Grouped(n.StringFixed(places)) + u.short
}

// timed shows figures in hours as times in the unit that fits each.
func (m measure[T]) timed() measure[T] {
	of := m.cell
	m.Time = true
	m.cell = func(now, before *T) cell {
		c := of(now, before)
		if d, ok := c.Value.(decimal.Decimal); ok {
			text := timeText(d)
			if m.Key == "change" && d.IsPositive() {
				text = "+" + text
			}
			c.Text = text
		}
		return c
	}
	return m
}
