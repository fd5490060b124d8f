package journey

import (
	"cmp"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Sentiment counts mentions by what they say, as a person or a classifier judged them. The
// zero value has no data. A [cx.By] has one for each channel.
type Sentiment struct {
	Positive uint64 // mentions that speak well
	Neutral  uint64 // mentions that do neither
	Negative uint64 // mentions that speak ill
}

// Score returns the net sentiment, 100*(Positive-Negative)/(Positive+Neutral+Negative). To
// leave neutral mentions out leave Neutral 0. No mentions return [cx.ErrNoData].
//
// Source: Black Box Intelligence.
func (s Sentiment) Score() (decimal.Decimal, error) {
	if err := s.check(); err != nil {
		return decimal.Decimal{}, err
	}
	net := exact.Total(s.Positive)
	return exact.Percent(net.Sub(net, exact.Total(s.Negative)), s.total()), nil
}

func (s Sentiment) check() error {
	if s == (Sentiment{}) {
		return sentinel.Errorf(cx.ErrNoData, "journey: no mentions: the net sentiment is undefined")
	}
	return nil
}

func (s Sentiment) total() *big.Int { return exact.Total(s.Positive, s.Neutral, s.Negative) }

// Merge adds the counts of o.
func (s *Sentiment) Merge(o *Sentiment) error { return s.combine(o, addTo) }

// Subtract takes back the counts of o.
func (s *Sentiment) Subtract(o *Sentiment) error { return s.combine(o, takeFrom) }

func (s *Sentiment) combine(o *Sentiment, change func(*uint64, string, uint64) error) error {
	if o == nil {
		return nil
	}
	sum := *s
	err := cmp.Or(
		change(&sum.Positive, "positive mentions", o.Positive),
		change(&sum.Neutral, "neutral mentions", o.Neutral),
		change(&sum.Negative, "negative mentions", o.Negative),
	)
	if err == nil {
		*s = sum
	}
	return err
}

// Interval returns the interval of the net sentiment in points, by the score method. It
// covers chance, not the mistakes of a classifier. No mentions return [cx.ErrNoData].
//
// Sources: Tango 1998; Rocks 2016.
func (s Sentiment) Interval(level float64) (estimate.Interval, error) {
	if err := cmp.Or(checkLevel(level), s.check()); err != nil {
		return estimate.Interval{}, err
	}
	return s.trinomial().Tango(level), nil
}

// StdErr returns 100*sqrt((p+d-(p-d)^2)/n), p and d being the shares of positive and
// negative mentions. No mentions return [cx.ErrNoData].
func (s Sentiment) StdErr() (float64, error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	_, _, squared := s.trinomial().Moments()
	return multinomial.RootPoints(squared), nil
}

func (s Sentiment) trinomial() multinomial.Trinomial {
	return multinomial.TrinomialOf(s.Positive, s.Neutral, s.Negative)
}

// Compare returns s minus other in points, with a hybrid of the two intervals and a pooled
// z test. No mentions in either return [cx.ErrNoData].
func (s Sentiment) Compare(other Sentiment, level float64) (estimate.Difference, error) {
	if err := checkLevel(level); err != nil {
		return estimate.Difference{}, err
	}
	if err := s.check(); err != nil {
		return estimate.Difference{}, sentinel.In("journey: the first of the two", err)
	}
	if err := other.check(); err != nil {
		return estimate.Difference{}, sentinel.In("journey: the second of the two", err)
	}
	return s.trinomial().CompareTango(other.trinomial(), level), nil
}
