package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// The three surveys of a file of answers, in the order of the report.
const (
	surveyNPS = iota
	surveyCSAT
	surveyCES
	surveyKinds
)

// A rated row has a rating of each survey, or unansweredWord.
type rated [surveyKinds]int

// answers are the survey answers of a group.
type answers struct {
	nps  nps.Tally
	csat csat.Tally
	ces  ces.Tally
	sent estimate.Proportion // surveys: answered, and not

	weighted *weighted // nil without weights
}

func (a *answers) Merge(b *answers) error {
	return errors.Join(a.nps.Merge(&b.nps), a.csat.Merge(&b.csat), a.ces.Merge(&b.ces), a.sent.Merge(&b.sent), a.weighted.merge(b.weighted))
}

// add adds the ratings of a row.
func (a *answers) add(given *rated, weight decimal.Decimal) error {
	if r := given[surveyNPS]; r != unansweredWord {
		if err := a.nps.Add(nps.Rating(r)); err != nil {
			return err
		}
	}
	if r := given[surveyCSAT]; r != unansweredWord {
		if err := a.csat.Add(csat.Rating(r)); err != nil {
			return err
		}
	}
	if r := given[surveyCES]; r != unansweredWord {
		if err := a.ces.Add(ces.Rating(r)); err != nil {
			return err
		}
	}
	if a.weighted != nil {
		return a.weighted.add(given, weight)
	}
	return nil
}

// survey is one of the three metrics in a file of answers.
type survey struct {
	kind       int
	flag, name string
	column     column
	words      wordScale
	metric     metric[answers]
}

// rating returns the rating that a text stands for, which the scale has.
func (v *survey) rating(text string, cfg *config, blank answers) (int, error) {
	r, known := cfg.words[plainWord(text)]
	if !known {
		r, known = v.words.rating(plainWord(text))
	}
	if !known && slices.Contains(noAnswer, plainWord(text)) {
		r, known = unansweredWord, true
	}
	if !known {
		var err error
		if r, err = leadingRating(text); err != nil {
			return 0, err
		}
	}
	given := rated{unansweredWord, unansweredWord, unansweredWord}
	given[v.kind] = r
	return r, blank.add(&given, decimal.Decimal{})
}

// guessScales takes the scale of CSAT and CES from the words of their ratings, unless
// a flag gives it.
func (s *source) guessScales(surveys []survey, cfg *config) error {
	for i := range surveys {
		v := &surveys[i]
		words, ok := guessWords(s.cellsOf(v.column))
		if ok {
			v.words = words
		}
		yes := !ok && len(cfg.words) > 0
		for _, r := range cfg.words {
			yes = yes && r <= 1
		}
		if yes {
			words, ok = wordScale{low: 0, high: 1}, true
		}
		if !ok || v.flag == "nps" || cfg.given[v.flag+"-scale"] {
			continue
		}
		var err error
		switch {
		case v.flag == "csat" && words.high == 1:
			cfg.csatScale = csat.YesNo()
		case v.flag == "csat":
			cfg.csatScale, err = csat.NewScale(words.low, words.high)
		case words.high == 1:
			continue
		default:
			cfg.cesScale, err = ces.Ease(words.low, words.high)
		}
		if err != nil {
			return err
		}
		s.note("the words of %s are ratings from %d to %d (-map, -%s-scale)", v.name, words.low, words.high, v.flag)
	}
	return nil
}

// surveyFile is a file of survey answers: what its columns are.
type surveyFile struct {
	answered    column
	segments    []column
	who, weight column
	surveys     []survey
	blank       answers // of the scales of the file
}

