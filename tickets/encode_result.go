package tickets

import (
	"encoding"
	"strings"
	"time"

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

// code has the parts of DurationInterval. A level that is not finite returns [cx.ErrEncoding].
//
//cx:encode TicketsDurationInterval json
func (i *DurationInterval) code(c *wire.Coder) {
	if c.None(*i == (DurationInterval{})) {
		return
	}
	durationPart(c, "low", &i.Low)
	durationPart(c, "high", &i.High)
	c.Float("level", &i.Level)
}

//cx:encode TicketsMeasurement json
func (m *Measurement) code(c *wire.Coder) {
	durationPart(c, "elapsed", &m.Elapsed)
	c.Flag("running", &m.Running)
}

// code has the parts of Target. A target that is not valid returns [cx.ErrOutOfRange].
//
//cx:encode TicketsTarget json
func (g *Target) code(c *wire.Coder) {
	textPart(c, "metric", &g.Metric)
	durationPart(c, "within", &g.Within)
	if g.Stops != 0 || c.Reading() && c.Has("stops") {
		textPart(c, "stops", &g.Stops)
	}
	c.Part("within", bare(g.check()))
}

// code has the parts of Policy. An option that has no such value returns [cx.ErrOutOfRange], and a
// Clock, which cannot be written, [cx.ErrEncoding]: keep it apart.
//
//cx:encode TicketsPolicy json
func (p *Policy) code(c *wire.Coder) {
	if p.Clock != nil {
		c.Fail("its clock, a %T, has no JSON form: keep it apart", p.Clock)
	}
	if !c.Reading() {
		c.Part("options", bare(p.Validate()))
	}
	for _, option := range []struct {
		name  string
		value textual
	}{
		{"response_from", &p.ResponseFrom},
		{"agent_opened", &p.AgentOpened},
		{"next_reply", &p.NextReply},
		{"resolution", &p.Resolution},
		{"reopens", &p.Reopens},
		{"one_touch", &p.OneTouch},
		{"first_contact", &p.FirstContact},
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
	for _, flag := range []struct {
		name  string
		value *bool
	}{{"bots_answer", &p.BotsAnswer}, {"count_merged", &p.CountMerged}, {"ignore_after_end", &p.IgnoreAfterEnd}} {
		if *flag.value || c.Reading() && c.Has(flag.name) {
			c.Flag(flag.name, flag.value)
		}
	}
}
