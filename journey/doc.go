// Package journey computes what customers do on their way: whether they complete their
// task, which carts they leave, where and how often they get in touch, whether help
// articles help them, what they say in public, and whom they refer.
//
// # The question
//
//	Were you able to complete what you came for?   Tasks
//	What did you come for?                         Tally, Goodman
//	How many carts are left behind?                CartAbandonment, CollectCarts
//	How many contacts, through which channel?      Tally, ContactRate, PerCustomer
//	Are articles read, and do they save tickets?   Articles, Reading, Deflection
//	How often do customers come, and for how long? Visits, PerCustomer
//	What is said about us, and where?              Mentions, Sentiment
//	Who comes because of our customers?            ReferralRate, PerCustomer
//
// Package churn has the repeat-purchase rate, customers lost by inactivity, and active
// customers by day, week and month.
//
// # The formula
//
//	task completion   = 100 * completed / (completed + failed)
//	share of a label  = 100 * counts of the label / all counts
//	cart abandonment  = 100 * abandoned / (abandoned + bought)
//	contact rate      = 100 * contacts / customers (or orders)
//	read rate         = 100 * views read / views
//	deflection        = 100 * readers without a ticket / readers
//	net sentiment     = 100 * (positive - negative) / mentions
//	referral rate     = 100 * referred / new customers
//
// For example, the answers of ten visitors:
//
//	var tasks journey.Tasks
//	err := tasks.AddCompleted(6)
//	err = tasks.AddFailed("not found", 3)
//	err = tasks.AddFailed("", 1)                     // no reason given
//	rate, err := tasks.Completion().Score()          // 60
//	limits, err := tasks.Completion().Interval(0.95) // 31.3 to 83.2
//
// # Inputs and units
//
// Inputs are counts, or events with a time. Labels (reasons, channels) are texts of 1 to
// 200 bytes. A closed set of labels is given beforehand. An open set holds at most 1000;
// one more returns [cx.ErrOverflow]. Map what users type to labels before counting.
//
// Shares are percent 0..100, net sentiment is points -100..100, contact rates are per 100.
// Times are [time.Duration], or samples of nanoseconds.
//
// The time-out of a cart and the window of deflection have no default: you choose them. A
// [Reading] says when an article counts as read; its zero value is the default.
//
// # No data
//
// A rate or a mean of nothing returns [cx.ErrNoData], never 0. Carts before their time-out,
// and readers whose window has not passed, are in no rate: their outcome is not known.
//
// # Rounding
//
// Counts and sums are integers. A result is made by one division, rounded to 16 decimal
// places, half away from zero. Mean times are rounded to the nanosecond, half up.
//
// # Confidence
//
// Proportions have the intervals of [estimate.Proportion], means those of
// [estimate.Sample]. [Tally.Goodman] has the shares of all labels at once, and
// [Sentiment.Interval] the net sentiment.
//
// # Merging
//
// Every tally has a Merge, which is exact, associative and commutative, with the zero value
// as identity. What was added can be removed, and what was merged subtracted, without a
// trace. [CollectCarts] and [Deflection] need all events of a cart or reader in one place.
// Their results merge where the carts or readers differ.
//
// Encodings: docs/FORMAT.md. A [Reading] is written as text; see [ParseReading].
//
// # Sources
//
// A. Kaushik, "Web Analytics 2.0", Wiley 2009, on what visitors came for and whether they
// could do it. L. A. Goodman, "On Simultaneous Confidence Intervals for Multinomial
// Proportions", Technometrics 7 (1965), 247-254. Functions cite theirs.
package journey
