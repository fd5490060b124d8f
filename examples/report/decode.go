package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// What a file is like is guessed from its first thousand rows, or from so many
// bytes where these are fewer rows.
const (
	guessRows  = 1000
	guessBytes = 256 << 10
)

// The encodings of -encoding.
const (
	encodingUTF8   = "utf-8"
	encodingLatin1 = "latin1"
	encodingUTF16  = "utf-16"
)

// encodingGuess says how the bytes of a file became text.
type encodingGuess struct {
	name    string
	guessed bool // from the text, and not from a flag or a byte order mark
	broken  bool // UTF-8 with bytes in its first rows that are none
	zipped  bool
	cr      bool // lines end with CR alone
}

// strict reports whether a byte that is not UTF-8 contradicts the guess.
func (g encodingGuess) strict() bool { return g.name == encodingUTF8 && g.guessed && !g.broken }

// notText recognises files that are no text by how they begin.
func notText(start []byte) error {
	for magic, what := range map[string]string{
		"PK\x03\x04":       "this is an Excel workbook (.xlsx) or another zip file: open it and save the sheet as \"CSV UTF-8\", or unpack it, and give that file",
		"\xd0\xcf\x11\xe0": "this is an old Excel workbook (.xls): open it, save the sheet as CSV, and give that file",
		"PAR1":             "this is a Parquet file: make it a CSV file, as by duckdb -c \"COPY (FROM 'FILE.parquet') TO 'FILE.csv'\"",
		"\x28\xb5\x2f\xfd": "this is compressed by zstd: decompress it (zstd -d) or pipe it in (zstd -dc FILE | report -surveys -)",
		"BZh":              "this is compressed by bzip2: pipe it in (bzip2 -dc FILE | report -surveys -)",
		"\xfd7zXZ\x00":     "this is compressed by xz: pipe it in (xz -dc FILE | report -surveys -)",
		"%PDF":             "this is a PDF: export the data as CSV",
	} {
		if bytes.HasPrefix(start, []byte(magic)) {
			return errors.New(what)
		}
	}
	text := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(start[:min(len(start), 200)], []byte("\ufeff"))))
	for begin, what := range map[string]string{
		"<!doctype html": "this is a web page, such as one to sign in, and not the export: open it in a browser to see what it says",
		"<html":          "this is a web page, such as one to sign in, and not the export: open it in a browser to see what it says",
		"<?xml":          "this is XML: export the data as CSV",
		"{\\rtf":         "this is a text document (RTF): save it as plain text",
	} {
		if bytes.HasPrefix(text, []byte(begin)) {
			return errors.New(what)
		}
	}
	return nil
}

// decode returns the text of a file in UTF-8, its lines ending with LF or CRLF.
// A file that gzip made is unpacked.
func decode(in io.Reader, encoding string) (io.Reader, encodingGuess, error) {
	g := encodingGuess{name: encoding}
	b := bufio.NewReaderSize(in, guessBytes)
	if start, _ := b.Peek(2); string(start) == "\x1f\x8b" {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, g, fmt.Errorf("it begins as gzip does, and then: %w", err)
		}
		g.zipped = true
		b = bufio.NewReaderSize(z, guessBytes)
	}
	start, err := b.Peek(guessBytes)
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		return nil, g, err
	}
	if err := notText(start); err != nil {
		return nil, g, err
	}
	var text io.Reader = b
	big := false
	switch {
	case bytes.HasPrefix(start, []byte("\ufeff")):
		_, _ = b.Discard(len("\ufeff")) // they are in the buffer
		if g.name == "" {
			g.name = encodingUTF8
		}
	case g.name == "" || g.name == encodingUTF16:
		name, guessed, order := guessEncoding(start)
		if g.name == "" {
			g.name, g.guessed = name, guessed
			g.broken = name == encodingUTF8 && !utf8.Valid(firstRows(start))
		}
		big = order
	}
	switch g.name {
	case encodingUTF16:
		text = &utf16Reader{in: b, big: big}
	case encodingLatin1:
		text = &latin1Reader{in: b}
	}
	if g.name == encodingUTF16 {
		wide := bufio.NewReaderSize(text, guessBytes)
		start, _ = wide.Peek(guessBytes)
		text = wide
	}
	if bytes.IndexByte(start, '\n') < 0 && bytes.IndexByte(start, '\r') >= 0 {
		g.cr = true
		text = &crReader{in: text}
	}
	return text, g, nil
}

