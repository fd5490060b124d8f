package nps

import (
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode 0x20
func (t *Tally) code(c *wire.Coder) { t.counts.Code(c, 0, likert.Highest) }

//cx:encode 0x21
func (g *Groups) code(c *wire.Coder) {
	c.Count("promoters", &g.Promoters)
	c.Count("passives", &g.Passives)
	c.Count("detractors", &g.Detractors)
}

//cx:encode 0x22
func (t *WeightedTally) code(c *wire.Coder) { t.weights.Code(c, 0, likert.Highest) }
