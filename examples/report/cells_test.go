package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// utf16Text returns text in UTF-16 with a byte order mark.
func utf16Text(text string, big bool) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		if big {
			b = append(b, byte(unit>>8), byte(unit))
		} else {
			b = append(b, byte(unit), byte(unit>>8))
		}
	}
	return string(b)
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a buffer takes everything
	_ = w.Close()
	return b.String()
}

// Each file has two answers, a 10 and a 0: an NPS of 0, in chat and mail.
func TestShapes(t *testing.T) {
	const plain = "answered_at,nps,channel\n2024-03-01,10,chat\n2024-03-02,0,mail\n"
	files := map[string]string{
		"plain":               plain,
		"CR":                  strings.ReplaceAll(plain, "\n", "\r"),
		"CRLF":                strings.ReplaceAll(plain, "\n", "\r\n"),
		"UTF-8 mark":          "\ufeff" + plain,
		"UTF-16LE":            utf16Text(plain, false),
		"UTF-16BE":            utf16Text(plain, true),
		"UTF-16 without mark": utf16Text(plain, false)[2:],
		"gzip":                gzipped(plain),
		"gzip of UTF-16":      gzipped(utf16Text(plain, false)),
		"semicolons":          strings.ReplaceAll(plain, ",", ";"),
		"tabs":                strings.ReplaceAll(plain, ",", "\t"),
		"sep=":                "sep=;\r\n" + strings.ReplaceAll(plain, ",", ";"),
		"short rows":          "answered_at,nps,channel,a,b\n2024-03-01,10,chat\n2024-03-02,0,mail,x\n",
		"trailing commas":     "answered_at,nps,channel\n2024-03-01,10,chat,,\n2024-03-02,0,mail,\n",
		"header":              "Answered At , NPS,Channel\n2024-03-01,10,chat\n2024-03-02,0,mail\n",
		"header twice":        "answered_at,nps,channel\n2024-03-01,10,chat\nanswered_at,nps,channel\n2024-03-02,0,mail\n",
		"same column twice":   "answered_at,nps,channel,NPS\n2024-03-01,10,chat,10\n2024-03-02,0,mail,0\n",
		"ratings 10.0":        "answered_at,nps,channel\n2024-03-01,10.0,chat\n2024-03-02,\" 0\",mail\n",
		"labels":              "answered_at,nps,channel\n2024-03-01,10 - Extremely likely,chat\n2024-03-02,0 - Not at all likely,mail\n",
		"unanswered":          plain + "2024-03-03,,chat\n2024-03-04,NULL,chat\n2024-03-04,\\N,chat\n",
	}
	for name, when := range map[string][2]string{
		"UTC":      {"2024-03-01 10:00:00 UTC", "2024-03-02 10:00:00 UTC"},
		"+00":      {"2024-03-01 10:00:00.123+00", "2024-03-02 10:00:00+00"},
		"+0000":    {"2024-03-01T10:00:00+0000", "2024-03-02 10:00:00 +0000"},
		"slashes":  {"2024/03/01", "2024/3/2 9:05"},
		"months":   {"1 Mar 2024", "March 2, 2024 3:04 PM"},
		"seconds":  {"1709287200", "1709373600"},
		"millis":   {"1709287200000", "1709373600000"},
		"GMT+1":    {"2024-03-01 10:00 AM GMT+1", "2024-03-02 11:00 PM GMT+1"},
		"dmy told": {"25/03/2024", "2/3/2024"},
		"mdy told": {"3/25/2024 1:00 PM", "3/2/2024 1:00 AM"},
		"dots":     {"4.3.2024", "05.03.2024 10:00"},
		"digits":   {"20240301", "20240302101500"},
	} {
		files["times "+name] = "answered_at,nps,channel\n\"" + when[0] + "\",10,chat\n\"" + when[1] + "\",0,mail\n"
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			expect(t, figures(t, file, "-surveys", "-"), map[string]any{
				"bad_rows/total": "0", "surveys/nps/all/answers": "2", "surveys/nps/all/nps": "0",
				"surveys/nps/segments/channel/chat/nps": "100", "surveys/nps/periods/2024-03/nps": "0",
			})
		})
	}
}

