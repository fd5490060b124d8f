package wiretest

import (
	"database/sql/driver"
	"reflect"
)

// Collector is a pointer to what must not be copied.
type Collector[T any] interface {
	*T
	Tally
	Clone() *T
	UnmarshalBinary(data []byte) error
	UnmarshalJSON(data []byte) error
	Scan(src any) error
}

// Box makes of a collector the value that the tests of encodings want. Reading goes into a
// clone, which is kept whatever comes of it, so that a failed reading that changes
// something shows.
type Box[T any, P Collector[T]] struct{ p P }

// Boxed returns a collector as a value.
func Boxed[T any, P Collector[T]](p P) Box[T, P] { return Box[T, P]{p} }

// Get returns the collector, of the zero Box an empty one.
func (b Box[T, P]) Get() P {
	if b.p == nil {
		return new(T)
	}
	return b.p
}

// MarshalBinary is that of the collector, as are the other methods.
func (b Box[T, P]) MarshalBinary() ([]byte, error) { return b.Get().MarshalBinary() }

// MarshalJSON is that of the collector.
func (b Box[T, P]) MarshalJSON() ([]byte, error) { return b.Get().MarshalJSON() }

// Value is that of the collector.
func (b Box[T, P]) Value() (driver.Value, error) { return b.Get().Value() }

func (b *Box[T, P]) read(read func(P) error) error {
	b.p = b.Get().Clone()
	return read(b.p)
}

// UnmarshalBinary is that of the collector.
func (b *Box[T, P]) UnmarshalBinary(data []byte) error {
	return b.read(func(p P) error { return p.UnmarshalBinary(data) })
}

// UnmarshalJSON is that of the collector.
func (b *Box[T, P]) UnmarshalJSON(data []byte) error {
	return b.read(func(p P) error { return p.UnmarshalJSON(data) })
}

// Scan is that of the collector.
func (b *Box[T, P]) Scan(src any) error { return b.read(func(p P) error { return p.Scan(src) }) }

// Merge merges the collector of another box.
func (b *Box[T, P]) Merge(o *Box[T, P], merge func(P, P) error) error {
	b.p = b.Get().Clone()
	return merge(b.p, o.Get())
}

// Same compares what the two collectors hold.
func (b Box[T, P]) Same(other any) bool {
	o, ok := other.(Box[T, P])
	return ok && reflect.DeepEqual(b.Get(), o.Get())
}
