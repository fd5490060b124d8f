package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
)

// answers are the survey answers of a group.
type answers struct {
	nps  nps.Tally
	csat csat.Tally
	ces  ces.Tally
	sent estimate.Proportion // surveys: answered, and not
}

func (a *answers) Merge(b *answers) error {
	return errors.Join(a.nps.Merge(&b.nps), a.csat.Merge(&b.csat), a.ces.Merge(&b.ces), a.sent.Merge(&b.sent))
}

func (a *answers) addNPS(text string) error {
	r, err := nps.ParseRating(text)
	if err != nil {
		return err
	}
	return a.nps.Add(r)
}

func (a *answers) addCSAT(text string) error {
	r, err := csat.ParseRating(text)
	if err != nil {
		return err
	}
	return a.csat.Add(r)
}

func (a *answers) addCES(text string) error {
	r, err := ces.ParseRating(text)
	if err != nil {
		return err
	}
	return a.ces.Add(r)
}

// survey is one of the three metrics in a file of answers.
type survey struct {
	flag, name string
	column     column
	add        func(*answers, string) error
	metric     metric[answers]
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
	var surveys []survey
	var ratings []string
	for _, v := range []survey{
		{flag: "nps", name: cfg.nps, add: (*answers).addNPS, metric: npsMetric(cfg.level)},
		{flag: "csat", name: cfg.csat, add: (*answers).addCSAT, metric: csatMetric(cfg.csatScale, cfg.level)},
		{flag: "ces", name: cfg.ces, add: (*answers).addCES, metric: cesMetric(cfg.cesScale, cfg.level)},
	} {
		if v.column, err = s.find(cfg, v.flag, v.name); err != nil {
			return section{}, err
		}
		if v.column.index >= 0 {
			surveys = append(surveys, v)
			ratings = append(ratings, v.name)
		}
	}
	if len(surveys) == 0 {
		return section{}, s.badHeader(cfg.nps, fmt.Sprintf(
			"there is no column of ratings: see -nps, -csat and -ces; the file has %.300q", s.header))
	}
	anyRating := column{name: strings.Join(ratings, ", ")}

	blank := answers{csat: csat.NewTally(cfg.csatScale), ces: ces.NewTally(cfg.cesScale)}
	all := newGroups(segments, cx.New[answers])
	err = s.each(func() error {
		at, err := s.requiredTimeIn(answered, cfg)
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
		row := blank
		for _, v := range surveys {
			text := s.cell(v.column)
			if text == "" {
				continue
			}
			if err := v.add(&row, text); err != nil {
				return v.column.wrong(text, err)
			}
			row.sent.Hits = 1
		}
		if row.sent.Hits == 0 {
			if !cfg.unanswered {
				return anyRating.wrong("", errors.New("no rating (see -unanswered)"))
			}
			row.sent.Misses = 1
		}
		if !cfg.covers(p) {
			s.outside++
			return nil
		}
		into, err := all.of(p, names)
		for _, a := range into {
			err = errors.Join(err, a.Merge(&row))
		}
		return err
	}, bad)
	if err != nil {
		return section{}, err
	}

	v, err := all.view(cfg.from, cfg.to)
	if err != nil {
		return section{}, err
	}
	sec := s.section("surveys")
	for _, survey := range surveys {
		sec.Tables = append(sec.Tables, tabulate(survey.metric, segments, v))
	}
	if cfg.unanswered {
		sec.Tables = append(sec.Tables, tabulate(responseMetric(cfg.level), segments, v))
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
			[]measure[answers]{counted("answers", "answers", n), signed("nps", "NPS", 1, score).glance("NPS")},
			margin(level, 1, func(a *answers, level float64) (estimate.Interval, error) { return a.nps.Interval(level) }),
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
			rate("csat", "CSAT %", "CSAT, %", 1, level, func(a *answers) estimate.Proportion { return a.csat.Satisfied() }),
			[]measure[answers]{value("mean", "mean", 2, func(a *answers) (decimal.Decimal, error) { return a.csat.Mean().Score() })},
		),
	}
}

func cesMetric(scale ces.Scale, level float64) metric[answers] {
	score := func(a *answers) (decimal.Decimal, error) { return a.ces.Score() }
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
			[]measure[answers]{counted("answers", "answers", n), value("ces", "CES", 2, score).glance("CES")},
			margin(level, 2, func(a *answers, level float64) (estimate.Interval, error) { return a.ces.Interval(level) }),
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
			rate("rate", "rate %", "Response rate, %", 1, level, func(a *answers) estimate.Proportion { return a.sent }),
		),
	}
}
