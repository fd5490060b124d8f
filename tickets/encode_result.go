package tickets

import (
	"encoding"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
)

// The results and the configuration of this package have a JSON form only. A duration
// is a text there.

func durationPart(c *wire.Coder, name string, d *time.Duration) {
	text := strings.Replace(d.String(), "µ", "u", 1) // texts are ASCII
	c.Text(name, &text)
	if c.Reading() {
		read, err := time.ParseDuration(text)
		if err != nil {
			c.Fail("%s: %.40q is not a duration such as 1h30m", name, text)
		}
		*d = read
	}
}

func textPart(c *wire.Coder, name string, v textual) {
	data, err := v.MarshalText()
	c.Part(name, bare(err))
	text := string(data)
	c.Text(name, &text)
	if c.Reading() {
		c.Part(name, bare(v.UnmarshalText([]byte(text))))
	}
}

// bare returns an error of this package without its name, for one that has it already.
func bare(err error) error {
	if err == nil {
		return nil
	}
	return sentinel.Errorf(err, "%s", strings.TrimPrefix(err.Error(), "tickets: "))
}

// textual is what the values of a type with [names] are.
type textual interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

func (i *DurationInterval) code(c *wire.Coder) {
	durationPart(c, "low", &i.Low)
	durationPart(c, "high", &i.High)
	c.Float("level", &i.Level)
}

func (m *Measurement) code(c *wire.Coder) {
	durationPart(c, "elapsed", &m.Elapsed)
	c.Flag("running", &m.Running)
}

func (g *Target) code(c *wire.Coder) {
	textPart(c, "metric", &g.Metric)
	durationPart(c, "within", &g.Within)
	if g.Stops != 0 || c.Reading() && c.Has("stops") {
		textPart(c, "stops", &g.Stops)
	}
	if c.Reading() {
		c.Part("within", bare(g.check()))
	}
}

func (p *Policy) code(c *wire.Coder) {
	for _, option := range []struct {
		name  string
		value textual
	}{
		{"answer", &p.Answer},
		{"response_from", &p.ResponseFrom},
		{"agent_opened", &p.AgentOpened},
		{"next_reply", &p.NextReply},
		{"resolution", &p.Resolution},
		{"reopens", &p.Reopens},
		{"one_touch", &p.OneTouch},
		{"first_contact", &p.FirstContact},
		{"merged", &p.Merged},
		{"stops", &p.Stops},
	} {
		if c.Has(option.name) {
			textPart(c, option.name, option.value)
		}
	}
	for _, set := range []struct {
		name  string
		value *Kinds
	}{{"records", &p.Records}, {"dates", &p.Dates}} {
		if *set.value != 0 || c.Reading() && c.Has(set.name) {
			textPart(c, set.name, set.value)
		}
	}
	for _, d := range []struct {
		name  string
		value *time.Duration
	}{{"tolerance", &p.Tolerance}, {"skew", &p.Skew}} {
		if *d.value != 0 || c.Reading() && c.Has(d.name) {
			durationPart(c, d.name, d.value)
			if c.Reading() && *d.value < 0 {
				c.Fail("%s: %v is negative", d.name, *d.value)
			}
		}
	}
	if p.IgnoreAfterEnd || c.Reading() && c.Has("ignore_after_end") {
		c.Flag("ignore_after_end", &p.IgnoreAfterEnd)
	}
}

// MarshalJSON returns an object with low, high and level. The zero DurationInterval is
// null: it is no result. A level that is not finite returns [cx.ErrEncoding].
func (i DurationInterval) MarshalJSON() ([]byte, error) {
	if i == (DurationInterval{}) {
		return []byte("null"), nil
	}
	c := wire.ToJSON(wire.TicketsDurationInterval)
	i.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads what MarshalJSON writes; null is the zero value. Anything else
// returns [cx.ErrEncoding], and i is unchanged.
func (i *DurationInterval) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.TicketsDurationInterval, data, i, (*DurationInterval).code)
}

// MarshalJSON returns an object with elapsed and running. The error is always nil.
func (m Measurement) MarshalJSON() ([]byte, error) {
	c := wire.ToJSON(wire.TicketsMeasurement)
	m.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads what MarshalJSON writes; null is the zero value. Anything else
// returns [cx.ErrEncoding], and m is unchanged.
func (m *Measurement) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.TicketsMeasurement, data, m, (*Measurement).code)
}

// MarshalJSON returns an object with metric, within and, where there are any, stops. A metric
// that there is not and a duration that is not positive return [cx.ErrOutOfRange].
func (g Target) MarshalJSON() ([]byte, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	c := wire.ToJSON(wire.TicketsTarget)
	g.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads what MarshalJSON writes, with any text of [time.ParseDuration];
// null is the zero value. Anything else returns [cx.ErrEncoding], and g is unchanged.
func (g *Target) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.TicketsTarget, data, g, (*Target).code)
}

// MarshalJSON returns an object with the text of each option. An option that has no such
// value returns [cx.ErrOutOfRange]. A Clock cannot be written: unless it is nil it returns
// [cx.ErrEncoding], so keep it apart, as a period.Schedule has a JSON form of its own.
func (p Policy) MarshalJSON() ([]byte, error) {
	if p.Clock != nil {
		return nil, sentinel.Errorf(cx.ErrEncoding, "tickets: policy: its clock, a %T, has no JSON form: keep it apart", p.Clock)
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	c := wire.ToJSON(wire.TicketsPolicy)
	p.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads what MarshalJSON writes. An option that is missing has its
// default, and the Clock is nil afterwards; null is the zero value. Names that are not
// known, and anything else, return [cx.ErrEncoding], and p is unchanged.
func (p *Policy) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.TicketsPolicy, data, p, (*Policy).code)
}
