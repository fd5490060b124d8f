package draw

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Picture returns the top of a page as an SVG picture of so many pixels: the page itself, as
// XML in a foreignObject, with its styles, light or dark as the reader's screen. It has the
// first sections only, and nothing that is folded away.
func Picture(page []byte, style string, width, height, sections int) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" style="width: %[1]dpx; height: %[2]dpx; font-size: 16px">
<style>%s</style>
<foreignObject width="%[1]d" height="%[2]d">
`, width, height, xmlText(style))
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.Entity = false, xml.HTMLEntity
	var left []string // elements that are left out, the innermost last
	inside := false   // the body
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			inside = inside || name == "body"
			if name == "section" {
				sections--
			}
			if len(left) > 0 || !inside || name == "details" || name == "section" && sections < 0 {
				if inside && !empty[name] {
					left = append(left, name)
				}
				continue
			}
			writeStart(&out, t)
		case xml.EndElement:
			switch n := len(left); {
			case n > 0:
				left = left[:n-1]
			case inside && !empty[t.Name.Local]:
				fmt.Fprintf(&out, "</%s>", t.Name.Local)
			}
			inside = inside && t.Name.Local != "body"
		case xml.CharData:
			if inside && len(left) == 0 {
				out.WriteString(xmlText(string(t)))
			}
		}
	}
	out.WriteString("\n</foreignObject>\n</svg>\n")
	return out.Bytes(), nil
}

// empty are the elements without an end tag.
var empty = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "wbr": true}

func writeStart(out *bytes.Buffer, t xml.StartElement) {
	out.WriteString("<" + t.Name.Local)
	switch t.Name.Local { // what a reader of HTML knows by itself
	case "body":
		out.WriteString(` xmlns="http://www.w3.org/1999/xhtml"`)
	case "svg":
		out.WriteString(` xmlns="http://www.w3.org/2000/svg"`)
	}
	for _, a := range t.Attr {
		if a.Name.Local != "xmlns" {
			fmt.Fprintf(out, ` %s="%s"`, a.Name.Local, xmlText(a.Value))
		}
	}
	if empty[t.Name.Local] {
		out.WriteString("/")
	}
	out.WriteString(">")
}

func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
