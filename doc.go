// Package cx is a library of customer-experience metrics. It holds no code: each
// metric is a package of its own.
//
//	metric  function          formula                                       unit
//	NPS     nps.Tally.Score   100 * (promoters - detractors) / answers      points, -100..100
//	CSAT    csat.Tally.Score  100 * answers in the top two boxes / answers  percent, 0..100
//	CES     ces.Tally.Score   sum of ratings / answers                      points of the scale
package cx
