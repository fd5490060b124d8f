package journey

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Sentiment counts mentions that a person or a classifier judged to be Positive, Neutral or
// Negative.
type Sentiment struct {
	Positive uint64
	Neutral  uint64
	Negative uint64
}

// Score returns the net sentiment, 100*(Positive-Negative)/(Positive+Neutral+Negative) (Black
// Box Intelligence).
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

// Interval returns the score interval of the net sentiment, in points (Tango 1998; Rocks
// 2016). It covers chance, not the mistakes of a classifier.
func (s Sentiment) Interval(level float64) (estimate.Interval, error) {
	if err := cmp.Or(checkLevel(level), s.check()); err != nil {
		return estimate.Interval{}, err
	}
	return s.trinomial().Tango(level), nil
}

// StdErr returns 100*sqrt((p+d-(p-d)^2)/n), where p and d are the shares of positive and
// negative mentions.
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

// Compare returns receiver minus other in points, from the two intervals, with a pooled z
// test.
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

// Mentions counts social mentions by channel and sentiment. Channels are labels as in
// [Tally].
type Mentions struct {
	noCopy

	channels map[string]Sentiment // those with mentions
}

// Clone returns an independent copy.
func (m *Mentions) Clone() *Mentions { return &Mentions{channels: maps.Clone(m.channels)} }

// Add counts mentions in a channel, with the errors of [Tally.AddN].
func (m *Mentions) Add(channel string, s Sentiment) error {
	if err := checkLabel(channel); err != nil {
		return err
	}
	if err := checkRoom(m.channels, channel); err != nil {
		return err
	}
	sum, err := addSentiment(channel, m.channels[channel], s)
	if err != nil || s == (Sentiment{}) {
		return err
	}
	if m.channels == nil {
		m.channels = make(map[string]Sentiment)
	}
	m.channels[channel] = sum
	return nil
}

// Remove takes back mentions in a channel.
func (m *Mentions) Remove(channel string, s Sentiment) error {
	if err := checkLabel(channel); err != nil {
		return err
	}
	left, err := m.without(channel, s)
	if err == nil {
		m.set(channel, left)
	}
	return err
}

// without returns the mentions in a channel less some of them.
func (m *Mentions) without(channel string, s Sentiment) (Sentiment, error) {
	left := m.channels[channel]
	if err := left.Subtract(&s); err != nil {
		return Sentiment{}, fmt.Errorf("%w in channel %.40q", err, channel)
	}
	return left, nil
}

// set sets the mentions in a channel. One without any is not kept.
func (m *Mentions) set(channel string, s Sentiment) {
	if s == (Sentiment{}) {
		delete(m.channels, channel)
		return
	}
	m.channels[channel] = s
}

// addSentiment returns have + s, together at most maxCount.
func addSentiment(channel string, have, s Sentiment) (Sentiment, error) {
	n := have.Positive + have.Neutral + have.Negative
	for _, more := range [...]uint64{s.Positive, s.Neutral, s.Negative} {
		var err error
		if n, err = addCount(channel, n, more); err != nil {
			return Sentiment{}, err
		}
	}
	return Sentiment{have.Positive + s.Positive, have.Neutral + s.Neutral, have.Negative + s.Negative}, nil
}

// Merge adds the mentions of o, with the errors of [Tally.AddN].
func (m *Mentions) Merge(o *Mentions) error {
	if o == nil {
		return nil
	}
	if err := checkUnion(m.channels, o.channels); err != nil {
		return err
	}
	sums := maps.Clone(o.channels)
	for channel, s := range sums {
		sum, err := addSentiment(channel, m.channels[channel], s)
		if err != nil {
			return err
		}
		sums[channel] = sum
	}
	if m.channels == nil {
		m.channels = sums
		return nil
	}
	maps.Copy(m.channels, sums)
	return nil
}

// Subtract takes back the mentions of o.
func (m *Mentions) Subtract(o *Mentions) error {
	if o == nil {
		return nil
	}
	rest := maps.Clone(o.channels)
	for channel, s := range rest {
		left, err := m.without(channel, s)
		if err != nil {
			return err
		}
		rest[channel] = left
	}
	for channel, left := range rest {
		m.set(channel, left)
	}
	return nil
}

// All yields the channels in rising order with their mentions.
func (m *Mentions) All() iter.Seq2[string, Sentiment] { return inOrder(m.channels) }

// Channel returns the mentions in a channel.
func (m *Mentions) Channel(channel string) Sentiment { return m.channels[channel] }

// Total returns the mentions in all channels together.
func (m *Mentions) Total() Sentiment {
	var total Sentiment
	for _, s := range m.channels {
		total.Positive += s.Positive
		total.Neutral += s.Neutral
		total.Negative += s.Negative
	}
	return total
}

// Volume returns the number of mentions by channel.
func (m *Mentions) Volume() *Tally {
	t := &Tally{counts: make(map[string]uint64, len(m.channels))}
	for channel, s := range m.channels {
		t.counts[channel] = s.Positive + s.Neutral + s.Negative
	}
	return t
}
