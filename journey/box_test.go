package journey_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"reflect"

	"github.com/cxmetrics/cx/internal/wiretest"
)

// pointer is a type whose methods are on its pointer, because it holds memory.
type pointer[T any] interface {
	*T
	wiretest.Tally
	json.Unmarshaler
	sql.Scanner
	encoding.BinaryUnmarshaler
}

// box has the methods of a pointer on a value, as the tests of encodings need them.
// Reading goes into a copy of what is there.
type box[T any, P pointer[T]] struct{ p P }

func boxed[T any, P pointer[T]](p P) box[T, P] { return box[T, P]{p} }

func (b box[T, P]) get() P {
	if b.p == nil {
		return new(T)
	}
	return b.p
}

func (b box[T, P]) Same(other any) bool {
	return reflect.DeepEqual(b.get(), other.(box[T, P]).get())
}

func (b box[T, P]) AppendBinary(data []byte) ([]byte, error) { return b.get().AppendBinary(data) }
func (b box[T, P]) MarshalBinary() ([]byte, error)           { return b.get().MarshalBinary() }
func (b box[T, P]) MarshalJSON() ([]byte, error)             { return b.get().MarshalJSON() }
func (b box[T, P]) Value() (driver.Value, error)             { return b.get().Value() }

func (b *box[T, P]) read(into func(P) error) error {
	p := P(new(T))
	if b.p != nil {
		data, err := b.p.MarshalBinary()
		if err != nil {
			return err
		}
		if err := p.UnmarshalBinary(data); err != nil {
			return err
		}
	}
	b.p = p
	return into(p)
}

func (b *box[T, P]) UnmarshalBinary(data []byte) error {
	return b.read(func(p P) error { return p.UnmarshalBinary(data) })
}

func (b *box[T, P]) UnmarshalJSON(data []byte) error {
	return b.read(func(p P) error { return p.UnmarshalJSON(data) })
}

func (b *box[T, P]) Scan(src any) error { return b.read(func(p P) error { return p.Scan(src) }) }
