package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func (p *process) stream(body string) answer {
	p.tb.Helper()
	a, err := p.do(http.MethodPost, "/v1/import", "application/x-ndjson", strings.NewReader(body))
	if err != nil {
		p.tb.Fatal(err)
	}
	return a
}

// figuresText is the results without the time they are of.
func (p *process) figuresText() string {
	_, text, _ := strings.Cut(string(p.get("/v1/results").body), `"level"`)
	return text
}

// TestExportImport: an export sent into another service makes the same of it, and sent in
// again nothing.
func TestExportImport(t *testing.T) {
	dir := t.TempDir()
	a := start(t, "-db", filepath.Join(dir, "a.sqlite"))
	s := newSent(7)
	n := 0
	for _, k := range kinds {
		a.keep(k, s.by[k]...)
		n += len(s.by[k])
	}
	export := string(a.get("/v1/admin/export").body)
	if got := strings.Count(export, "\n"); got != n {
		t.Fatalf("%d lines of %d events", got, n)
	}
	b := start(t, "-db", filepath.Join(dir, "b.sqlite"))
	for _, want := range []string{fmt.Sprintf(`{"accepted":%d,"duplicates":0}`, n), fmt.Sprintf(`{"accepted":0,"duplicates":%d}`, n)} {
		if got := b.stream(export); strings.TrimSpace(string(got.body)) != want {
			t.Errorf("%d %s, want %s", got.status, got.body, want)
		}
		if a.figuresText() != b.figuresText() {
			t.Error("the figures differ")
		}
	}
	if got := a.stream(export); !strings.Contains(string(got.body), `"accepted":0`) {
		t.Errorf("its own export: %s", got.body)
	}
	if string(b.get("/v1/admin/export").body) != export {
		t.Error("the export of the import differs")
	}
}

// TestImportRefused: the line is named, what precedes it stays, and sent again it counts once.
func TestImportRefused(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	good := func(id string) string {
		return `{"kind":"nps","id":"` + id + `","at":"2026-01-01T00:00:00Z","rating":1}` + "\n"
	}
	for _, test := range []struct {
		bad, want string
		status    int
	}{
		{`{"kind":"nps","at":"2026-01-01T00:00:00Z","rating":11}`, "#line=3/rating", 422},
		{`{"kind":"ratings","at":"2026-01-01T00:00:00Z","rating":1}`, "#line=3/kind", 422},
		{`{"at":"2026-01-01T00:00:00Z","rating":1}`, "#line=3/kind", 422},
		{`{`, "line 3", 400},
		{strings.Repeat(" ", maxLine+1), "line 3", 400},
		{`{"kind":"nps","id":"a","at":"2026-01-01T00:00:00Z","rating":2}`, "#line=3/id", 409},
	} {
		a := p.stream(good("a") + "\n" + test.bad + "\n" + good("b"))
		if a.status != test.status || !strings.Contains(string(a.body), test.want) {
			t.Errorf("%.60s: %d %s", test.bad, a.status, a.body)
		}
	}
	if a := p.stream(good("a") + good("b")); a.status != 200 || p.results("?unit=quarter&periods=20").Total.NPS.Answers != 2 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestErase: what is left is as if the rest had never been sent, after a restart too, and
// the file has nothing of it.
func TestErase(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	p := start(t, "-db", file, "-segments", "2")
	at := `"at":"` + time.Now().UTC().Format(time.RFC3339) + `"`
	post := func(path, body string, status int) string {
		t.Helper()
		a := p.post(path, body)
		if a.status != status {
			t.Errorf("%s %s: %d %s, want %d", path, body, a.status, a.body, status)
		}
		return strings.TrimSpace(string(a.body))
	}
	post("/v1/nps", `[{`+at+`,"rating":9,"segment":"web","id":"keep"}]`, 200)
	post("/v1/tickets", `[{`+at+`,"ticket":"keep","event":"created","actor":"customer"}]`, 200)
	want := p.figuresText()
	add := func() {
		t.Helper()
		post("/v1/nps", `{`+at+`,"rating":0,"segment":"junk","id":"wrong","customer":"jane-doe-77"}`, 200)
		post("/v1/activity", `{`+at+`,"customer":"jane-doe-77","segment":"junk"}`, 200)
		post("/v1/tickets", `[{`+at+`,"ticket":"T","event":"created","actor":"customer","customer":"jane-doe-77","segment":"junk"},{`+at+`,"ticket":"T","event":"replied","actor":"agent"}]`, 200)
	}
	for what, n := range map[string]int{`{"customer":"jane-doe-77"}`: 4, `{"segment":"junk"}`: 4} {
		add()
		if got := post("/v1/admin/erase", what, 200); got != fmt.Sprintf(`{"erased":%d}`, n) {
			t.Errorf("%s: %s", what, got)
		}
		if got := p.figuresText(); got != want {
			t.Errorf("after %s:\n%s\nwant\n%s", what, got, want)
		}
	}
	add()
	post("/v1/admin/erase", `{"kind":"nps","id":"wrong"}`, 200)
	post("/v1/admin/erase", `{"ticket":"T"}`, 200)
	post("/v1/admin/erase", `{"kind":"nps","id":"wrong"}`, 200) // nothing more
	for _, name := range []string{file, file + "-wal"} {
		text, err := os.ReadFile(name)
		if err == nil && bytes.Contains(text, []byte(`"wrong"`)) {
			t.Errorf("%s has what was erased", name)
		}
	}
	post("/v1/admin/erase", `{"segment":"junk"}`, 200)
	post("/v1/nps", `{`+at+`,"rating":0,"segment":"other"}`, 200) // its slot is free
	post("/v1/admin/erase", `{"segment":"other"}`, 200)

	// A ticket's creation cannot go alone.
	post("/v1/tickets", `[{`+at+`,"ticket":"U","event":"created","actor":"bot","id":"u"},{`+at+`,"ticket":"U","event":"noted"}]`, 200)
	post("/v1/admin/erase", `{"kind":"tickets","id":"u"}`, 409)
	post("/v1/admin/erase", `{"ticket":"U"}`, 200)
	if got := post("/healthz", "", 405); got == "" {
		t.Error("no answer")
	}
	if got := p.get("/healthz"); got.status != 200 {
		t.Errorf("healthz after a refusal: %d", got.status)
	}
	for _, bad := range []string{`{}`, `{"customer":"a","segment":"b"}`, `{"id":"x"}`, `{"customer":""}`} {
		post("/v1/admin/erase", bad, 422)
	}
	p.kill()
	p = start(t, "-db", file)
	if got := p.figuresText(); got != want {
		t.Errorf("after a restart:\n%s\nwant\n%s", got, want)
	}
}
