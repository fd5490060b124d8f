//go:build go1.27

package wiretest

import (
	"encoding/json"
	jsonv2 "encoding/json/v2"
)

var codecs = []codec{
	{"encoding/json", json.Marshal, json.Unmarshal},
	{
		"encoding/json/v2",
		func(v any) ([]byte, error) { return jsonv2.Marshal(v) },
		func(data []byte, v any) error { return jsonv2.Unmarshal(data, v) },
	},
}
