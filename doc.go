// Package cx is a library of customer-experience metrics. It holds no code: each
// metric is a package of its own.
//
//	metric          function                     formula                                              unit
//	NPS             nps.Tally.Score              100 * (promoters - detractors) / answers             points, -100..100
//	CSAT            csat.Tally.Score             100 * answers in the top two boxes / answers         percent, 0..100
//	CES             ces.Tally.Score              sum of ratings / answers                             points of the scale
//	churn           churn.Customers.Churn        100 * lost / customers at the start                  percent, 0..100
//	retention       churn.Customers.Retention    100 * kept / customers at the start                  percent, 0..100
//	first response  tickets.Tally.FirstResponse  sum of (first reply - created) / tickets replied to  time
//	resolution      tickets.Tally.Resolution     sum of (resolved - created) / tickets resolved       time
package cx
