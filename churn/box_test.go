package churn_test

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"math"
	"reflect"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/internal/wiretest"
)

// collector is a pointer to what must not be copied.
type collector[T any] interface {
	*T
	wiretest.Tally
	Clone() *T
	UnmarshalBinary(data []byte) error
	UnmarshalJSON(data []byte) error
	Scan(src any) error
}

// box makes of a collector the value that the tests of encodings want. Reading goes into a
// clone, which is kept whatever comes of it, so that a failed reading that changes
// something shows.
type box[T any, P collector[T]] struct{ p P }

type (
	ledgerBox    = box[churn.Ledger[string], *churn.Ledger[string]]
	lifetimesBox = box[churn.Lifetimes, *churn.Lifetimes]
)

func boxed[T any, P collector[T]](p P) box[T, P] { return box[T, P]{p} }

func (b box[T, P]) get() P {
	if b.p == nil {
		return new(T)
	}
	return b.p
}

func (b box[T, P]) AppendBinary(data []byte) ([]byte, error) { return b.get().AppendBinary(data) }
func (b box[T, P]) MarshalBinary() ([]byte, error)           { return b.get().MarshalBinary() }
func (b box[T, P]) MarshalJSON() ([]byte, error)             { return b.get().MarshalJSON() }
func (b box[T, P]) Value() (driver.Value, error)             { return b.get().Value() }

func (b *box[T, P]) read(read func(P) error) error {
	b.p = b.get().Clone()
	return read(b.p)
}

func (b *box[T, P]) UnmarshalBinary(data []byte) error {
	return b.read(func(p P) error { return p.UnmarshalBinary(data) })
}

func (b *box[T, P]) UnmarshalJSON(data []byte) error {
	return b.read(func(p P) error { return p.UnmarshalJSON(data) })
}

func (b *box[T, P]) Scan(src any) error { return b.read(func(p P) error { return p.Scan(src) }) }

// Same compares the bytes, and what the collectors say: what they hold is spread over
// tables and chains in no order.
func (b box[T, P]) Same(other any) bool {
	p, q := b.get(), other.(box[T, P]).get()
	dataA, err1 := p.MarshalBinary()
	dataB, err2 := q.MarshalBinary()
	return bytes.Equal(dataA, dataB) && errors.Join(err1, err2) == nil && reflect.DeepEqual(says(any(p)), says(any(q)))
}

func says(collector any) []any {
	switch c := collector.(type) {
	case *churn.Ledger[string]:
		windows, err1 := c.Windows(day(-1000), day(-60), day(-50), day(-10), day(0), day(1), day(3), day(100000))
		lives, err2 := c.Lifetimes(time.Time{}, day(1000), 1)
		_, mrr, err3 := c.At(day(2))
		return []any{windows, lives, mrr.String(), err1, err2, err3, c.Policy(), c.Customers(), c.String()}
	case *churn.Purchases[int32]:
		movements, err1 := c.Movements(churn.LostAt(30), day(-1e5), day(-50), day(0), day(1), day(2), day(50), day(1e5))
		gaps, err2 := c.DaysBetweenOrders()
		return []any{movements, gaps, c.RepeatByOrder(), c.RepeatByDay(), c.Customers(), err1, err2, c.String()}
	case *churn.Activity[uint64]:
		movements, err1 := c.Movements(month(-10), month(200))
		bounded, err2 := c.Bounded(month(-3), month(10))
		return []any{movements, bounded, c.Customers(), err1, err2, c.String()}
	case *churn.Lifetimes:
		return []any{c.N() % math.MaxUint32, c.String()}
	case interface{ String() string }:
		return []any{c.String()}
	}
	return nil
}
