package draw

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestPicture(t *testing.T) {
	const page = `<!DOCTYPE html><html><head><meta charset="utf-8"><style>a > b {}</style></head>
<body class=wide><p>5 &lt; 6&nbsp;&amp; "so"<br>on</p><input disabled>
<section><svg viewBox="0 0 1 1"><path d="M0 0"/></svg><details><summary>more</summary><br><p>folded</p></details>seen</section>
<section>too far<br></section></body></html>`
	got, err := Picture([]byte(page), "p > a {}", 300, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`width="300" height="200"`, "<style>p &gt; a {}</style>", `<body xmlns="http://www.w3.org/1999/xhtml" class="wide"><p>5 &lt; 6` + "\u00a0" + `&amp; &quot;so&quot;<br/>on</p>`,
		`<input disabled="disabled"/>`, `<section><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"></path></svg>seen</section>`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	for _, no := range []string{"folded", "more", "too far", "charset", "DOCTYPE"} {
		if strings.Contains(string(got), no) {
			t.Errorf("%s in\n%s", no, got)
		}
	}
	d := xml.NewDecoder(strings.NewReader(string(got)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("no XML: %v\n%s", err, got)
		}
	}
	if _, err := Picture([]byte("<p <"), "", 1, 1, 1); err == nil {
		t.Error("broken HTML is a picture")
	}
}
