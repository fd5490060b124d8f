package csat

import "github.com/cxmetrics/cx/internal/wire"

//go:generate go run ../internal/encodings

//cx:encode 0x30
func (t *Tally) code(c *wire.Coder) { t.t.Code(c, text) }

//cx:encode 0x31
func (t *WeightedTally) code(c *wire.Coder) { t.t.Code(c, text) }