// surveyColumns finds the columns of a file of answers, and what they are like.
func (s *source) surveyColumns(cfg *config) (f surveyFile, err error) {
	if f.answered, err = s.required(cfg.answered); err != nil {
		return f, err
	}
	if f.segments, err = s.findSegments(*cfg); err != nil {
		return f, err
	}
	if f.who, err = s.find(*cfg, "respondent", cfg.respondent); err != nil {
		return f, err
	}
	if f.weight, err = s.find(*cfg, "weight", cfg.weight); err != nil {
		return f, err
	}
	for _, v := range []survey{
		{kind: surveyNPS, flag: "nps", name: cfg.nps},
		{kind: surveyCSAT, flag: "csat", name: cfg.csat},
		{kind: surveyCES, flag: "ces", name: cfg.ces},
	} {
		if v.column, err = s.find(*cfg, v.flag, v.name); err != nil {
			return f, err
		}
		if v.column.index >= 0 {
			f.surveys = append(f.surveys, v)
		}
	}
	if len(f.surveys) == 0 {
		return f, s.badHeader(cfg.nps, "there is no column of ratings: -nps, -csat or -ces names it"+s.perhaps(s.isRating)+"; the file has "+s.columns())
	}
	if err := errors.Join(s.guessTimes(f.answered), s.guessNumbers(f.weight), s.guessScales(f.surveys, cfg)); err != nil {
		return f, err
	}
	for i := range f.surveys {
		v := &f.surveys[i]
		switch v.kind {
		case surveyNPS:
			v.metric = npsMetric(cfg.level)
		case surveyCSAT:
			v.metric = csatMetric(cfg.csatScale, cfg.level)
		default:
			v.metric = cesMetric(cfg.cesScale, cfg.level)
		}
		if f.weight.index >= 0 {
			v.metric = weigh(v.metric, v.flag, f.weight.name, cfg.level)
		}
	}
	f.blank = answers{csat: csat.NewTally(cfg.csatScale), ces: ces.NewTally(cfg.cesScale)}
	for i := range f.surveys {
		s.reads(f.surveys[i].column, func(text string) (string, error) {
			r, err := f.surveys[i].rating(text, cfg, f.blank)
			if r == unansweredWord {
				return "no answer", err
			}
			return fmt.Sprintf("the rating %d", r), err
		})
	}
	return f, nil
}

// newGroups returns groups of answers.
func (f *surveyFile) newGroups(cfg *config) *groups[answers, *answers] {
	return newGroups(*cfg, f.segments, func() *answers {
		a := f.blank
		if f.weight.index >= 0 {
			a.weighted = &weighted{csat: csat.NewWeightedTally(cfg.csatScale), ces: ces.NewWeightedTally(cfg.cesScale)}
		}
		return &a
	})
}

// readSurveys reads survey answers. A row has a time and a rating of one survey
// or more; a survey that was not part of it is empty.
func readSurveys(s *source, cfg config, bad func(*rowError) error) (section, error) {
	file, err := s.surveyColumns(&cfg)
	if err != nil {
		return section{}, err
	}
	n := min(runtime.GOMAXPROCS(0), maxParts)
	one := respondents{last: cfg.answersOf == "last", kept: map[respondent]answer{}}
	if cfg.answersOf != "all" {
		n = 1 // which of two answers counts depends on their order
	}
	all := file.newGroups(&cfg)
	var counters []*surveyCounter
	var parts []part
	for range n {
		c := &surveyCounter{source: s.fork(), file: &file, cfg: &cfg, groups: file.newGroups(&cfg), one: &one}
		c.names = make([]memo[*segment], len(file.segments))
		c.in = make([]*segment, len(file.segments))
		counters = append(counters, c)
		parts = append(parts, part{source: c.source, use: c.row, made: c.groups.takeMade})
	}
	if err := s.share(parts, all.grow, bad); err != nil {
		return section{}, err
	}
	unanswered := false
	for _, c := range counters {
		if err := all.merge(c.groups); err != nil {
			return section{}, err
		}
		unanswered = unanswered || c.unanswered
	}
	if err := one.count(all); err != nil {
		return section{}, err
	}
	return file.section(s, cfg, all, unanswered)
}

// section returns what the report says of the file.
func (f *surveyFile) section(s *source, cfg config, all *groups[answers, *answers], unanswered bool) (section, error) {
	v, err := all.view(cfg.from, cfg.to)
	if err != nil {
		return section{}, err
	}
	sec := s.section("surveys")
	for _, survey := range f.surveys {
		sec.Tables = append(sec.Tables, tabulate(cfg, survey.metric, f.segments, v))
	}
	if unanswered {
		sec.Tables = append(sec.Tables, tabulate(cfg, responseMetric(cfg.level), f.segments, v))
	}
	return sec, nil
}

