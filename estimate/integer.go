package estimate

// Integer is any integer type, named ones included. Survey packages accept
// slices and iterators of it.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}