func TestLatin1(t *testing.T) {
	const file = "answered_at,nps,channel\n2024-03-01,10,Caf\xe9\n2024-03-02,0,\x80uro\n"
	expect(t, figures(t, file, "-surveys", "-"), map[string]any{
		"surveys/nps/segments/channel/Café/nps": "100", "surveys/nps/segments/channel/€uro/nps": "-100",
	})
	// A cell that cannot be printed costs the segment, not the rating.
	expect(t, figures(t, file+"2024-03-03,9,a\x00b\n", "-surveys", "-", "-encoding", "utf-8"), map[string]any{
		"surveys/nps/segments/channel//answers": "3", "bad_rows/total": "0",
	})
}

// What is told by a flag, or by words.
func TestCells(t *testing.T) {
	for _, test := range []struct {
		name, file string
		args       []string
		want       map[string]any
	}{
		{"mdy", "answered_at,nps\n3/4/2024,9\n", []string{"-surveys", "-", "-time-format", "mdy"}, map[string]any{"surveys/nps/periods/2024-03/nps": "100"}},
		{"dmy", "answered_at,nps\n3/4/2024,9\n", []string{"-surveys", "-", "-time-format", "dmy"}, map[string]any{"surveys/nps/periods/2024-04/nps": "100"}},
		{"Z in a layout", "answered_at,nps\n2024-03-31T23:30:00Z,9\n", []string{"-surveys", "-", "-time-format", "2006-01-02T15:04:05Z", "-tz", "Europe/Berlin"},
			map[string]any{"surveys/nps/periods/2024-04/nps": "100"}},
		{"UTC in a layout", "answered_at,nps\n2024-03-31 23:30 UTC,9\n", []string{"-surveys", "-", "-time-format", "2006-01-02 15:04 UTC", "-tz", "Europe/Berlin"},
			map[string]any{"surveys/nps/periods/2024-04/nps": "100"}},
		{"two zones", "answered_at,nps\n2024-03-31 23:30,9\n", []string{"-surveys", "-", "-file-tz", "UTC", "-tz", "Europe/Berlin"},
			map[string]any{"surveys/nps/periods/2024-04/nps": "100"}},
		{"helpdesk", "answered_at,csat\n2024-03-01,Good\n2024-03-01,good\n2024-03-01,Bad\n2024-03-01,Offered\n", []string{"-surveys", "-"},
			map[string]any{"surveys/csat/all/answers": "3", "surveys/csat/all/csat": "66.6666666666666667", "surveys/response/all/rate": "75"}},
		{"map", "answered_at,csat\n2024-03-01,bon\n2024-03-01,mauvais\n", []string{"-surveys", "-", "-map", "bon=yes,mauvais=no"},
			map[string]any{"surveys/csat/all/csat": "50"}},
		{"seven words", "answered_at,csat\n2024-03-01,Extremely Happy\n2024-03-01,Neutral\n", []string{"-surveys", "-"},
			map[string]any{"surveys/csat/all/mean": "5.5"}},
		{"money", "ordered_at,customer_id,amount\n2024-03-01,a,\"$1,234.50\"\n2024-03-01,a ,-$34.50\n", []string{"-orders", "-"},
			map[string]any{"orders/sales/all/sales": "1200", "orders/sales/all/per_customer": "1200"}},
		{"comma", "ordered_at;customer_id;amount\n2024-03-01;a;29,90\n2024-03-01;a;1.000\n", []string{"-orders", "-"},
			map[string]any{"orders/sales/all/sales": "1029.9"}},
		{"open ends", "customer_id,start_date,end_date\na,2024-01-01,9999-12-31\nb,2024-01-01,0000-00-00\nc,2024-01-01,NULL\nd,2024-01-01,\\N\ne,2024-01-01,2024-02-10\n",
			[]string{"-subscriptions", "-", "-as-of", "2024-03-01"}, map[string]any{"subscriptions/churn/periods/2024-02/lost": "1", "subscriptions/churn/periods/2024-02/opening": "5"}},
	} {
		t.Run(test.name, func(t *testing.T) { expect(t, figures(t, test.file, test.args...), test.want) })
	}
}

