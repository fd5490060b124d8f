package wire

// Kind is the second byte of every binary encoding: what it is an encoding of. The
// numbers are part of the wire format. None is ever given to another type.
type Kind uint8

// The kinds, sixteen to a package; the containers of tallies come first.
const (
	By           Kind = 0x01
	PeriodSeries Kind = 0x02

	Proportion         Kind = 0x10
	Sample             Kind = 0x11
	Weights            Kind = 0x12
	WeightedProportion Kind = 0x13
	WeightedSample     Kind = 0x14
	Interval           Kind = 0x15
	Difference         Kind = 0x16

	NPSTally         Kind = 0x20
	NPSGroups        Kind = 0x21
	NPSWeightedTally Kind = 0x22
	NPSShares        Kind = 0x23

	CSATTally         Kind = 0x30
	CSATWeightedTally Kind = 0x31

	CESTally         Kind = 0x40
	CESWeightedTally Kind = 0x41

	TicketsTally            Kind = 0x50
	TicketsDurations        Kind = 0x51
	TicketsDurationSample   Kind = 0x52
	TicketsDurationSketch   Kind = 0x53
	TicketsFlow             Kind = 0x54
	TicketsAttainment       Kind = 0x55
	TicketsDurationInterval Kind = 0x56
	TicketsMeasurement      Kind = 0x57
	TicketsTarget           Kind = 0x58
	TicketsPolicy           Kind = 0x59

	ChurnCustomers    Kind = 0x60
	ChurnMovement     Kind = 0x61
	ChurnRevenue      Kind = 0x62
	ChurnWindow       Kind = 0x63
	ChurnLifetimes    Kind = 0x64
	ChurnLedger       Kind = 0x65
	ChurnPurchases    Kind = 0x66
	ChurnActivity     Kind = 0x67
	ChurnSpending     Kind = 0x68
	ChurnCohortTable  Kind = 0x69
	ChurnRevenueTable Kind = 0x6a
	ChurnCurve        Kind = 0x6b

	JourneyTally       Kind = 0x70
	JourneyTasks       Kind = 0x71
	JourneyVisits      Kind = 0x72
	JourneyArticles    Kind = 0x73
	JourneySentiment   Kind = 0x75
	JourneyMentions    Kind = 0x76
	JourneyCarts       Kind = 0x77
	JourneyPerCustomer Kind = 0x78

	// More of package churn, whose sixteen are given.
	ChurnActive Kind = 0x90

	ValuePayments Kind = 0x80
	ValueMoney    Kind = 0x81
	ValueAccount  Kind = 0x82
)

// names are the package and the type, as an error message begins.
var names = [...]string{
	By:                      "cx: by",
	PeriodSeries:            "period: series",
	Proportion:              "estimate: proportion",
	Sample:                  "estimate: sample",
	Weights:                 "estimate: weights",
	WeightedProportion:      "estimate: weighted proportion",
	WeightedSample:          "estimate: weighted sample",
	Interval:                "estimate: interval",
	Difference:              "estimate: difference",
	NPSTally:                "nps: tally",
	NPSGroups:               "nps: groups",
	NPSWeightedTally:        "nps: weighted tally",
	NPSShares:               "nps: shares",
	CSATTally:               "csat: tally",
	CSATWeightedTally:       "csat: weighted tally",
	CESTally:                "ces: tally",
	CESWeightedTally:        "ces: weighted tally",
	TicketsTally:            "tickets: tally",
	TicketsDurations:        "tickets: durations",
	TicketsDurationSample:   "tickets: duration sample",
	TicketsDurationSketch:   "tickets: duration sketch",
	TicketsFlow:             "tickets: flow",
	TicketsAttainment:       "tickets: attainment",
	TicketsDurationInterval: "tickets: duration interval",
	TicketsMeasurement:      "tickets: measurement",
	TicketsTarget:           "tickets: target",
	TicketsPolicy:           "tickets: policy",
	ChurnCustomers:          "churn: customers",
	ChurnMovement:           "churn: movement",
	ChurnRevenue:            "churn: revenue",
	ChurnWindow:             "churn: window",
	ChurnLifetimes:          "churn: lifetimes",
	ChurnLedger:             "churn: ledger",
	ChurnPurchases:          "churn: purchases",
	ChurnActivity:           "churn: activity",
	ChurnSpending:           "churn: spending",
	ChurnCohortTable:        "churn: cohort table",
	ChurnRevenueTable:       "churn: revenue table",
	ChurnCurve:              "churn: curve",
	ChurnActive:             "churn: active",
	JourneyTally:            "journey: tally",
	JourneyTasks:            "journey: tasks",
	JourneyVisits:           "journey: visits",
	JourneyArticles:         "journey: articles",
	JourneySentiment:        "journey: sentiment",
	JourneyMentions:         "journey: mentions",
	JourneyCarts:            "journey: carts",
	JourneyPerCustomer:      "journey: per customer",
	ValuePayments:           "value: payments",
	ValueMoney:              "value: money",
	ValueAccount:            "value: account",
}

// String returns the package and the type.
func (k Kind) String() string {
	if int(k) < len(names) && names[k] != "" {
		return names[k]
	}
	return "cx: unknown kind"
}
