package ces

import "github.com/cxmetrics/cx/internal/wire"

//go:generate go run ../internal/encodings

//cx:encode 0x40
func (t *Tally) code(c *wire.Coder) { t.t.Code(c, text) }

//cx:encode 0x41
func (t *WeightedTally) code(c *wire.Coder) { t.t.Code(c, text) }
