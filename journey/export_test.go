package journey

const (
	MaxLabels   = maxLabels
	MaxLabelLen = maxLabelLen
	MaxCount    = maxCount
)
