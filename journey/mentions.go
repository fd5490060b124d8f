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
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Sentiment counts mentions by what they say, as a person or a classifier judged
// them. Every triple of counts is valid; the zero value is "no data".
type Sentiment struct {
	Positive uint64 // mentions that speak well
	Neutral  uint64 // mentions that do neither
	Negative uint64 // mentions that speak ill
}

// Score returns the net sentiment,
//
//	100 * (Positive - Negative) / (Positive + Neutral + Negative)
//
// between -100 and 100 points, rounded once to 16 decimal places, half away from
// zero. Some leave the neutral ones out: so does Sentiment{Positive: p, Negative: n}.
// No mentions return [cx.ErrNoData].
//
// Source: Black Box Intelligence, "What is Net Sentiment?", with and without the
// neutral ones.
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

// Merge adds the counts of o. It returns [cx.ErrOverflow], and leaves s as it was, when
// one would pass 2^64-1. Merging nil changes nothing.
func (s *Sentiment) Merge(o *Sentiment) error { return s.combine(o, addTo) }

// Subtract takes back what [Sentiment.Merge] of o added. More mentions of one kind than
// there are return [cx.ErrOutOfRange] and change nothing. Subtracting nil changes
// nothing.
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

// Interval returns the interval of the net sentiment to take when in doubt, that of
// [Sentiment.AdjustedWald].
func (s Sentiment) Interval(level float64) (estimate.Interval, error) { return s.AdjustedWald(level) }

// StdErr returns the standard error of the net sentiment in points,
// 100 * sqrt((p + d - (p-d)^2)/n), with p and d the shares of positive and negative ones
// among n mentions. No mentions return [cx.ErrNoData].
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

// AdjustedWald returns the interval of the net sentiment in points. Net sentiment is
// made of shares as a Net Promoter Score is, and this is the interval of that: with n
// mentions, p = (Positive + 3/4)/(n+3), d = (Negative + 3/4)/(n+3) and z the normal
// quantile of the level its limits are
//
//	100 * (p - d -+ z*sqrt((p + d - (p-d)^2)/(n+3)))
//
// cut off at -100 and 100. It is about chance among mentions, not about a classifier's
// mistakes. No mentions return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
//
// Source: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American
// Statistician 70 (2016), 365-372.
func (s Sentiment) AdjustedWald(level float64) (estimate.Interval, error) {
	if err := cmp.Or(checkLevel(level), s.check()); err != nil {
		return estimate.Interval{}, err
	}
	return s.trinomial().Adjusted().Interval(level), nil
}

// Compare compares two independent net sentiments, receiver minus other, in points. The
// interval is that of [Sentiment.AdjustedWald] for two: with the adjusted counts of both
// and their squared standard errors added,
//
//	net1 - net2 -+ z * sqrt(e1 + e2)
//
// cut off at -200 and 200. Estimate and StdErr are those of the counts as they are. The
// test is a z test whose standard error is that of both together, as if they were one
// population; where all mentions are of one kind, Statistic is 0 and P is 1. One
// without mentions returns [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
//
// Source: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American
// Statistician 70 (2016), 365-372, for the adjusted counts.
func (s Sentiment) Compare(other Sentiment, level float64) (estimate.Difference, error) {
	if err := checkLevel(level); err != nil {
		return estimate.Difference{}, err
	}
	if err := s.check(); err != nil {
		return estimate.Difference{}, fmt.Errorf("%w (the first of two)", err)
	}
	if err := other.check(); err != nil {
		return estimate.Difference{}, fmt.Errorf("%w (the second of two)", err)
	}
	a, b := s.trinomial(), other.trinomial()
	difference, squared := apart(a, b)
	center, squaredAdjusted := apart(a.Adjusted(), b.Adjusted())
	margin := normal.Quantile(level) * multinomial.RootPoints(squaredAdjusted)
	d := estimate.Difference{
		Estimate: multinomial.Points(difference),
		Low:      max(-200, multinomial.Points(center)-margin),
		High:     min(200, multinomial.Points(center)+margin),
		Level:    level,
		StdErr:   multinomial.RootPoints(squared),
		P:        1,
	}
	if pooled := a.PooledSquaredError(b); pooled.Sign() > 0 {
		d.Statistic = d.Estimate / multinomial.RootPoints(pooled)
		d.P = normal.P(d.Statistic)
	}
	return d, nil
}

// apart returns the difference of two net shares and its squared standard error.
func apart(a, b multinomial.Trinomial) (difference, squaredError *big.Rat) {
	netA, _, errorA := a.Moments()
	netB, _, errorB := b.Moments()
	return netA.Sub(netA, netB), errorA.Add(errorA, errorB)
}

// Mentions counts social mentions by channel and sentiment. Channels are an open set
// of labels with the bounds of [Tally]: 1000 channels, and 2^54-1 mentions of one of them
// together. The zero value is empty.
//
// Mentions holds memory: do not copy it, use [Mentions.Clone].
type Mentions struct {
	noCopy

	channels map[string]Sentiment // those with mentions
}

// Clone returns a copy that shares nothing with m.
func (m *Mentions) Clone() *Mentions { return &Mentions{channels: maps.Clone(m.channels)} }

// Add counts mentions in a channel; none change nothing. Its errors are those of
// [Tally.AddN], and leave m as it was.
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

// Remove takes back mentions that were added to a channel; m is then as if they had never
// been. More of one kind than the channel has, and a channel that [Mentions.Add] refuses,
// return [cx.ErrOutOfRange] and change nothing.
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

// Merge adds the mentions of o. It returns [cx.ErrOverflow], and leaves m as it was, for
// more than 1000 channels or 2^54-1 mentions in one. Merging nil changes nothing.
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

// Subtract takes back what [Mentions.Merge] of o added. More of one kind in a channel
// than m has return [cx.ErrOutOfRange] and change nothing. Subtracting nil changes
// nothing.
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

// Channel returns the mentions in a channel; none for one without.
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

// Volume returns the mentions by channel, whatever they say: volumes and shares. It
// shares nothing with m.
func (m *Mentions) Volume() *Tally {
	t := &Tally{counts: make(map[string]uint64, len(m.channels))}
	for channel, s := range m.channels {
		t.counts[channel] = s.Positive + s.Neutral + s.Negative
	}
	return t
}
