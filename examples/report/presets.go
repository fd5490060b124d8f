package main

import (
	"fmt"
	"strings"
)

// A preset sets the flags for an export of a vendor. Flags that are given come after it,
// and count.
type preset struct {
	name   string
	kind   string // the flag of its files
	source string // where the vendor documents the columns
	flags  []string
}

// presets are the exports that -preset knows. Columns that an export lacks are left out, as
// those of flags that are not given.
var presets = []preset{
	// "About the data export options: CSV export".
	{"zendesk-tickets", "tickets", "https://support.zendesk.com/hc/en-us/articles/4408886165402", []string{
		"-created-at=Created at", "-first-reply-minutes=First reply time in minutes", "-resolved-at=Solved at",
		"-replies=Replies", "-reopens=Reopens", "-contacts=", "-segment=Via,Group",
	}},
	// The same file: ratings by the time when the ticket was solved, since that of the
	// rating is not in it.
	{"zendesk-satisfaction", "surveys", "https://support.zendesk.com/hc/en-us/articles/4408886165402", []string{
		"-answered-at=Solved at", "-csat=Satisfaction Score", "-nps=", "-ces=", "-segment=Via,Group",
		"-where=Satisfaction Score=good,bad,offered",
	}},
	// Tickets > Export, whose fields these are.
	{"freshdesk-tickets", "tickets", "https://support.freshdesk.com/en/support/solutions/articles/37599-exporting-tickets-from-your-helpdesk", []string{
		"-created-at=Created time", "-first-reply-at=Initial response time", "-resolved-at=Resolved time",
		"-replies=Agent interactions", "-contacts=Customer interactions", "-fcr=contacts", "-segment=Source,Group",
	}},
	// GET /conversations, one of .conversations per object; times are Unix seconds.
	{"intercom-conversations", "tickets", "https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation", []string{
		"-created-at=created_at", "-first-reply-at=statistics.first_admin_reply_at", "-resolved-at=statistics.last_close_at",
		"-reopens=statistics.count_reopens", "-replies=", "-contacts=", "-segment=source.type",
	}},
	{"intercom-ratings", "surveys", "https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation", []string{
		"-answered-at=conversation_rating.created_at", "-csat=conversation_rating.rating", "-nps=", "-ces=", "-segment=source.type",
		"-where=conversation_rating.rating!=",
	}},
	// GET /v1/survey_responses.json.
	{"delighted", "surveys", "https://app.delighted.com/docs/api/listing-survey-responses", []string{
		"-answered-at=created_at", "-nps=score", "-csat=", "-ces=", "-respondent=person", "-where=survey_type=nps",
	}},
	// The second line has the answer options. The ratings bear the question as their name:
	// -nps "How likely ...".
	{"surveymonkey", "surveys", "https://help.surveymonkey.com/en/surveymonkey/analyze/exports/", []string{
		"-answered-at=End Date", "-respondent=Respondent ID", "-skip-rows=1",
	}},
	// The ratings bear the question as their name.
	{"typeform", "surveys", "https://www.typeform.com/help/a/download-and-share-results-360029581691/", []string{
		"-answered-at=Submit Date (UTC)", "-file-tz=UTC",
	}},
	// "CSV and TSV files come with 3 rows of headers". The ratings bear the number of the
	// question: -nps Q1. Previews, tests and unfinished responses are left out.
	{"qualtrics", "surveys", "https://www.qualtrics.com/support/survey-platform/data-and-analysis-module/data/download-data/understanding-your-dataset/", []string{
		"-answered-at=EndDate", "-skip-rows=2", "-where=Finished!=0,false", "-where=Status!=1,2,survey preview,survey test",
	}},
	// Dashboard > Subscriptions > Export, all columns. Stripe lists the fields of the object,
	// and not the names of the columns: these are as public programs read them. A price of
	// every 3 months has an interval of month and interval_count 3, which is a column where
	// the export has it, or stands in Interval.
	{"stripe-subscriptions", "subscriptions", "https://docs.stripe.com/api/subscriptions/object", []string{
		"-subscription-id=id", "-customer=Customer ID", "-start=Created (UTC)", "-end=Ended At (UTC)", "-trial-end=Trial End (UTC)", "-trial=",
		"-mrr=Amount", "-interval=Interval", "-interval-count=Interval Count", "-currency=Currency", "-file-tz=UTC", "-segment=Plan",
		"-where=Status!=incomplete,incomplete_expired",
	}},
	// POST /exports/subscriptions: a column for each attribute of the subscription. The
	// attributes are at https://apidocs.chargebee.com/docs/api/subscriptions: amounts are "in
	// cents", or the smallest unit of another currency. That they are so in the export as well,
	// and mrr among them, is what public programs show that read it: -cents=false, where not.
	{"chargebee-subscriptions", "subscriptions", "https://apidocs.chargebee.com/docs/api/exports", []string{
		"-subscription-id=subscriptions.id", "-customer=customers.id", "-start=subscriptions.started_at", "-end=subscriptions.cancelled_at",
		"-trial-end=subscriptions.trial_end", "-trial=", "-currency=subscriptions.currency_code", "-mrr=subscriptions.mrr", "-cents",
		"-updated=subscriptions.updated_at", "-withdrawn=subscriptions.deleted", "-segment=subscriptions.plan_id",
		"-where=subscriptions.status!=future",
	}},
	// An order has a line for each item, of which the first has the total and what of it was
	// paid back since. Orders that were paid back in full are none. The column Refunded Amount
	// is as public programs have it that read the export.
	{"shopify-orders", "orders", "https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders", []string{
		"-ordered-at=Created at", "-customer=Email", "-amount=Total", "-refunded=Refunded Amount", "-currency=Currency", "-acquisition-cost=", "-segment=Source",
		"-where=Total!=", "-where=Financial Status!=voided,refunded",
	}},
	// Analytics > Orders > Download; the columns are those of get_export_columns in
	// src/Admin/API/Reports/Orders/Controller.php of WooCommerce.
	{"woocommerce-orders", "orders", "https://woocommerce.com/document/woocommerce-analytics/", []string{
		"-ordered-at=Date", "-customer=Customer", "-amount=Net Sales", "-currency=", "-acquisition-cost=", "-segment=Customer type,Attribution",
		"-where=Status!=cancelled,failed",
	}},
}

// presetOf returns the preset that arguments ask for.
func presetOf(name string) (preset, error) {
	names := make([]string, len(presets))
	for i, p := range presets {
		if p.name == name {
			return p, nil
		}
		names[i] = p.name
	}
	return preset{}, fmt.Errorf("-preset %.40q is none of %s", name, strings.Join(names, ", "))
}
