package tickets

import "time"

func (p Policy) Validate() error  { return p.validate() }
func (h History) Validate() error { return h.validate() }
func (t Ticket) Validate() error  { return t.validate() }

func (s *DurationSample) AddN(d time.Duration, n uint64) error { return wrap(s.s.AddN(int64(d), n)) }

func (b *Backlog) N() uint64 { return b.n }

func (s Statuses) Has(one Status) bool { return s.has(one) }
func (s Kinds) Has(k Kind) bool        { return s.has(k) }
