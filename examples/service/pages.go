package main

import (
	"sync"
	"time"
)

const (
	pageAge  = time.Second // of a page that is sent again although events came since
	maxPages = 64          // that are kept
)

// view is what a page is asked for.
type view struct {
	query
	Refresh int // seconds, 0 for never
}

// version tells states of the live tallies apart.
type version struct{ change, erased uint64 }

// pageCache keeps pages as they were sent. However many readers there are, a page is
// written once a second at most: the rest of the processors' time is the writers'.
type pageCache struct {
	mu sync.Mutex
	by map[view]*cachedPage
}

type cachedPage struct {
	mu      sync.Mutex
	at      time.Time
	version version
	text    []byte
}

// read returns a page that is kept, or else writes one. An error is not kept.
func (c *pageCache) read(v view, now time.Time, is version, write func() ([]byte, *problem)) ([]byte, *problem) {
	p := c.page(v)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.good(now, is) {
		return p.text, nil
	}
	text, bad := write()
	if bad != nil {
		return nil, bad
	}
	p.at, p.version, p.text = now, is, text
	return text, nil
}

// good reports whether a page tells what is so: nothing has come since, and the clock on
// it has not moved; or it is young, and nothing on it was erased.
func (p *cachedPage) good(now time.Time, is version) bool {
	age := now.Sub(p.at)
	switch {
	case p.text == nil || age < 0 || p.version.erased != is.erased:
		return false
	case p.version == is:
		return p.at.Truncate(time.Minute).Equal(now.Truncate(time.Minute))
	default:
		return age < pageAge
	}
}

func (c *pageCache) page(v view) *cachedPage {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.by[v]
	if p == nil {
		if c.by == nil || len(c.by) >= maxPages {
			c.by = make(map[view]*cachedPage)
		}
		p = new(cachedPage)
		c.by[v] = p
	}
	return p
}
