// Package cx is a library of customer-experience metrics: NPS, CSAT, CES, churn
// and retention, support-ticket times and rates, the journey and the value of
// customers, over calendar periods and business hours. The metrics are in packages of
// their own; this one has the words that all of them share: the errors, the contract
// [Tally], and [By], a tally for each key.
//
//	metric                              function                                               formula                                                               unit
//	NPS                                 nps.Tally.Score                                        100 * (promoters - detractors) / answers                              points, -100..100
//	NPS from counts                     nps.Groups.Score                                       the same, from the three counts                                       points, -100..100
//	NPS, interval                       nps.Tally.Interval, nps.Groups.AdjustedWald            score test inverted; score -+ z * standard error                      points
//	NPS, shares                         nps.Groups.Goodman                                     simultaneous multinomial intervals                                    percent, 0..100
//	CSAT (ratio)                        csat.Tally.Score                                       100 * satisfied / answers                                             percent, 0..100
//	CSAT (mean)                         csat.Tally.Mean                                        sum of ratings / answers                                              points of the scale
//	expectation score                   csat.Tally.Mean                                        CSAT on 1..10, worse to better than expected                          points of the scale
//	employee, agent satisfaction        csat.Tally.Score                                       CSAT of the staff, or of the agent's contacts                         percent, 0..100
//	CES (ease, effort)                  ces.Tally.Score                                        sum of ratings / answers                                              points of the scale
//	CES, share that found it easy       ces.Tally.Easy                                         100 * easy / answers                                                  percent, 0..100
//	response rate                       estimate.ResponseRate                                  100 * answered / sent                                                 percent, 0..100
//	weighted NPS, CSAT, CES             nps.WeightedTally.Score                                the score's formula, with sums of weights for counts                  as the score
//	churn                               churn.Customers.Churn                                  100 * lost / customers at the start                                   percent, 0..100
//	churn, other denominators           churn.Movement.ChurnOverAverage                        100 * lost / mean of start and end, and others by name                percent
//	churn by year and month             churn.Rate.Compound, churn.Rate.PerPeriod              100 * (1 - (1 - monthly)^12), and back                                percent, 0..100
//	retention                           churn.Customers.Retention                              100 * kept / customers at the start                                   percent, 0..100
//	retention by cohort                 churn.CohortTable.Retention                            100 * active at the age / size of the cohort                          percent, 0..100
//	gross revenue churn                 churn.Revenue.GrossChurn                               100 * (churned + contraction) / opening                               percent
//	GRR                                 churn.Revenue.GRR                                      100 * (opening - contraction - churned) / opening                     percent, 0..100
//	NRR                                 churn.Revenue.NRR                                      100 * (opening + expansion - contraction - churned) / opening         percent
//	quick ratio                         churn.Revenue.QuickRatio                               (new + reactivated + expansion) / (contraction + churned)             ratio
//	inactivity churn                    churn.Standing.Share                                   100 * without a purchase for so many days / customers                 percent, 0..100
//	loyalty (repeat purchases)          churn.Purchases.RepeatByDay                            100 * customers with a second purchase / customers                    percent, 0..100
//	survival, life expectancy           churn.Lifetimes.KaplanMeier                            product of (1 - lost / at risk)                                       probability, 0..1
//	first response                      tickets.Tally.FirstResponse                            sum of (first reply - created) / tickets replied to                   time
//	average response, waits, hold time  tickets.Tally.Times                                    sum of the times of the metric / their number                         time
//	resolution time                     tickets.Tally.Resolution                               sum of (resolved - created) / tickets resolved                        time
//	handling time                       tickets.Tally.Times                                    sum of times in the hands of an agent / their number                  time
//	median, percentiles of times        tickets.Durations.Percentile                           nearest rank: the ceil(p/100 * n)-th smallest                         time
//	resolution rate                     tickets.Tally.Resolved, tickets.Flow.Score             100 * resolved / created: of the same tickets, or in the same period  percent
//	first-contact resolution            tickets.Tally.FirstContact                             100 * resolved at first contact / resolved                            percent, 0..100
//	one-touch                           tickets.Tally.OneTouch                                 100 * resolved with one agent reply / resolved                        percent, 0..100
//	reopened                            tickets.Tally.Reopened                                 100 * reopened / ever resolved                                        percent, 0..100
//	ticket volume                       tickets.Tally.Volume                                   count                                                                 tickets
//	backlog                             tickets.Tally.Backlog, tickets.Ticket.OpenAt           created and not resolved, now or at an instant                        tickets
//	replies per ticket                  tickets.Tally.Replies                                  replies / tickets                                                     replies per ticket
//	contacts to resolution              tickets.Tally.Contacts                                 contacts / tickets resolved                                           contacts per ticket
//	tickets per agent                   tickets.ByAgent                                        tickets assigned / agents                                             tickets per agent
//	SLA attainment                      tickets.Target.Judge, tickets.Attainment.Rate          100 * met / (met + breached)                                          percent, 0..100
//	articles read                       journey.Articles.Read                                  100 * views read / views                                              percent, 0..100
//	article reading time                journey.Articles.ReadingTime                           sum of times / views                                                  time
//	deflection                          journey.Deflection                                     100 * readers without a ticket / readers                              percent, 0..100
//	contact volume by channel           journey.Tally.All, journey.Tally.Share                 count; 100 * contacts of the channel / contacts                       contacts; percent
//	contact rate                        journey.ContactRate                                    100 * contacts / customers or orders                                  per 100
//	task completion                     journey.Tasks.Completion                               100 * completed / answers                                             percent, 0..100
//	visitor intent                      journey.Tally.Goodman                                  100 * visits of the intent / visits, simultaneous intervals           percent, 0..100
//	cart abandonment                    journey.CartAbandonment, journey.CollectCarts          100 * abandoned / (abandoned + bought)                                percent, 0..100
//	engagement: visits, time, actions   journey.PerCustomer.Sample, journey.Visits.TimeOnSite  visits / customers; sum of times or actions / visits                  per customer; time
//	engagement: DAU, WAU, MAU           churn.Activity.Active, churn.Stickiness.Score          customers active in the days; 100 * mean daily / all of them          customers; percent
//	social mentions                     journey.Mentions.Volume, journey.Sentiment.Score       count; 100 * (positive - negative) / mentions                         mentions; points
//	referral rate                       journey.ReferralRate                                   100 * referred / new customers                                        percent, 0..100
//	sales, share price                  value.Growth                                           100 * (to - from) / from                                              percent
//	acquisition cost                    value.CAC                                              cost, by its time lag / customers won                                 money per customer
//	lifetime value                      value.Account.CLV, value.Payments.CLV                  ARPA * margin / churn; sum paid / customers                           money per customer
//	CLV to CAC, payback                 value.CLVToCAC, value.Account.Payback                  CLV / CAC; CAC / (ARPA * margin)                                      ratio; periods
//	comparison with the period before   nps.Tally.Compare, estimate.Proportion.Compare         this - before, with interval and p                                    as the metric
//	NPS, comparison                     nps.Groups.Compare                                     this - before, with interval and p                                    points
//	responses needed                    estimate.Plan.Responses                                (z * standard deviation / margin)^2, less in small populations        answers
//
// Package estimate holds what the metrics are made of (proportions, samples,
// intervals, differences), package period the calendar: periods, ranges of
// instants, series and business schedules.
//
// Point values are exact: counts and sums are integers too wide to wrap, and a
// decimal is made once, when a result is read, by one correctly rounded division.
// Undefined is an error, ErrNoData, never 0. Tallies merge: any split of the data,
// merged in any order, gives the same result to the last bit.
package cx
