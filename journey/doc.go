// Package journey computes what customers do on their way: whether they complete
// their task and what they came for, which carts they leave, where and how often they
// get in touch, whether articles help them, how engaged they are, what they say in
// public, and whom they bring along.
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
// Loyalty as the repeat-purchase rate, customers lost by inactivity, and who is active
// by day, week and month (stickiness) are in package churn.
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
// # Inputs and units
//
// Counts, or events with a time. Labels
// (reasons, channels) are texts of 1 to 200 bytes: a closed set is given
// beforehand, an open one holds at most 1000 of them, and the next one is
// [cx.ErrOverflow]. Map what users type to labels before counting.
//
// Shares are percent 0..100, net sentiment is points -100..100, contact rates are
// per 100, times are [time.Duration] or samples of nanoseconds.
//
// What counts is a policy that says its default or has none: the time-out of a cart,
// the window of deflection, the [Reading] of an article.
//
// # No data
//
// A rate or a mean of nothing is [cx.ErrNoData], never 0. What is not decided yet (a cart
// before its time-out, a reader before the window has passed) is in no rate.
//
// # Rounding
//
// Counts and sums are integers; a result is made by one division, rounded to 16
// decimal places, half away from zero, and a mean time to the nanosecond.
//
// # Confidence
//
// Proportions have the intervals of [estimate.Proportion], means those of
// [estimate.Sample]. All shares of a [Tally] at once have [Tally.Goodman], and net
// sentiment [Sentiment.Interval].
//
// # Merging
//
// Every tally has a Merge: exact, associative, commutative, with the zero value as
// identity. What was added can be removed again, and what was merged subtracted, without
// a trace. [CollectCarts] and [Deflection] need all events of a cart or reader in one
// place; their results merge over different carts or readers.
//
// # Encoding
//
// Every tally has a binary and a JSON form, and a [Reading] is written as text
// ([ParseReading]). Tallies that hold the same have the same bytes. The binary form
// begins with the version byte 1 and a byte for the type, and then has the parts in this
// order:
//
//	0x70  Tally        byte 1 for a closed set of labels, 0 for an open one; map by label: count
//	0x71  Tasks        counts of completed and failed, nested Tally of the reasons
//	0x72  Visits       nested samples of the times in nanoseconds and of the actions
//	0x73  Articles     counts of read, skimmed and bounced views, nested sample of the times
//	0x75  Sentiment    counts of positive, neutral and negative mentions
//	0x76  Mentions     map by channel: counts of positive, neutral and negative mentions
//	0x77  Carts        counts of purchased, recovered, abandoned and open ones
//	0x78  PerCustomer  map by customer: count
//
// where
//
//	count    an unsigned varint as of encoding/binary, 1 to 10 bytes, the shortest
//	integer  the varint of 2*length, or of 2*length + 1 when it is negative, and the
//	         magnitude in length bytes, the first not zero, most significant first
//	nested   the varint of the length, and an encoding with its version and type; a
//	         sample is an [estimate.Sample]
//	map      byte 0 where it goes by texts, 1 where by integers; the count of rows; and
//	         for each row, by rising text or integer, that and its value
//	text     the varint of its length and so many bytes of UTF-8; labels, channels
//
// In JSON, where counts are numbers up to 2^53 and strings of digits beyond:
//
//	Tally        {"closed":false,"labels":{"chat":5,"phone":7}}
//	Tasks        {"completed":6,"failed":4,"reasons":{Tally}}
//	Visits       {"times":{"n":2,"sum":90000000000,"squares":"41..."},"actions":{...}}
//	Articles     {"read":1,"skimmed":1,"bounced":0,"times":{...}}
//	Sentiment    {"positive":22,"neutral":7,"negative":3}
//	Mentions     {"channels":{"forum":{Sentiment}}}
//	Carts        {"purchased":30,"recovered":4,"abandoned":70,"open":5}
//	PerCustomer  {"customers":{"ann":3,"bob":0}}
//
// Customers are written as encoding/json writes the keys of a map: as the text of their
// MarshalText, if they have that and UnmarshalText, else as the text or the integer that
// they are. Customers of another type (a struct, an interface) can be counted and merged,
// but not written: writers and readers return [cx.ErrEncoding], as for a text that is not UTF-8.
//
// In a database a value is a column of bytes in the binary form; Scan also reads the JSON
// form, and NULL as the zero value. Readers refuse everything else, and what no tally
// holds, with [cx.ErrEncoding], and leave the receiver unchanged: see package estimate.
//
// # Sources
//
// Each function names its own. A. Kaushik, "Web Analytics 2.0", Wiley 2009, on what
// visitors came for and whether they could do it. L. A. Goodman, "On Simultaneous
// Confidence Intervals for Multinomial Proportions", Technometrics 7 (1965), 247-254.
package journey
