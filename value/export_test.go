package value

const (
	MaxPeriods = maxPeriods
	MaxLag     = maxLag
)
