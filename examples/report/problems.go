package main

// maxListed bounds the bad rows that a report lists; it counts them all.
const maxListed = 20

// problems collects the bad rows of all files.
type problems struct {
	strict bool
	total  uint64
	listed []*rowError
}

// add counts a bad row. Under -strict it returns it, to stop there.
func (p *problems) add(e *rowError) error {
	if p.strict {
		return e
	}
	p.total++
	if len(p.listed) < maxListed {
		p.listed = append(p.listed, e)
	}
	return nil
}
