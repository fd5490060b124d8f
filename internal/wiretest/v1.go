//go:build !go1.27

package wiretest

import "encoding/json"

var codecs = []codec{{"encoding/json", json.Marshal, json.Unmarshal}}
