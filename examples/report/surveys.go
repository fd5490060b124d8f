package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

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

// survey is one of the three metrics in a file of answers.
type survey struct {
	flag, name string
	column     column
	add        func(*answers, int) error
	words      wordScale
	ratings    map[string]int // of the texts met so far
	metric     metric[answers]
}

// maxRatings bounds how many texts of ratings are remembered.
const maxRatings = 1000

// rating returns the rating that a cell stands for, which the scale has.
func (v *survey) rating(text string, cfg *config, blank *answers) (int, error) {
	if r, ok := v.ratings[text]; ok {
		return r, nil
	}
	return v.newRating(text, cfg, *blank)
}

// newRating returns the rating of a text that was not met before.
func (v *survey) newRating(text string, cfg *config, blank answers) (int, error) {
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
	if r != unansweredWord {
		if err := v.add(&blank, r); err != nil {
			return 0, err
		}
	}
	if len(v.ratings) < maxRatings {
		v.ratings[strings.Clone(text)] = r
	}
	return r, nil
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

// readSurveys reads survey answers. A row has a time and a rating of one survey
// or more; a survey that was not part of it is empty.
func readSurveys(s *source, cfg config, bad func(*rowError) error) (section, error) {
	answered, err := s.required(cfg.answered)
	if err != nil {
		return section{}, err
	}
	segments, err := s.findSegments(cfg)
	if err != nil {
		return section{}, err
	}
	who, err := s.find(cfg, "respondent", cfg.respondent)
	if err != nil {
		return section{}, err
	}
	weight, err := s.find(cfg, "weight", cfg.weight)
	if err != nil {
		return section{}, err
	}
	one := respondents{last: cfg.answersOf == "last", kept: map[respondent]answer{}}
	var surveys []survey
	for _, v := range []survey{
		{flag: "nps", name: cfg.nps, add: func(a *answers, r int) error { return a.nps.Add(nps.Rating(r)) }},
		{flag: "csat", name: cfg.csat, add: func(a *answers, r int) error { return a.csat.Add(csat.Rating(r)) }},
		{flag: "ces", name: cfg.ces, add: func(a *answers, r int) error { return a.ces.Add(ces.Rating(r)) }},
	} {
		if v.column, err = s.find(cfg, v.flag, v.name); err != nil {
			return section{}, err
		}
		if v.column.index >= 0 {
			v.ratings = map[string]int{}
			surveys = append(surveys, v)
		}
	}
	if len(surveys) == 0 {
		return section{}, s.badHeader(cfg.nps, "there is no column of ratings: -nps, -csat or -ces names it"+s.perhaps(s.isRating)+"; the file has "+s.columns())
	}
	if err := errors.Join(s.guessTimes(answered), s.guessNumbers(weight), s.guessScales(surveys, &cfg)); err != nil {
		return section{}, err
	}
	for i := range surveys {
		switch v := &surveys[i]; v.flag {
		case "nps":
			v.metric = npsMetric(cfg.level)
		case "csat":
			v.metric = csatMetric(cfg.csatScale, cfg.level)
		default:
			v.metric = cesMetric(cfg.cesScale, cfg.level)
		}
		if weight.index >= 0 {
			surveys[i].metric = weigh(surveys[i].metric, surveys[i].flag, weight.name, cfg.level)
		}
	}

	blank := answers{csat: csat.NewTally(cfg.csatScale), ces: ces.NewTally(cfg.cesScale)}
	all := newGroups(cfg, segments, func() *answers {
		a := blank
		if weight.index >= 0 {
			a.weighted = &weighted{csat: csat.NewWeightedTally(cfg.csatScale), ces: ces.NewWeightedTally(cfg.cesScale)}
		}
		return &a
	})
	for i := range surveys {
		s.reads(surveys[i].column, func(text string) (string, error) {
			r, err := surveys[i].rating(text, &cfg, &blank)
			if r == unansweredWord {
				return "no answer", err
			}
			return fmt.Sprintf("the rating %d", r), err
		})
	}
	given := make([]int, len(surveys)) // the ratings of a row
	unanswered := false
	err = s.each(func() error {
		at, err := s.requiredTimeIn(answered)
		if err != nil {
			return err
		}
		p, err := s.periodOf(answered, at, cfg)
		if err != nil {
			return err
		}
		names, err := s.segmentsIn(segments)
		if err != nil {
			return err
		}
		answered := false
		for i := range surveys {
			v := &surveys[i]
			given[i] = unansweredWord
			if text := s.cell(v.column); text != "" {
				if given[i], err = v.rating(text, &cfg, &blank); err != nil {
					return v.column.wrong(text, err)
				}
				answered = answered || given[i] != unansweredWord
			}
		}
		counts, err := s.weightIn(weight)
		if err != nil {
			return err
		}
		if !cfg.covers(p) {
			s.outside++
			return nil
		}
		unanswered = unanswered || !answered
		if cfg.answersOf != "all" {
			name, err := s.nameIn(who)
			if err != nil {
				return err
			}
			for i, r := range given {
				if r != unansweredWord && name != "" { // who is not known is somebody else each time
					one.keep(respondent{name, p, i}, answer{at, r, counts, names})
					given[i] = unansweredWord
				}
			}
		}
		into, err := all.of(p, names)
		if err != nil {
			return err
		}
		for _, a := range into {
			for i, r := range given {
				if r != unansweredWord {
					if err := errors.Join(surveys[i].add(a, r), a.weighted.add(surveys[i].flag, r, counts)); err != nil {
						return err
					}
				}
			}
			if answered {
				a.sent.Hits++
			} else {
				a.sent.Misses++
			}
		}
		return nil
	}, bad)
	if err != nil {
		return section{}, err
	}

	for _, key := range one.order {
		a := one.kept[key]
		into, err := all.of(key.period, a.segments)
		if err != nil {
			return section{}, err
		}
		for _, cell := range into {
			if err := errors.Join(surveys[key.survey].add(cell, a.rating), cell.weighted.add(surveys[key.survey].flag, a.rating, a.weight)); err != nil {
				return section{}, err
			}
		}
	}
	v, err := all.view(cfg.from, cfg.to)
	if err != nil {
		return section{}, err
	}
	sec := s.section("surveys")
	for _, survey := range surveys {
		sec.Tables = append(sec.Tables, tabulate(cfg, survey.metric, segments, v))
	}
	if unanswered {
		sec.Tables = append(sec.Tables, tabulate(cfg, responseMetric(cfg.level), segments, v))
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
	if scale.Direction() == ces.HighIsEffort {
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