// firstRows returns the rows that guesses are made from.
func firstRows(text []byte) []byte {
	end := 0
	for range guessRows + 1 {
		i := bytes.IndexByte(text[end:], '\n')
		if i < 0 {
			// The last character may be cut off.
			for n := 1; n < utf8.UTFMax && n <= len(text) && len(text) == guessBytes; n++ {
				if r, size := utf8.DecodeRune(text[len(text)-n:]); r == utf8.RuneError && size == 1 && utf8.RuneStart(text[len(text)-n]) {
					return text[:len(text)-n]
				}
			}
			return text
		}
		end += i + 1
	}
	return text[:end]
}

// guessEncoding guesses the encoding of text that has no UTF-8 mark. A byte order
// mark of UTF-16 is no guess.
func guessEncoding(start []byte) (name string, guessed, big bool) {
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return encodingUTF16, false, false
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return encodingUTF16, false, true
	case len(start) >= 4 && start[0] == 0 && start[2] == 0 && start[1] != 0:
		return encodingUTF16, true, true
	case len(start) >= 4 && start[1] == 0 && start[3] == 0 && start[0] != 0:
		return encodingUTF16, true, false
	}
	rows := firstRows(start)
	good, bad := 0, 0
	for i := 0; i < len(rows); {
		r, n := utf8.DecodeRune(rows[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 1 {
			good++
		}
		i += n
	}
	if bad > 0 && good == 0 {
		return encodingLatin1, true, false
	}
	return encodingUTF8, true, false
}

// crReader ends lines with LF where the file has CR.
type crReader struct{ in io.Reader }

func (r *crReader) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	for i := range b[:n] {
		if b[i] == '\r' {
			b[i] = '\n'
		}
	}
	return n, err
}

// windows1252 has the characters of the bytes 0x80 to 0x9f, which Latin-1 leaves
// to control characters that no text has, and Windows uses:
// https://encoding.spec.whatwg.org/index-windows-1252.txt.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

// latin1Reader reads Latin-1, with what Windows adds to it, as UTF-8.
type latin1Reader struct {
	in   io.Reader
	raw  [4096]byte
	text []byte
	err  error
}

func (r *latin1Reader) Read(b []byte) (int, error) {
	if len(r.text) == 0 && r.err == nil {
		var n int
		n, r.err = r.in.Read(r.raw[:])
		r.text = r.text[:0]
		for _, c := range r.raw[:n] {
			char := rune(c)
			if c >= 0x80 && c < 0xa0 {
				char = windows1252[c-0x80]
			}
			r.text = utf8.AppendRune(r.text, char)
		}
	}
	return drain(b, &r.text, r.err)
}

// drain hands out what is decoded, and then the error.
func drain(b []byte, text *[]byte, err error) (int, error) {
	n := copy(b, *text)
	*text = (*text)[n:]
	if n == 0 {
		return 0, err
	}
	return n, nil
}

// utf16Reader reads UTF-16 as UTF-8, without its byte order mark.
type utf16Reader struct {
	in    io.Reader
	big   bool
	begun bool
	high  rune // the first half of a pair
	raw   [4096]byte
	kept  int // bytes of raw that are half of a unit
	text  []byte
	err   error
}

func (r *utf16Reader) Read(b []byte) (int, error) {
	if len(r.text) == 0 && r.err == nil {
		var n int
		n, r.err = r.in.Read(r.raw[r.kept:])
		n += r.kept
		r.text = r.text[:0]
		i := 0
		for ; i+1 < n; i += 2 {
			unit := rune(r.raw[i]) | rune(r.raw[i+1])<<8
			if r.big {
				unit = rune(r.raw[i])<<8 | rune(r.raw[i+1])
			}
			r.add(unit)
		}
		r.kept = copy(r.raw[:], r.raw[i:n])
		if r.err != nil && (r.high != 0 || r.kept != 0) {
			r.text = utf8.AppendRune(r.text, utf8.RuneError)
		}
	}
	return drain(b, &r.text, r.err)
}

func (r *utf16Reader) add(unit rune) {
	first := !r.begun
	r.begun = true
	switch {
	case first && unit == 0xfeff:
	case r.high != 0:
		r.text = utf8.AppendRune(r.text, utf16.DecodeRune(r.high, unit))
		r.high = 0
	case unit >= 0xd800 && unit < 0xdc00:
		r.high = unit
	default:
		r.text = utf8.AppendRune(r.text, unit)
	}
}
