package churn

import (
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/survival"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode 0x60
func (c *Customers) code(w *wire.Coder) {
	w.Count("kept", &c.Kept)
	w.Count("lost", &c.Lost)
}

//cx:encode 0x61
func (m *Movement) code(c *wire.Coder) {
	for _, count := range m.counts() {
		c.Count(count.name, count.n)
	}
}

//cx:encode 0x62
func (r *Revenue) code(c *wire.Coder) {
	for _, part := range r.parts() {
		c.Decimal(part.name, part.amount)
	}
	codeCurrency(c, &r.Currency)
}

func codeCurrency(c *wire.Coder, currency *string) {
	code := currencyCode(*currency)
	if c.Label("currency", &code); c.Reading() {
		c.Require(code == currencyCode(code), "a currency in lower case")
		*currency = code
	}
}

//cx:encode 0x63
func (w *Window) code(c *wire.Coder) {
	bounded := !w.From.IsZero() || !w.To.IsZero()
	if c.IsJSON() {
		none := c.Null("from", !bounded)
		c.Require(c.Null("to", !bounded) == none, "a window with one bound")
		bounded = !none
	} else {
		c.Flag("bounded", &bounded)
	}
	if bounded {
		codeTime(c, "from", &w.From)
		codeTime(c, "to", &w.To)
	}
	if w.To.Before(w.From) {
		c.Part("to", sentinel.Errorf(cx.ErrEncoding, "%v is before from", w.To))
	}
	c.Object("movement", w.Movement.code)
	c.Object("revenue", w.Revenue.code)
}

func codeTime(c *wire.Coder, name string, t *time.Time) {
	at, err := instant(*t)
	if !c.Reading() {
		c.Part(name, err)
	}
	if codeInstant(c, name, &at); c.Reading() {
		*t = time.Unix(0, at).UTC()
	}
}

// codeInstant has an instant: in binary an integer, in JSON its text. One that stands for
// none is null there.
func codeInstant(c *wire.Coder, name string, at *int64, none ...int64) {
	switch {
	case !c.IsJSON():
		c.Int(name, at)
	case len(none) > 0 && c.Null(name, *at == none[0]):
		*at = none[0]
	default:
		t := time.Unix(0, *at).UTC()
		if c.Text(name, &t); c.Reading() {
			var err error
			*at, err = instant(t)
			c.Part(name, err)
		}
	}
	if c.Reading() && !slices.Contains(none, *at) {
		_, err := instant(time.Unix(0, *at))
		c.Part(name, err)
	}
}

//cx:encode 0x64
func (l *Lifetimes) code(c *wire.Coder) { l.tally.Code(c) }

func (s *Step) code(c *wire.Coder) {
	c.Int("time", &s.Time)
	c.Count("at_risk", &s.AtRisk)
	c.Count("lost", &s.Lost)
	c.Count("censored", &s.Censored)
	c.Float("survival", &s.Survival)
}

// The survival of a step that is read may have other last digits.
const nearly = 1e-9

//cx:encode json
func (c *Curve) code(w *wire.Coder) {
	steps := slices.Collect(c.Steps())
	if w.None(len(steps) == 0) {
		return
	}
	wire.List(w, "steps", &steps, func(w *wire.Coder, name string, s *Step) { w.Object(name, s.code) })
	if !w.Reading() {
		return
	}
	points := make([]survival.Point, len(steps))
	for i, s := range steps {
		points[i] = survival.Point{Time: s.Time, AtRisk: s.AtRisk, Events: s.Lost, Censored: s.Censored}
	}
	var err error
	c.curve, err = survival.CurveOf(points)
	w.Part("steps", err)
	for i, s := range slices.Collect(c.Steps()) {
		w.Require(math.Abs(s.Survival-steps[i].Survival) <= nearly, "a survival that is not that of the counts")
	}
}
