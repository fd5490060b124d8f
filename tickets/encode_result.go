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

// code has the parts of Policy. A Clock returns [cx.ErrEncoding]: store it separately.
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
		{"agent_opened", &p.AgentOpened, false},
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
	}{
		{"from_handoff", &p.FromHandoff},
		{"last_unanswered", &p.LastUnanswered},
		{"first_solved", &p.FirstSolved},
		{"solves_minus_one", &p.SolvesMinusOne},
		{"at_most_one_reply", &p.AtMostOneReply},
		{"first_contact_by_contacts", &p.FirstContactByContacts},
		{"bots_answer", &p.BotsAnswer},
		{"count_merged", &p.CountMerged},
		{"ignore_after_end", &p.IgnoreAfterEnd},
	} {
		if !c.Omitted(flag.name, !*flag.value) {
			c.Flag(flag.name, flag.value)
		}
	}
	c.Part("options", p.validate())
}
