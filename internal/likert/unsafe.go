package likert

import (
	"unsafe"

	"github.com/cxmetrics/cx/estimate"
)

// asBytes returns ratings of a type of one byte as the bytes they are, which no
// conversion of the language does without a copy. It is safe because both slices
// have elements of the same size, without pointers, of which every bit pattern is
// a value. The caller only reads, so that a negative int8 is a byte over 127.
func asBytes[R estimate.Integer](ratings []R) ([]byte, bool) {
	if unsafe.Sizeof(R(0)) != 1 {
		return nil, false
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(ratings))), len(ratings)), true
}
