// Package churn computes how many customers and how much revenue a business
// loses and keeps: churn and retention rates, the bridges of customers and
// monthly recurring revenue (MRR), active customers, inactivity, cohorts and survival.
//
// # The question
//
// Of the customers we had when the period began, how many did we lose?
//
// # The formula
//
//	churn     = 100 * lost / (kept + lost)
//	retention = 100 * kept / (kept + lost)
//
// over the customers of the period's start. Customers who joined during the
// period are in neither count. That is the meaning of churn rate here and the
// only one without a longer name; the other denominators of the field are
// [Movement.ChurnOverAverage], [Movement.ChurnOverOpeningAndJoined],
// [Movement.ChurnOverClosing] and [Movement.ChurnOverNew]. Of revenue,
//
//	gross MRR churn = 100 * (churned + contraction) / opening
//	net MRR churn   = 100 * (churned + contraction - expansion) / opening
//
// with gross and net revenue retention, [Revenue.GRR] and [Revenue.NRR], as their
// complements. Rates of two lengths of time convert by compounding: see [Rate].
//
// # Inputs and units
//
//   - Counts: [Customers], or [Movement] with those who joined. Amounts: [Revenue].
//   - Subscriptions, in any order: [Ledger] tells how customers and MRR moved in any
//     half-open window of time, [Window], so that
//     opening + new + reactivated + expansion - contraction - churned +
//     expansion joined - contraction joined - churned joined + moved in - moved out = closing,
//     always, to the last cent. The joined terms are of customers who joined inside
//     the window, the moved ones of segments: see [Revenue]. [Policy] says what counts as a
//     customer and as a movement. Windows come by period ([Ledger.PeriodWindows]), by segment
//     ([Ledger.SegmentWindows]), and as cohorts ([Ledger.Cohorts]). A record with an ID can
//     be corrected by a newer one ([Ledger.Add]). A last day becomes an end by [Through].
//   - Purchases, where customers leave without saying so: [Purchases], with an
//     [Inactivity] of so many days.
//   - Events by period of the calendar, as of package period: [Activity] tells who was
//     active (DAU, WAU, MAU, stickiness: [Active]). It and [Spending] make the cohort
//     tables [CohortTable] and [RevenueTable], bounded, rolling and by revenue.
//   - Lifetimes, many of them still going on: [Lifetimes] makes the survival [Curve].
//
// Rates are percent; those of customers lie between 0 and 100. Amounts are exact
// decimals in units of one currency: below 10^12, at most 18 decimal places. A
// survival curve is a probability from 0 to 1.
//
// # No data
//
// A period that opened without customers, or without revenue, has no churn rate:
// [cx.ErrNoData], never 0. A period that lost nobody has a churn rate of 0, and so has
// one that nobody has records of: ask for periods that are over. A cell
// of a cohort table that lies in the future is [cx.ErrNoData] too, and null in JSON;
// so is a survival curve beyond the last time observed.
//
// # Rounding
//
// Counts and amounts are exact and never round. A rate is made by one division,
// rounded to 16 decimal places, half away from zero. [Rate.PerPeriod], a root, is the
// true value rounded once. Survival curves and their intervals are float64.
//
// # Confidence
//
// [Customers] have a score, an interval and a comparison: the churn rate with the
// intervals of Wilson and Newcombe. [Customers.Churn] and [Customers.Retention] are
// proportions, which have other intervals by their names. [Stickiness] is a metric like
// that too. A comparison takes the two groups as independent: two periods in a row share
// most of their customers, so of these take it as a guide. Rates of revenue and counts of
// all customers have no interval: see [Revenue] and [Movement]. A curve has
// [Curve.Interval], and others by their names; [LogRank] compares curves.
//
// # Merging
//
// Counts, amounts, windows of the same bounds and cohort tables merge over customers that
// are apart, such as shards and countries. Who moves from one plan to another is no churn
// in the windows of [Ledger.SegmentWindows]. Collectors
// ([Ledger], [Purchases], [Activity], [Spending], [Lifetimes]) merge over any split
// of their records, also when a customer is in both parts. Consecutive windows
// do not add up: [Pool] returns their rates together.
//
// Collectors hold memory: they must not be copied, which go vet reports, and have Clone.
// Counts and amounts can be taken back: [Customers], [Movement], [Revenue], [Window],
// [Lifetimes], [Purchases] and [Spending] have Subtract, the last three Remove too. A
// customer who asks to be erased is removed by Forget from all collectors that know
// customers.
//
// # Encoding
//
// The tallies ([Customers], [Movement], [Revenue], [Window], [Active], [Lifetimes]) and the
// collectors ([Ledger], [Purchases], [Activity], [Spending]) have a binary and a JSON
// form, results the JSON form. What holds the same has the same bytes: a collector is
// written in order of customers and times, whatever order its records came in, so that
// shards that were put away, read and merged are written as the whole is. A Ledger keeps
// what counts under its policy, and that is what is written, with the policy.
//
// The binary form begins with the version byte 1 and a byte for the type, and then has the
// parts in this order:
//
//	0x60  Customers  counts of kept and lost
//	0x61  Movement   counts of opening, new, reactivated, lost, lost of the joined, moved in and
//	                 moved out
//	0x62  Revenue    decimals of opening, new, reactivated, expansion, contraction, churned,
//	                 of expansion, contraction and churned of the joined, and of moved in and
//	                 moved out; text currency, without letters in lower case
//	0x63  Window     byte 1 and the integers from and to in nanoseconds since 1970, or byte 0
//	                 for no bounds; the parts of the Movement, the parts of the Revenue
//	0x64  Lifetimes  list of times, in order: as a count how much it is more than the one
//	                 before (the first: than -1), counts of the lifetimes that entered at it,
//	                 that were lost and that were censored
//	0x65  Ledger     a byte with the bits 1 gross, 2 end at cancellation, 4 count trials, 8
//	                 ignore free, 16 returns are new, 32 snapshots; count of nanoseconds of the
//	                 grace; byte 1 and the integer until in nanoseconds since 1970, or byte 0;
//	                 list of pairs of texts currency and segment, in order; map by customer, of
//	                 records without an ID: list of subscriptions,
//	                 by start, end, MRR and pair: integer start in nanoseconds since 1970, count
//	                 of nanoseconds that it lasts, 0 where it is open-ended, integer MRR in
//	                 steps of 10^-18, count of the pairs before its own; map by ID of the
//	                 subscription: list of records, by time: integer updated, -2^63 where there
//	                 is none, byte 1 if it is withdrawn, and else 0, the customer as in the map,
//	                 integers start, paid (the end of the trial) and end, 2^63-1 where it is
//	                 open-ended, integer MRR, byte 1 for a trial, and count of the pairs before
//	0x66  Purchases  map by customer: list of days, in order: as a count how many days it is
//	                 after the one before (the first: after 0001-01-01)
//	0x67  Activity   text of the unit, empty where there is none; map by customer: list of up
//	                 to 64 periods each, from a period of activity on: of the first one the
//	                 period as an integer, of each other as a count how many periods after the
//	                 64 before it begins; and the count whose bit k is set when the customer was
//	                 active k periods later
//	0x68  Spending   text of the unit, empty where there is none; map by customer: integer of all
//	                 payments and refunds together, in steps of 10^-18, and the list of periods,
//	                 in order: integer period, count of payments, integer amount in steps of 10^-18
//	0x90  Active     texts of the first and the last period, empty where there is none; an
//	                 encoding of an [estimate.Sample], after its length as a count
//
// where
//
//	count    an unsigned varint as of encoding/binary, 1 to 10 bytes, the shortest
//	integer  the varint of 2*length, or of 2*length + 1 when it is negative, and the
//	         magnitude in length bytes, the first not zero, most significant first
//	decimal  the varint of its decimal places, as few as it takes, and the integer that is
//	         the decimal without its point
//	text     the varint of its length and so many bytes of UTF-8
//	list     the varint of how many elements there are, and each
//	map      byte 0 where it goes by texts, 1 where by integers; the varint of how many rows
//	         there are; and for each row, by rising text or integer, that and its value
//
// and a period is the number of [period.Period.Index].
//
// In JSON, where counts and integers are numbers up to 2^53 and strings of digits beyond,
// and amounts and percentages are strings:
//
//	Customers     {"kept":192,"lost":8}
//	Movement      {"opening":1000,"new":50,"reactivated":5,"lost":30,"lost_joined":0,"moved_in":0,"moved_out":0}
//	Revenue       {"opening":"1000","new":"50.25","reactivated":"0","expansion":"10","contraction":"0","churned":"30",
//	              "expansion_joined":"0","contraction_joined":"0","churned_joined":"0",
//	              "moved_in":"0","moved_out":"0","currency":"EUR"}
//	Window        {"from":"2024-01-01T00:00:00Z","to":"2024-02-01T00:00:00Z","movement":{Movement},"revenue":{Revenue}}
//	Lifetimes     {"times":[{"time":9,"entered":0,"lost":1,"censored":0},...]}
//	Ledger        {"policy":"default","until":null,
//	              "customers":{"ann":[{"start":"2024-01-01T00:00:00Z","end":null,"mrr":"49.9","currency":"EUR","segment":""}]},
//	              "subscriptions":{"s1":[{"updated":"2024-01-02T00:00:00Z","withdrawn":false,"customer":"ann",
//	              "start":"2024-01-01T00:00:00Z","paid":"2024-01-01T00:00:00Z","end":null,"mrr":"9","trial":false,"currency":"EUR","segment":""}]}}
//	Purchases     {"customers":{"ann":["2024-01-01","2024-03-15"]}}
//	Activity      {"unit":"month","customers":{"ann":["2024-01","2024-03"]}}
//	Spending      {"unit":"month","customers":{"ann":{"turnover":"30.5","payments":[{"period":"2024-01","n":1,"amount":"30.5"}]}}}
//	Active        {"first":"2024-01-01","last":"2024-01-31","per_customer":{"n":2,"sum":4,"squares":10}}
//	Curve         {"steps":[{Step},...]}
//	Step          {"time":9,"at_risk":11,"lost":1,"censored":0,"survival":0.9090909090909091}
//	LogRankTest   {"observed":[11,7],"expected":[10.69,7.31],"statistic":3.4,"df":1,"p":0.065}
//	Standing      {"active":120,"returned":20,"lost":60}
//	Estimate      {"value":54.3,"std_err":0.77}
//	RecencyFrequency  {"frequency":3,"recency":40,"age":60}
//	CohortTable   see [CohortTable.MarshalJSON]
//	RevenueTable  see [RevenueTable.MarshalJSON]
//	Policy        "gross, ignore-free", see [Policy.UnmarshalText]
//	Inactivity    "lost at day 90"
//	Rate          "3.5%"
//
// The until of a Ledger is null where it was not set, the bounds of a Window where it has
// none, and so are a unit and the periods of an Active that are none. A Curve, a LogRankTest
// and a table that are zero are no results, and null; null is read as the zero value.
//
// Customers are written as encoding/json writes the keys of a map: as the text of their
// MarshalText, if they have that and UnmarshalText, else as the text or the integer that
// they are. Customers of another type (a struct, an interface) can be counted and merged,
// but not written: writers and readers return [cx.ErrEncoding], as for a text that is not UTF-8.
//
// In a database a value is a column of bytes in the binary form; Scan also reads the JSON
// form, and NULL as the zero value. Readers refuse everything else, and what no records
// make, with [cx.ErrEncoding], and leave the receiver unchanged: see package estimate.
// [CohortTable] and [RevenueTable] also write themselves as aligned text.
//
// # Sources
//
// F. Reichheld and W. E. Sasser, "Zero Defections: Quality Comes to Services",
// Harvard Business Review 68(5), 1990; P. S. Fader, B. G. S. Hardie and K. L.
// Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005;
// E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete
// Observations", Journal of the American Statistical Association 53, 1958.
package churn