// What would be read wrongly, or not at all, ends with an error that says what to do.
func TestNotSilent(t *testing.T) {
	many := strings.Repeat("2024-03-01,9\n", guessRows+1)
	for name, test := range map[string]struct {
		file string
		args []string
		want []string
	}{
		"day or month":       {"answered_at,nps\n03/04/2024,9\n03/05/2024,9\n", []string{"-surveys", "-"}, []string{"3 April 2024", "4 March 2024", "-time-format dmy", "mdy", "standard input:2", "answered_at"}},
		"thousands or not":   {"ordered_at,customer_id,amount\n2024-03-01,a,\"1,234\"\n", []string{"-orders", "-"}, []string{"1234", "1.234", "-decimal"}},
		"both orders":        {"answered_at,nps\n25/04/2024,9\n04/25/2024,9\n", []string{"-surveys", "-"}, []string{"25/04/2024", "04/25/2024", "-time-format"}},
		"later order":        {"answered_at,nps\n" + strings.Repeat("25/03/2024,9\n", guessRows+1) + "03/25/2024,9\n", []string{"-surveys", "-"}, []string{"input:1003", "-time-format"}},
		"later encoding":     {"answered_at,nps,plan\n" + strings.Repeat("2024-03-01,9,a\n", guessRows+1) + "2024-03-01,9,\xe9\n", []string{"-surveys", "-"}, []string{"input:1003", "-encoding"}},
		"later decimals":     {"ordered_at,customer_id,amount\n" + strings.Repeat("2024-03-01,a,2.5\n", guessRows+1) + "2024-03-01,a,\"29,90\"\n", []string{"-orders", "-"}, []string{"input:1003", "-decimal"}},
		"every row":          {"answered_at,nps\nsoon,9\n", []string{"-surveys", "-"}, []string{"every row", "soon", "-time-format"}},
		"many rows":          {"answered_at,nps\n" + many + strings.Repeat("2024-03-01,12\n", 200), []string{"-surveys", "-"}, []string{"200 of 1,201 rows", "10%", "-max-bad"}},
		"layout":             {"answered_at,nps\n\"Mon, 4 Mar 2024 10:00:00 +0100\",9\n", []string{"-surveys", "-"}, []string{`-time-format "Mon, 2 Jan 2006 15:04:05 -0700"`}},
		"workbook":           {"PK\x03\x04 and more", []string{"-surveys", "-"}, []string{"Excel", "CSV"}},
		"Parquet":            {"PAR1 and more", []string{"-surveys", "-"}, []string{"Parquet", "COPY"}},
		"broken gzip":        {gzipped("answered_at,nps\n" + many)[:40], []string{"-surveys", "-"}, []string{"unexpected EOF"}},
		"wrong delimiter":    {"answered_at;nps\n2024-03-01;9\n", []string{"-surveys", "-", "-delimiter", ","}, []string{"-delimiter", ";"}},
		"two delimiters":     {"a;b,answered_at;nps\n1;2,3;4\n", []string{"-surveys", "-"}, []string{"-delimiter"}},
		"two columns, other": {"answered_at,nps,nps\n2024-03-01,9,8\n", []string{"-surveys", "-"}, []string{"two columns", "nps#2"}},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, code := execute(test.file, test.args...)
			for _, want := range test.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("no %q in %q", want, stderr)
				}
			}
			if code != exitError || stdout != "" {
				t.Errorf("exit code %d, stdout %q", code, stdout)
			}
		})
	}
	expect(t, figures(t, "answered_at,nps,nps\n2024-03-01,9,1\n", "-surveys", "-", "-nps", "nps#2"), map[string]any{"surveys/nps/all/nps": "-100"})
}

// The report states its guesses.
func TestGuessesAreStated(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte(gzipped("answered_at;nps;plan\n25/3/2024;9;caf\xe9\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	text, _, code := execute("", "-surveys", file)
	for _, want := range []string{"-delimiter", "latin1", "the day before the month", "gzip"} {
		if code != 0 || !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// No text of a time or a number panics, and what has one reading has it whatever is known.
func FuzzCells(f *testing.F) {
	for _, text := range []string{"2024-03-01 10:00:00+00", "3/4/24 1:00 PM GMT+1", "Mar 4, 2024", "1709287200.5", "(1.234,50 €)", "10 - Very"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dmy := timeReader{zone: time.UTC, local: time.UTC, order: orderDMY}
		iso := timeReader{zone: time.UTC, local: time.UTC, order: orderISO}
		a, err1 := dmy.parse(text)
		b, err2 := iso.parse(text)
		if err2 == nil && (err1 != nil || !a.Equal(b)) {
			t.Errorf("%q is %v as iso and %v, %v as dmy", text, b, a, err1)
		}
		for _, mark := range []byte{0, '.', ','} {
			_, _, _ = numberReader{mark: mark}.parse(text)
		}
		_, _ = leadingRating(text)
	})
}
