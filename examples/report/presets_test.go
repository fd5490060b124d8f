package main

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The files of testdata/presets were made for the tests, with the columns of the vendors.
// The figures were counted by hand.
func TestPresets(t *testing.T) {
	more := map[string][]string{
		"surveymonkey":            {"-nps", "How likely is it that you would recommend us?", "-ces", "How easy was it?"},
		"typeform":                {"-nps", "How likely are you to recommend us?"},
		"qualtrics":               {"-nps", "Q1"},
		"stripe-subscriptions":    {"-as-of", "2025-04-01"},
		"chargebee-subscriptions": {"-as-of", "2025-04-01"},
	}
	wants := map[string]map[string]any{
		"zendesk-tickets": {
			"tickets/volume/periods/2025-01/created": "3", "tickets/volume/periods/2025-02/backlog": "1",
			"tickets/first_response/periods/2025-01/hours": "1", "tickets/resolution/periods/2025-01/hours": "10",
			"tickets/contacts/periods/2025-01/fcr": "66.6666666666666667", "tickets/resolution/segments/Via/Mail/hours": "14",
		},
		"zendesk-satisfaction": {"surveys/csat/all/answers": "2", "surveys/csat/all/csat": "50", "surveys/response/all/sent": "3"},
		"freshdesk-tickets": {
			"tickets/volume/all/created": "3", "tickets/first_response/all/hours": "1", "tickets/resolution/all/hours": "4",
			"tickets/contacts/all/fcr": "50", "tickets/contacts/all/contacts": "2",
		},
		"intercom-conversations": {
			"tickets/volume/periods/2025-01/created": "3", "tickets/first_response/all/hours": "0.75", "tickets/resolution/all/hours": "4",
			"tickets/contacts/all/reopened": "50",
		},
		"intercom-ratings": {"surveys/csat/all/answers": "2", "surveys/csat/all/csat": "50"},
		"delighted":        {"surveys/nps/all/answers": "3", "surveys/nps/all/nps": "33.3333333333333333"},
		"surveymonkey":     {"surveys/nps/periods/2025-01/nps": "50", "surveys/nps/periods/2025-02/nps": "-100", "surveys/ces/all/ces": "4.5"},
		"typeform":         {"surveys/nps/periods/2025-01/nps": "100", "surveys/nps/periods/2025-02/nps": "-100"},
		"qualtrics":        {"surveys/nps/all/answers": "2", "surveys/nps/all/nps": "0"},
		"stripe-subscriptions": {
			"subscriptions/churn/periods/2025-02/opening": "5", "subscriptions/churn/periods/2025-02/lost": "1",
			"subscriptions/churn/periods/2025-03/opening": "4", "subscriptions/churn/periods/2025-03/new": "0",
			// 29 a month, 240 a year, 99 a month, 84 every 3 months, 240 every 2 years
			"subscriptions/revenue/periods/2025-02/opening": "186", "subscriptions/revenue/periods/2025-03/opening": "87",
		},
		"chargebee-subscriptions": {
			"subscriptions/churn/periods/2025-02/opening": "3", "subscriptions/churn/periods/2025-02/lost": "1",
			"subscriptions/churn/periods/2025-03/new":           "1",
			"subscriptions/revenue_usd/periods/2025-02/opening": "58", "subscriptions/revenue_usd/periods/2025-02/churned": "29",
			"subscriptions/revenue_jpy/periods/2025-02/opening": "2900", // which has no smaller unit
		},
		"shopify-orders": {
			"orders/sales/all/orders": "3", "orders/sales/all/sales": "102.5", "orders/sales/all/per_customer": "41.25", // 45 and 37.50
			"orders/sales/periods/2025-02/sales": "20", // 23:30 at -0500 is February in UTC
		},
		"woocommerce-orders": {"orders/sales/all/orders": "3", "orders/sales/all/sales": "60.5", "orders/sales/all/per_customer": "60.5"},
	}
	for _, p := range presets {
		t.Run(p.name, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join("testdata", "presets", p.name+".*"))
			if err != nil || len(files) != 1 || wants[p.name] == nil {
				t.Fatalf("files %q, %v; figures %v", files, err, wants[p.name])
			}
			if u, err := url.Parse(p.source); err != nil || u.Scheme != "https" {
				t.Errorf("source %q", p.source)
			}
			figure := figures(t, "", slices.Concat([]string{"-preset", p.name}, more[p.name], []string{"-" + p.kind, files[0]})...)
			expect(t, figure, wants[p.name])
			expect(t, figure, map[string]any{"bad_rows/total": "0"})
			if !strings.Contains(usage, p.name) {
				t.Error("the help does not name it")
			}
		})
	}
	if len(wants) != len(presets) {
		t.Errorf("%d files and %d presets", len(wants), len(presets))
	}
}

func TestPresetFlags(t *testing.T) {
	_, stderr, code := execute("", "-preset", "zendesk", "x.csv")
	if code != exitUsage || !strings.Contains(stderr, "zendesk-tickets") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	// A flag that is given counts, wherever it stands.
	cfg, err := parseFlags([]string{"-created-at", "Opened", "-preset", "zendesk-tickets", "a.csv", "b.csv"})
	if err != nil || cfg.created != "Opened" || cfg.resolved != "Solved at" || cfg.tickets != "a.csv,b.csv" {
		t.Errorf("%q, %q, %q, %v", cfg.created, cfg.resolved, cfg.tickets, err)
	}
}
