package nps

import (
	"fmt"
	"log/slog"
)

// String returns the score, the number of respondents and the 95 percent
// [Groups.AdjustedWald] interval, such as "NPS 42.5 (n=200, 95% 31.7 to 52.0)". Of no
// respondents it is "NPS undefined (n=0)".
func (g Groups) String() string {
	score, err := g.Score()
	if err != nil {
		return "NPS undefined (n=0)"
	}
	interval, _ := g.AdjustedWald(0.95)
	return fmt.Sprintf("NPS %s (n=%v, %v)", score.StringFixed(1), g.total(), interval)
}

// LogValue implements [slog.LogValuer] with nps, where there is a score, and the
// three counts.
func (g Groups) LogValue() slog.Value {
	counts := []slog.Attr{
		slog.Uint64("promoters", g.Promoters), slog.Uint64("passives", g.Passives), slog.Uint64("detractors", g.Detractors),
	}
	if score, err := g.Score(); err == nil {
		counts = append([]slog.Attr{slog.Float64("nps", score.InexactFloat64())}, counts...)
	}
	return slog.GroupValue(counts...)
}

// String returns the text of [Groups.String].
func (t Tally) String() string { return t.Groups().String() }

// LogValue implements [slog.LogValuer] with what [Groups.LogValue] has.
func (t Tally) LogValue() slog.Value { return t.Groups().LogValue() }