func npsMetric(level float64) metric[answers] {
	score := func(a *answers) (decimal.Decimal, error) { return a.nps.Score() }
	n := func(a *answers) uint64 { return a.nps.N() }
	return metric[answers]{
		Key:   "nps",
		Title: "NPS",
		Notes: []string{
			"Net Promoter Score: 100 * (promoters - detractors) / answers, from -100 to 100.",
			"Of the ratings 0..10, promoters gave 9 or 10, passives 7 or 8, detractors 0 to 6.",
			"Interval: score, after Tango. Comparison: hybrid score.",
		},
		N: n,
		Measures: slices.Concat(
			[]measure[answers]{counted("answers", "answers", n),
				signed("nps", "NPS", 1, score).glance("NPS", signal.Higher).judged(asNPS(func(a *answers) nps.Groups { return a.nps.Groups() }))},
			bounds(level, 1, func(a *answers, level float64) (estimate.Interval, error) { return a.nps.Interval(level) }),
			[]measure[answers]{
				change(1, score),
				compared(level, func(now, before *answers, level float64) (estimate.Difference, error) {
					return now.nps.Compare(before.nps, level)
				}),
				counted("promoters", "promoters", func(a *answers) uint64 { return a.nps.Groups().Promoters }),
				counted("passives", "passives", func(a *answers) uint64 { return a.nps.Groups().Passives }),
				counted("detractors", "detractors", func(a *answers) uint64 { return a.nps.Groups().Detractors }),
			},
		),
	}
}

func csatMetric(scale csat.Scale, level float64) metric[answers] {
	best := "one of the two best ratings"
	if scale.Max()-scale.Min() < 3 {
		best = "the best rating" // of three, the second is the neutral middle
	}
	n := func(a *answers) uint64 { return a.csat.N() }
	return metric[answers]{
		Key:   "csat",
		Title: "CSAT",
		Notes: []string{
			fmt.Sprintf("Customer satisfaction: percent of the answers that gave %s;", best),
			fmt.Sprintf("beside it the mean rating. Scale %s.", scale),
			"Interval: Wilson. Comparison: Newcombe.",
		},
		N: n,
		Measures: slices.Concat(
			[]measure[answers]{counted("answers", "answers", n)},
			rate("csat", "CSAT %", "CSAT, %", signal.Higher, 1, level, func(a *answers) estimate.Proportion { return a.csat.Satisfied() }),
			[]measure[answers]{value("mean", "mean", 2, func(a *answers) (decimal.Decimal, error) { return a.csat.Mean().Score() })},
		),
	}
}

func cesMetric(scale ces.Scale, level float64) metric[answers] {
	score := func(a *answers) (decimal.Decimal, error) { return a.ces.Score() }
	better := signal.Higher
	if scale.LowIsEasy() {
		better = signal.Lower
	}
	n := func(a *answers) uint64 { return a.ces.N() }
	return metric[answers]{
		Key:   "ces",
		Title: "CES",
		Notes: []string{
			fmt.Sprintf("Customer Effort Score: the mean rating. Scale %s.", scale),
			"Interval: Student. Comparison: Welch.",
		},
		N: n,
		Measures: slices.Concat(
			[]measure[answers]{counted("answers", "answers", n),
				value("ces", "CES", 2, score).glance("CES", better).judged(asMeans(func(a *answers) estimate.Mean { return a.ces.Mean() }))},
			bounds(level, 2, func(a *answers, level float64) (estimate.Interval, error) { return a.ces.Interval(level) }),
			[]measure[answers]{
				change(2, score),
				compared(level, func(now, before *answers, level float64) (estimate.Difference, error) {
					return now.ces.Compare(before.ces, level)
				}),
			},
		),
	}
}

func responseMetric(level float64) metric[answers] {
	return metric[answers]{
		Key:   "response",
		Title: "Response rate",
		Notes: []string{"Percent of the surveys that were answered. Interval: Wilson. Comparison: Newcombe."},
		N:     func(a *answers) uint64 { return a.sent.Hits + a.sent.Misses },
		Measures: slices.Concat(
			[]measure[answers]{
				counted("sent", "sent", func(a *answers) uint64 { return a.sent.Hits + a.sent.Misses }),
				counted("answered", "answered", func(a *answers) uint64 { return a.sent.Hits }),
			},
			rate("rate", "rate %", "Response rate, %", signal.Higher, 1, level, func(a *answers) estimate.Proportion { return a.sent }),
		),
	}
}
