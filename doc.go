// Package cx is a library of customer-experience metrics. Each kind has a package of its own:
// see the table below. This package has what they share: the errors, the contract [Tally],
// and [By], a tally for each key.
//
// Count with a tally, then read it. Every metric has the same three methods:
//
//	tally, err := nps.CollectSlice([]int{10, 9, 9, 8, 7, 10, 6, 9, 3, 10})
//	score, err := tally.Score()              // 40; cx.ErrNoData where there are no answers
//	interval, err := tally.Interval(0.95)    // -15 to 75
//	change, err := now.Compare(before, 0.95) // now minus before, with interval and p
//
// Package period has a tally for each month, and package signal says which month stands out.
// Everywhere:
//
//   - No data is the error [ErrNoData], never 0.
//   - A decimal is exact but for one rounding, to 16 places, half away from zero. Intervals
//     and p-values are float64.
//   - Tallies merge: any split of the data, in any order, has the same result.
//   - A call that returns an error changes nothing, nor does merging nil.
//   - What holds memory has Clone: do not copy it, and give each goroutine its own.
//
// Formulas: docs/metrics.md. Encodings: docs/FORMAT.md. Questions: docs/README.md.
//
//	metric                              function
//	NPS                                 nps.Tally.Score
//	NPS from counts                     nps.Groups.Score
//	NPS, interval                       nps.Tally.Interval, nps.Groups.AdjustedWald
//	NPS, shares                         nps.Groups.Goodman
//	CSAT (ratio)                        csat.Tally.Score
//	CSAT (mean)                         csat.Tally.Mean
//	expectation score                   csat.Tally.Mean
//	employee, agent satisfaction        csat.Tally.Score
//	CES (ease, effort)                  ces.Tally.Score
//	CES, share that found it easy       ces.Tally.Easy
//	response rate                       estimate.ProportionOf
//	weighted NPS, CSAT, CES             nps.WeightedTally.Score
//	churn                               churn.Customers.Churn
//	churn, other denominators           churn.Movement.ChurnOverAverage
//	churn by year and month             churn.Compound, churn.PerPeriod
//	retention                           churn.Customers.Retention
//	retention by cohort                 churn.CohortTable.Retention
//	gross revenue churn                 churn.Revenue.GrossChurn
//	GRR                                 churn.Revenue.GRR
//	NRR                                 churn.Revenue.NRR
//	quick ratio                         churn.Revenue.QuickRatio
//	inactivity churn                    churn.Standing.Share
//	loyalty (repeat purchases)          churn.Purchases.RepeatByDay
//	survival, life expectancy           churn.Lifetimes.KaplanMeier
//	first response                      tickets.Tally.Times
//	average response, waits, hold time  tickets.Tally.Times
//	resolution time                     tickets.Tally.Times
//	handling time                       tickets.Tally.Times
//	median, percentiles of times        tickets.Durations.Percentile
//	resolution rate                     tickets.Tally.Resolved, tickets.Flow.Score
//	first-contact resolution            tickets.Tally.FirstContact
//	one-touch                           tickets.Tally.OneTouch
//	reopened                            tickets.Tally.Reopened
//	ticket volume                       tickets.Tally.Volume
//	backlog                             tickets.Tally.Backlog, tickets.Ticket.OpenAt
//	replies per ticket                  tickets.Tally.Replies
//	contacts to resolution              tickets.Tally.Contacts
//	tickets per agent                   tickets.ByAgent
//	SLA attainment                      tickets.Target.Judge, tickets.Attainment.Rate
//	articles read                       journey.Articles.Read
//	article reading time                journey.Articles.ReadingTime
//	deflection                          journey.Deflection
//	contact volume by channel           journey.Tally.All, journey.Tally.Share
//	contact rate                        journey.ContactRate
//	task completion                     journey.Tasks.Completion
//	visitor intent                      journey.Tally.Goodman
//	cart abandonment                    estimate.ProportionOf, journey.CollectCarts
//	engagement: visits, time, actions   journey.PerCustomer.Sample, journey.Visits.TimeOnSite
//	engagement: DAU, WAU, MAU           churn.Activity.Active, churn.Active.Score
//	social mentions                     journey.Tally, journey.Sentiment.Score
//	referral rate                       estimate.ProportionOf
//	sales, share price                  value.Growth
//	acquisition cost                    value.CAC
//	lifetime value                      value.Account.CLV, value.Payments.CLV
//	CLV to CAC, payback                 value.CLVToCAC, value.Account.Payback
//	comparison with the period before   nps.Tally.Compare, estimate.Proportion.Compare
//	NPS, comparison                     nps.Groups.Compare
//	the same people asked twice         nps.Pairs.Compare, estimate.Respondents.Pairs
//	many comparisons at once            estimate.Adjustment.Judge
//	weights from known totals           estimate.Rake
//	responses needed                    estimate.Plan.Responses
package cx
