package main

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

const (
	maxAgents   = 1000 // whose names are kept
	shownAgents = 20
)

// targets are the times within which tickets are to be answered and resolved.
type targets struct{ reply, resolve time.Duration }

func (t targets) all() [2]tickets.Target {
	return [2]tickets.Target{
		{Metric: tickets.MetricFirstResponse, Within: t.reply},
		{Metric: tickets.MetricResolution, Within: t.resolve},
	}
}

// promise is how a ticket fares against the two targets.
type promise struct {
	ended [2]tickets.Attainment // of times that have ended, or are too long already
	until [2][]time.Time        // of those that run: when they will be too long
}

func (t targets) judge(read tickets.Ticket, asOf time.Time) (p promise, err error) {
	for i, target := range t.all() {
		timers, err := target.Timers(read, asOf)
		if err != nil && !errors.Is(err, cx.ErrNoData) {
			return p, err
		}
		for _, timer := range timers {
			if timer.Outcome == tickets.OutcomeRunning {
				p.until[i] = append(p.until[i], timer.Breach)
				continue
			}
			count := timer.Count()
			if err := p.ended[i].Merge(&count); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

func (p *promise) runs() bool { return len(p.until[0])+len(p.until[1]) > 0 }

// agentDay is the tickets of an agent that were created on a day.
type agentDay struct {
	tickets, resolved uint64
	resolution        tickets.DurationSample
}

// count adds a ticket to what its day has of agents and targets, or removes it.
func (t *tallies) count(k *ticket, add bool) error {
	var err error
	for i := range t.ended {
		if add {
			err = errors.Join(err, t.ended[i].Merge(&k.promise.ended[i]))
		} else {
			err = errors.Join(err, t.ended[i].Subtract(&k.promise.ended[i]))
		}
	}
	if k.read.Details == nil {
		return err
	}
	took, unresolved := k.read.Resolution()
	for _, name := range k.read.Details.Agents {
		a := t.agents[name]
		one := uint64(1)
		change := a.resolution.Add
		if !add {
			one, change = ^uint64(0), a.resolution.Remove
		}
		a.tickets += one
		if unresolved == nil {
			a.resolved += one
			err = errors.Join(err, change(took))
		}
		if a.tickets == 0 {
			delete(t.agents, name)
			continue
		}
		if t.agents == nil {
			t.agents = make(map[string]agentDay)
		}
		t.agents[name] = a
	}
	return err
}

// flows changes the flow of the days on which a ticket came, went or came back.
func (s *segment) flows(zone *time.Location, k *ticket, add bool) error {
	seen := make(map[int]bool)
	var err error
	for _, e := range k.history {
		on, err2 := dayOf(e.At.In(zone))
		if err2 != nil {
			return err2
		}
		if seen[on.Index()] {
			continue
		}
		seen[on.Index()] = true
		in := on.In(zone)
		f, err2 := k.read.Flow(in.Start(), in.End())
		if err2 != nil {
			return err2
		}
		sum := s.flow[on.Index()]
		if add {
			err = errors.Join(err, sum.Merge(&f))
		} else {
			err = errors.Join(err, sum.Subtract(&f))
		}
		s.flow[on.Index()] = sum
	}
	return err
}

// supportFigures are what came to the desk in a period and left it, whenever created, and
// how the tickets created in it fare against the targets.
type supportFigures struct {
	Period   string            `json:"period"`
	Created  uint64            `json:"created"`
	Reopened uint64            `json:"reopened"`
	Resolved uint64            `json:"resolved"`
	Backlog  uint64            `json:"backlog"` // open at the end, or now
	Reply    attainmentFigures `json:"reply_target"`
	Resolve  attainmentFigures `json:"resolution_target"`
}

// attainmentFigures are of times that have ended or are too long already.
type attainmentFigures struct {
	Within  float64          `json:"within_seconds"`
	Met     uint64           `json:"met"`
	Missed  uint64           `json:"breached"`
	Running uint64           `json:"running"`
	Percent *decimal.Decimal `json:"percent"`
}

// Judged returns of how many times the percentage is.
func (a attainmentFigures) Judged() uint64 { return a.Met + a.Missed }

// agentFigures are of the tickets created in the last period that is over. One that
// several agents had a hand in counts for each.
type agentFigures struct {
	Agent    string           `json:"agent"`
	Tickets  uint64           `json:"tickets"`
	Resolved uint64           `json:"resolved"`
	Mean     *decimal.Decimal `json:"resolution_mean_seconds"`
}

// promises is how the tickets created in a span fare against the two targets.
type promises [2]tickets.Attainment

// support returns the figures of spans in the order of time, how the tickets of two spans
// fare, and the agents of the first of them, by falling number of tickets.
func (l *live) support(name string, spans []span, two [2]span, now time.Time) (all []supportFigures, kept [2]promises, agents []agentFigures, more int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.segments[name]
	if !ok {
		return nil, kept, nil, 0, nil
	}
	all = make([]supportFigures, len(spans))
	open := int64(0)
	days := slices.Sorted(maps.Keys(s.flow))
	for i, in := range spans {
		for len(days) > 0 && days[0] <= in.last {
			f := s.flow[days[0]]
			open += int64(f.Created) + int64(f.Reopened) - int64(f.Resolved) - int64(f.Ended) //nolint:gosec // tickets fit
			if days[0] >= in.first {
				all[i].Created += f.Created
				all[i].Reopened += f.Reopened
				all[i].Resolved += f.Resolved
			}
			days = days[1:]
		}
		all[i].Backlog = uint64(max(0, open)) //nolint:gosec // not negative
	}
	fare, err := s.promises(append(spans, two[:]...), now)
	if err != nil {
		return nil, kept, nil, 0, err
	}
	var r reading
	for i := range all {
		for j, to := range []*attainmentFigures{&all[i].Reply, &all[i].Resolve} {
			a := fare[i][j]
			*to = attainmentFigures{l.targets.all()[j].Within.Seconds(), a.Met, a.Breached, a.Running, r.decimal(a.Score())}
		}
	}
	agents, more = s.agents(&r, two[0])
	return all, [2]promises(fare[len(spans):]), agents, more, r.err
}

// promises returns how the tickets created in each of some spans fare. It looks once at
// each ticket that a time runs of, whatever the number of spans: writers wait for it.
func (s *segment) promises(spans []span, now time.Time) ([]promises, error) {
	all := make([]promises, len(spans))
	holds := make(map[int][]int) // by day, which spans have it
	for i, in := range spans {
		for on := in.first; on <= in.last; on++ {
			holds[on] = append(holds[on], i)
		}
	}
	var err error
	for on, in := range holds {
		if d, ok := s.days.Lookup(on); ok {
			for _, i := range in {
				for j := range d.ended {
					err = errors.Join(err, all[i][j].Merge(&d.ended[j]))
				}
			}
		}
	}
	for t := range s.running {
		for _, i := range holds[t.created.Index()] {
			for j, until := range t.promise.until {
				for _, at := range until {
					if !at.IsZero() && now.After(at) {
						all[i][j].Breached++
					} else {
						all[i][j].Running++
					}
				}
			}
		}
	}
	return all, err
}

func (s *segment) agents(r *reading, in span) (agents []agentFigures, more int) {
	sums := make(map[string]agentDay)
	for on := in.first; on <= in.last; on++ {
		d, ok := s.days.Lookup(on)
		if !ok {
			continue
		}
		for name, a := range d.agents {
			sum := sums[name]
			sum.tickets += a.tickets
			sum.resolved += a.resolved
			r.note(sum.resolution.Merge(&a.resolution))
			sums[name] = sum
		}
	}
	for name, a := range sums {
		agents = append(agents, agentFigures{name, a.tickets, a.resolved, r.decimal(a.resolution.MeanIn(time.Second))})
	}
	slices.SortFunc(agents, func(a, b agentFigures) int {
		return cmp.Or(cmp.Compare(b.Tickets, a.Tickets), cmp.Compare(a.Agent, b.Agent))
	})
	shown := min(len(agents), shownAgents)
	return agents[:shown:shown], len(agents) - shown
}
