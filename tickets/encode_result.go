package tickets

import (
	"time"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
)

// The results and the configuration of this package have a JSON form only. A duration is a
// text there.
func duration(d *time.Duration) wire.Textual { return (*wire.Duration)(d) }

//cx:encode json
func (i *DurationInterval) code(c *wire.Coder) {
	if !c.None(*i == (DurationInterval{})) {
		c.Text("low", duration(&i.Low))
		c.Text("high", duration(&i.High))
		c.Float("level", &i.Level)
	}
}

//cx:encode json
func (m *Measurement) code(c *wire.Coder) {
	c.Text("elapsed", duration(&m.Elapsed))
	c.Flag("running", &m.Running)
}

//cx:encode json
func (g *Target) code(c *wire.Coder) {
	c.Text("metric", &g.Metric)
	c.Text("within", duration(&g.Within))
	if !c.Omitted("stops", g.Stops == 0) {
		c.Text("stops", &g.Stops)
	}
	c.Part("within", g.check())
}

// code has the parts of Policy. An option that has no such value returns [cx.ErrOutOfRange], and a
// Clock, which cannot be written, [cx.ErrEncoding]: keep it apart.
//
//cx:encode json
func (p *Policy) code(c *wire.Coder) {
	if p.Clock != nil {
		c.Part("clock", sentinel.Errorf(sentinel.Encoding, "a %T cannot be encoded: store it separately", p.Clock))
	}
	for _, option := range []struct {
		name    string
		value   wire.Textual
		omitted bool
	}{
		{"response_from", &p.ResponseFrom, false},
		{"agent_opened", &p.AgentOpened, false},
		{"next_reply", &p.NextReply, false},
		{"resolution", &p.Resolution, false},
		{"reopens", &p.Reopens, false},
		{"one_touch", &p.OneTouch, false},
		{"first_contact", &p.FirstContact, false},
		{"stops", &p.Stops, false},
		{"records", &p.Records, p.Records == 0},
		{"dates", &p.Dates, p.Dates == 0},
		{"tolerance", duration(&p.Tolerance), p.Tolerance == 0},
		{"skew", duration(&p.Skew), p.Skew == 0},
	} {
		if !c.Omitted(option.name, option.omitted) {
			c.Text(option.name, option.value)
		}
	}
	for _, flag := range []struct {
		name  string
		value *bool
	}{{"bots_answer", &p.BotsAnswer}, {"count_merged", &p.CountMerged}, {"ignore_after_end", &p.IgnoreAfterEnd}} {
		if !c.Omitted(flag.name, !*flag.value) {
			c.Flag(flag.name, flag.value)
		}
	}
	c.Part("options", p.Validate())
}
