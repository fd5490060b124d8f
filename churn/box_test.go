package churn_test

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/internal/wiretest"
)

// box is the shared one but for what it takes for the same.
type box[T any, P wiretest.Collector[T]] struct{ wiretest.Box[T, P] }

type (
	ledgerBox    = box[churn.Ledger[string], *churn.Ledger[string]]
	lifetimesBox = box[churn.Lifetimes, *churn.Lifetimes]
)

func boxed[T any, P wiretest.Collector[T]](p P) box[T, P] { return box[T, P]{wiretest.Boxed(p)} }

// Same compares the bytes, and what the collectors say: what they hold is spread over
// tables and chains in no order.
func (b box[T, P]) Same(other any) bool {
	p, q := b.Get(), other.(box[T, P]).Get()
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
		return []any{windows, lives, mrr.String(), err1, err2, err3, c.Customers(), c.String()}
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
