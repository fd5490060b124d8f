package nps

import (
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode NPSGroups
func (g *Groups) code(c *wire.Coder) {
	c.Count("promoters", &g.Promoters)
	c.Count("passives", &g.Passives)
	c.Count("detractors", &g.Detractors)
}

//cx:encode NPSShares json
func (s *Shares) code(c *wire.Coder) {
	if c.None(*s == (Shares{})) {
		return
	}
	c.NestedJSON("promoters", &s.Promoters)
	c.NestedJSON("passives", &s.Passives)
	c.NestedJSON("detractors", &s.Detractors)
}

//cx:encode NPSTally
func (t *Tally) code(c *wire.Coder) { t.counts.Code(c, 0, likert.Highest) }

//cx:encode NPSWeightedTally
func (t *WeightedTally) code(c *wire.Coder) { t.weights.Code(c, 0, likert.Highest) }
