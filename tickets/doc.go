// Package tickets computes the metrics of customer support: how many tickets there
// are, how long they take and how well they end.
//
// # The question
//
// How long do customers wait for an answer and for a solution, how many tickets are
// open, and how many are solved at the first contact or come back? Two helpdesks
// give two answers to each of these for the same tickets, since their conventions
// differ. Here every convention is a named value with a default: see [Policy].
//
// # The formulas
//
//	volume                 number of tickets                                       Tally.Volume, by key with cx.By
//	backlog                tickets created before an instant, not resolved by then Ticket.OpenAt, Ticket.Age, Backlog
//	resolution rate        100 * resolved / created, the same tickets (by cohort)  Tally.Resolved
//	                       100 * resolved in / created in a period (by flow)       Flow.Score
//	first response time    first reply - creation                                  MetricFirstResponse
//	next reply time        answer - customer's message, after the first response   MetricNextReply
//	average response time  mean over all replies, first and next                   MetricResponse
//	first resolution time  first resolution - creation                             MetricFirstResolution
//	full resolution time   last resolution - creation                              MetricResolution
//	requester wait time    spent new, open and on hold                             MetricRequesterWait
//	agent work time        spent new and open                                      MetricAgentWork
//	agent wait time        spent pending, by tickets that ever were                MetricAgentWait
//	on-hold time           spent on hold, by tickets that ever were                MetricOnHold
//	call hold time         spent with the call held, by tickets that ever were     MetricCallHold
//	replies per ticket     public agent replies / tickets                          Tally.Replies
//	contacts/resolution    customer messages / resolved tickets                    Tally.Contacts
//	reopen rate            100 * reopened / ever resolved                          Tally.Reopened
//	FCR                    100 * resolved at first contact / resolved              Tally.FirstContact, FirstContactWithin
//	one-touch rate         100 * resolved with one reply / resolved                Tally.OneTouch
//	SLA attainment         100 * met / (met + breached)                            Target.Judge, Attainment.Rate
//	due and breach         when the target is used up, and from when on it is late Target.Timers, Agreement.Timers
//	tickets per agent      volume by agent, or their sum / agents                  ByAgent
//	ratings per ticket     ratings / tickets                                       Tally.Ratings
//
// MetricFirstResponse to MetricCallHold are values of [Metric], for [Tally.Times],
// [Ticket.Measure], [Durations.AddTicket] and [Target]. Their times run from the
// creation, and those in states until the resolution. What the ratings say is a
// question for package csat.
//
// # Inputs and units
//
// A [Ticket] holds what is known of one ticket. Fill it in from a record that has
// the timestamps, or let a [Policy] make it from a [History], the events of the
// ticket in any order. An event that cannot have happened is an error that names
// it. Times are measured on the ticket's [Clock]: the wall clock by default, or
// business hours, which period.Schedule counts. They are [time.Duration], exact to
// the nanosecond, or decimals in a unit of choice ([DurationSample.MeanIn]); rates
// are percent.
//
// Which period a ticket belongs to is for the caller to say: [Ticket.CreatedIn] or
// [Ticket.ResolvedIn], half-open windows both.
//
// Three collectors take durations: [DurationSample] in constant memory (mean,
// standard deviation), [DurationSketch] in bounded memory (percentiles and median to 0.4 %),
// [Durations] in memory that grows (everything, exactly). All take them one by one and,
// faster, as a slice: all of it or, where one is negative, nothing.
//
// # No data
//
// A ticket that is not answered or not resolved has no such time: it is not a time
// of zero. The mean of no times, and the rate of no tickets, is [cx.ErrNoData]. Open
// tickets are not dropped either: [Tally.Waiting], [Tally.Backlog] and
// [Durations.Waiting] count them, [Target.Judge] holds what still runs against the
// target, and [Durations.KaplanMeierMedian] is a median that includes them. A wait
// that the resolution ended without a reply is no time of a reply either; against a
// target it is breached when it was too long.
//
// # Rounding
//
// Sums are integers of nanoseconds, 128 bits wide: 300 ticket-years overflow 64. A
// mean is rounded once, when it is read, half up to the nanosecond or half away
// from zero to 16 decimal places. Nothing saturates: a time beyond 292 years is
// [cx.ErrOverflow].
//
// # Confidence
//
// [Attainment] and [DurationSample] have Score, Interval and Compare, as every metric has:
// the attainment in percent by Wilson and Newcombe, the mean in seconds by Student and
// Welch. [DurationSample.Mean], StdDev and StudentT are the same as time.Duration. The other
// rates are [estimate.Proportion], the counts per ticket [estimate.Sample], which have the
// three too. [Durations.MedianInterval] is for a median. A [Flow] has a Score and no interval.
//
// # Merging
//
// Every tally, sample and sketch has Merge. Tickets added in any order, to any
// number of tallies merged in any way, give the same bits. All but the sketch, whose
// minimum and maximum would be lost, have Remove or Subtract, which take back a ticket that
// has changed: afterwards the bits are as if it had never been there. [Durations] and
// [DurationSketch] hold memory and must not be copied: they have Clone.
//
// # Encoding
//
// The tallies have a binary and a JSON form. Tallies that say the same have the same
// bytes, whatever the order in which they came to it. The binary form begins with the
// version byte 1 and a byte for the type, and then has the parts in this order:
//
//	0x50  Tally           counts of tickets, of the resolved and of the waiting; the times of
//	                      the metrics MetricFirstResponse to MetricCallHold, replies, contacts and
//	                      ratings, each a nested estimate.Sample; reopened, one-touch and
//	                      first contact, each a nested estimate.Proportion
//	0x51  Durations       rising nanoseconds of those that have ended, and of the waiting
//	0x52  DurationSample  nested estimate.Sample of nanoseconds
//	0x53  DurationSketch  count n, integer sum, count min, count max, all in nanoseconds;
//	                      rising numbers of the buckets that are not empty; their counts
//	0x54  Flow            counts created, reopened, resolved and ended
//	0x55  Attainment      counts met, breached and running
//
// where
//
//	count    an unsigned varint as of encoding/binary, 1 to 10 bytes, the shortest
//	integer  the varint of 2*length and the number in length bytes, the first not zero,
//	         most significant first
//	rising   the varint of how many there are, of the first, and of how much each of the
//	         others is more than the one before
//	nested   the varint of a length, and so many bytes that are an encoding of their type
//
// A bucket i of 0..255 of a sketch holds the duration of i ns; one of 256..7295 those of
// (128 + i mod 128) * 2^s up to, but not including, (129 + i mod 128) * 2^s ns, where
// s = i/128 - 1. A sketch takes at most 65 KiB, and for the durations of tickets seldom
// more than 4. Durations grow by 1 to 9 bytes with each duration. A Tally takes 98 to
// about 800 bytes.
//
// In JSON counts and nanoseconds are numbers up to 2^53, and strings of digits beyond,
// and the members of nanoseconds are named by the texts of the metrics:
//
//	Tally             {"volume":5,"resolved":3,"waiting":2,
//	                   "nanoseconds":{"first response time":{Sample},...,"call hold time":{Sample}},
//	                   "replies":{Sample},"contacts":{Sample},"ratings":{Sample},
//	                   "reopened":{Proportion},"one_touch":{Proportion},"first_contact":{Proportion}}
//	Durations         {"ended":[5,5,1000],"waiting":[60000000000]}
//	DurationSample    {"nanoseconds":{"n":3,"sum":1010,"squares":1000050}}
//	DurationSketch    {"n":3,"sum":1010,"min":5,"max":1000,"buckets":[5,506],"counts":[2,1]}
//	Flow              {"created":100,"reopened":2,"resolved":85,"ended":1}
//	Attainment        {"met":190,"breached":10,"running":3}
//	DurationInterval  {"low":"2h1m0s","high":"3h5m0s","level":0.95}
//	Measurement       {"elapsed":"10m0s","running":true}
//	Target            {"metric":"first response time","within":"4h0m0s"}, and "stops":"pending" where it has any
//	Policy            {"answer":"by agents and bots","stops":"pending|on hold",...}
//
// A duration of a result or of a target is a text of [time.ParseDuration]. The zero
// DurationInterval, which is no result, is null; null is read as the zero value. In a
// database a value is a column of bytes in the binary form; Scan also reads the JSON
// form, and NULL as the zero value. Readers refuse everything else with [cx.ErrEncoding],
// counts and sums that no tickets have among it, and leave the receiver unchanged: see
// package estimate. What they allocate is bounded by what they are given, but for the
// 57 KiB of a sketch.
//
// [Metric], [Kind], [Actor], [Status] and the options of a [Policy] are texts: the words
// of their String, for an option the name of its value, such as "first unanswered".
// [Statuses] are joined by "|". A policy as a file has it need only say what differs
// from the default; its members are answer, response_from, agent_opened, next_reply,
// resolution, reopens, one_touch, first_contact, merged and stops. Its Clock is not
// among them.
//
// # Sources
//
// Zendesk, "About native Support time duration metrics" and "Calculating first
// reply time" (first reply, first and full resolution, requester wait, agent wait,
// on-hold time; an agent's opening message is no reply); "Defining SLA policies"
// (the next reply is measured from the oldest unanswered message; agent work time
// is new and open); "How are one-touch resolutions calculated?" (agent replies < 2).
//
// Intercom, API reference, "Conversation statistics" (times from the contact's
// first message, to the first and last close; replies by human admins only).
//
// Freshdesk, glossary, "On hold ticket" (states with the SLA timer off), and
// Freshworks Community, "How are First Contact Resolution and Average First
// Response Time defined?" (resolved in the first response).
//
// HubSpot, "Set SLA goals in help desk" (states that pause the timer). ServiceNow, "Configure
// SLA retroactive start and pause" (targets that change on the way).
//
// Zoho Desk, "Response time: cases, example and important notes" (first agent
// response from the assignment, response from the earliest message that is yet to
// be answered). Kimoby, "Average response time" (from the latest message). Front,
// "Reopened conversations". Redo, "Explanation of analytics" (agent-started tickets
// are left out of first response). TicketBoard, "Auto-replies vs real first
// response". SQM Group, "What is first call resolution and how is it measured?".
package tickets
