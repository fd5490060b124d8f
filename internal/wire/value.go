package wire

// The functions below make the methods of a type from the one that describes its parts.

// UnmarshalBinary reads the binary form into v, which stays as it was on an error.
func UnmarshalBinary[T any](kind Kind, data []byte, v *T, parts func(*T, *Coder)) error {
	c := FromBinary(kind, data)
	return read(&c, v, parts)
}

// UnmarshalJSON reads the JSON form into v, which stays as it was on an error.
func UnmarshalJSON[T any](kind Kind, data []byte, v *T, parts func(*T, *Coder)) error {
	c := FromJSON(kind, data)
	return read(&c, v, parts)
}

func read[T any](c *Coder, v *T, parts func(*T, *Coder)) error {
	var u T
	parts(&u, c)
	err := c.Err()
	if err == nil {
		*v = u
	}
	return err
}
