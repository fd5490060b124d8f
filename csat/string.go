package csat

import "log/slog"

// String returns the score, the number of answers and the 95 percent interval
// [estimate.Proportion.Wilson] of the satisfied, such as
// "CSAT 80.0% (n=200, 95% 73.9 to 85.0)". Of no answers it is "CSAT undefined (n=0)".
func (t Tally) String() string { return "CSAT " + t.Satisfied().String() }

// LogValue implements [slog.LogValuer] with csat, where there is a score, n and the
// scale.
func (t Tally) LogValue() slog.Value {
	attrs := []slog.Attr{slog.Uint64("n", t.N()), slog.String("scale", t.Scale().String())}
	if score, err := t.Score(); err == nil {
		attrs = append([]slog.Attr{slog.Float64("csat", score.InexactFloat64())}, attrs...)
	}
	return slog.GroupValue(attrs...)
}

// String returns the weighted score as the text of [estimate.WeightedProportion], such as
// "CSAT 80.0% (n=200, effective 153.2, 95% 73.0 to 85.6)".
func (t WeightedTally) String() string { return "CSAT " + t.Satisfied().String() }

// LogValue implements [slog.LogValuer] with csat, where there is a score, what
// [estimate.Weights.LogValue] has, and the scale.
func (t WeightedTally) LogValue() slog.Value {
	attrs := append(t.Weights().LogValue().Group(), slog.String("scale", t.Scale().String()))
	if score, err := t.Score(); err == nil {
		attrs = append([]slog.Attr{slog.Float64("csat", score.InexactFloat64())}, attrs...)
	}
	return slog.GroupValue(attrs...)
}
