package journey

const (
	MaxLabels   = maxLabels
	MaxLabelLen = maxLabelLen
	MaxCount    = maxCount
)

func (t *Tally) RemoveN(label string, n uint64) error { return t.removeN(label, n) }
