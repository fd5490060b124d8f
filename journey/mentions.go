package journey

import (
	"fmt"
	"iter"
	"maps"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/shopspring/decimal"
)

// Sentiment counts mentions by what they say, as a person or a classifier judged
// them. Every triple of counts is valid; the zero value is "no data".
type Sentiment struct {
	Positive uint64 // mentions that speak well
	Neutral  uint64 // mentions that do neither
	Negative uint64 // mentions that speak ill
}

// Net returns the net sentiment,
//
//	100 * (Positive - Negative) / (Positive + Neutral + Negative)
//
// between -100 and 100 points, rounded once to 16 decimal places, half away from
// zero. Some leave the neutral ones out: so does Sentiment{Positive: p, Negative: n}.
// No mentions give [cx.ErrNoData].
//
// Source: Black Box Intelligence, "What is Net Sentiment?", with and without the
// neutral ones.
func (s Sentiment) Net() (decimal.Decimal, error) {
	if s == (Sentiment{}) {
		return decimal.Decimal{}, fmt.Errorf("journey: the sentiment of no mentions: %w", cx.ErrNoData)
	}
	net := exact.Total(s.Positive)
	return exact.Percent(net.Sub(net, exact.Total(s.Negative)), s.total()), nil
}

func (s Sentiment) total() *big.Int { return exact.Total(s.Positive, s.Neutral, s.Negative) }

// AdjustedWald returns the interval of the net sentiment in points. Net sentiment is
// made of shares as a Net Promoter Score is, and this is the interval of that: with n
// mentions, p = (Positive + 3/4)/(n+3), d = (Negative + 3/4)/(n+3) and z the normal
// quantile of the level its limits are
//
//	100 * (p - d -+ z*sqrt((p + d - (p-d)^2)/(n+3)))
//
// cut off at -100 and 100. It is about chance among mentions, not about a classifier's
// mistakes. No mentions give [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
//
// Source: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American
// Statistician 70 (2016), 365-372.
func (s Sentiment) AdjustedWald(level float64) (estimate.Interval, error) {
	if err := normal.CheckLevel(level); err != nil {
		return estimate.Interval{}, fmt.Errorf("journey: %w", err)
	}
	if s == (Sentiment{}) {
		return estimate.Interval{}, fmt.Errorf("journey: the interval of no mentions: %w", cx.ErrNoData)
	}
	return multinomial.TrinomialOf(s.Positive, s.Neutral, s.Negative).Adjusted().Interval(level), nil
}

// Mentions counts social mentions by channel and sentiment. Channels are an open set
// of labels with the bounds of [Tally], [MaxCount] being for the mentions of a
// channel together. The zero value is empty. Copies share memory as those of [Tally]
// do.
type Mentions struct{ channels map[string]Sentiment }

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

// addSentiment returns have + s, together at most MaxCount.
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
// more than [MaxLabels] channels or [MaxCount] mentions in one.
func (m *Mentions) Merge(o Mentions) error {
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

// All yields the channels in rising order with their mentions.
func (m Mentions) All() iter.Seq2[string, Sentiment] { return inOrder(m.channels) }

// Channel returns the mentions in a channel; none for one without.
func (m Mentions) Channel(channel string) Sentiment { return m.channels[channel] }

// Total returns the mentions in all channels together.
func (m Mentions) Total() Sentiment {
	var total Sentiment
	for _, s := range m.channels {
		total.Positive += s.Positive
		total.Neutral += s.Neutral
		total.Negative += s.Negative
	}
	return total
}

// Volume returns the mentions by channel, whatever they say: volumes and shares.
func (m Mentions) Volume() Tally {
	t := Tally{counts: make(map[string]uint64, len(m.channels))}
	for channel, s := range m.channels {
		t.counts[channel] = s.Positive + s.Neutral + s.Negative
	}
	return t
}
