// Package journey computes what customers do on their way: whether they complete their
// task, which carts they leave, where and how often they get in touch, whether help
// articles help them, what they say in public, and whom they refer.
//
//	Were you able to complete what you came for?   Tasks
//	What did you come for?                         Tally, Goodman
//	How many carts are left behind?                Carts, CollectCarts
//	How many contacts, through which channel?      Tally, ContactRate, PerCustomer
//	Are articles read, and do they save tickets?   Articles, Reading, Deflection
//	How often do customers come, and for how long? Visits, PerCustomer
//	What is said about us, and where?              Sentiment, Tally
//	Who comes because of our customers?            estimate.ProportionOf, PerCustomer
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
// 200 bytes: map what users type to labels first. Shares are percent, net sentiment is
// points -100..100, contact rates are per 100. The time-out of a cart and the window of
// deflection have no default: you choose them.
//
// # No data
//
// A rate or a mean of nothing returns [cx.ErrNoData], never 0. Carts before their time-out,
// and readers whose window has not passed, are in no rate. Results are rounded once to 16
// places, mean times to the nanosecond, half up.
//
// # Merging
//
// Merge adds a tally to another: exact, associative and commutative, with the zero value as
// identity. Remove and Subtract take back what was added, to the last bit. What cannot have
// been there returns [cx.ErrOutOfRange], a count past its range [cx.ErrOverflow]. On an
// error, and with nil, nothing changes. [CollectCarts] and [Deflection] need all events of
// a cart or reader in one place.
//
// What holds memory (Tally, Tasks, PerCustomer) must not be copied or changed by
// two goroutines at once: use Clone and Merge.
//
// Encodings: docs/FORMAT.md. Sources in full: docs/journey-conventions.md.
package journey
