package ces

import "log/slog"

// String returns the score, the number of answers, where there is one the 95 percent
// interval [estimate.Sample.StudentT], and the scale, such as
// "CES 4.25 (n=200, 95% 4.11 to 4.39) on 1..5, higher is easier". Of no answers it is
// "CES undefined (n=0) on 1..5, higher is easier".
func (t Tally) String() string { return "CES " + t.Sample().String() + " on " + t.Scale().String() }

// LogValue implements [slog.LogValuer] with ces, where there is a score, n and the
// scale.
func (t Tally) LogValue() slog.Value {
	attrs := []slog.Attr{slog.Uint64("n", t.N()), slog.String("scale", t.Scale().String())}
	if score, err := t.Score(); err == nil {
		attrs = append([]slog.Attr{slog.Float64("ces", score.Mean.InexactFloat64())}, attrs...)
	}
	return slog.GroupValue(attrs...)
}

// LogValue implements [slog.LogValuer] with ces and the scale.
func (s Score) LogValue() slog.Value {
	return slog.GroupValue(slog.Float64("ces", s.Mean.InexactFloat64()), slog.String("scale", s.Scale.String()))
}

// String returns the weighted score as the text of [estimate.WeightedSample], and the
// scale, such as "CES 4.25 (n=200, effective 153.2, 95% 4.09 to 4.41) on 1..5, higher is easier".
func (t WeightedTally) String() string {
	return "CES " + t.Sample().String() + " on " + t.Scale().String()
}

// LogValue implements [slog.LogValuer] with ces, where there is a score, what
// [estimate.Weights.LogValue] has, and the scale.
func (t WeightedTally) LogValue() slog.Value {
	attrs := append(t.Weights().LogValue().Group(), slog.String("scale", t.Scale().String()))
	if score, err := t.Score(); err == nil {
		attrs = append([]slog.Attr{slog.Float64("ces", score.Mean.InexactFloat64())}, attrs...)
	}
	return slog.GroupValue(attrs...)
}
