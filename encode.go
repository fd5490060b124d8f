package cx

import (
	"fmt"

	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ./internal/encodings

// blank returns what a By is read into.
func (b *By[K, P]) blank() (*By[K, P], error) { return NewBy[K](b.fresh.New), b.check() }

//cx:encode 0x01
func (b *By[K, P]) code(c *wire.Coder) {
	cells := b.cells
	wire.Cells(c, "keys", &cells, func() P { return b.fresh.Scratch("By") })
	if c.Reading() {
		for key, read := range cells { // merged, so that what was made for other tallies is refused
			c.Part(fmt.Sprintf("key %#v", key), b.At(key).Merge(read))
		}
	}
}
