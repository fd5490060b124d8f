package wire

// List is a part that is a list, each of whose elements has the one part that part
// describes: in binary the number of elements and then each, in JSON an array. What is
// read is appended to an empty list as it comes, so that it takes no more memory than
// what is there.
func List[T any](c *Coder, name string, list *[]T, part func(c *Coder, name string, v *T)) {
	switch c.mode {
	case toBinary, toJSON:
		n := uint64(len(*list))
		if c.mode == toBinary {
			c.Count(name, &n)
		} else {
			c.name(name)
			c.b = append(c.b, '[')
			c.comma = false
		}
		for i := range *list {
			c.element = c.mode == toJSON
			part(c, name, &(*list)[i])
		}
		if c.mode == toJSON {
			c.b = append(c.b, ']')
			c.comma = true
		}
	case fromBinary:
		n := c.uvarint()
		for ; n > 0 && c.Reading(); n-- {
			readElement(c, name, list, part)
		}
	case fromJSON:
		data := c.member(name)
		if !c.Reading() {
			return
		}
		// An element is the only member of an object whose name is that of the list.
		var frame [1]member
		ok := eachElement(data, func(element []byte) bool {
			frame[0] = member{[]byte(name), element}
			c.frames = append(c.frames, frame[:])
			readElement(c, name, list, part)
			if c.err == nil {
				c.pop()
			}
			return c.err == nil
		})
		if !ok {
			c.Fail("%s: %.40q is not an array", name, data)
		}
	}
}

func readElement[T any](c *Coder, name string, list *[]T, part func(c *Coder, name string, v *T)) {
	var zero T
	*list = append(*list, zero)
	part(c, name, &(*list)[len(*list)-1])
}

// Null is a part of the JSON form that is null where it is undefined, and then is all
// there is of it; Null reports whether it is.
func (c *Coder) Null(name string, undefined bool) bool {
	if c.mode == toJSON && undefined {
		c.name(name)
		c.b = append(c.b, "null"...)
		return true
	}
	if c.mode == fromJSON && c.Reading() {
		members := c.frames[len(c.frames)-1]
		for i := range members {
			if m := &members[i]; string(m.value) == "null" && string(m.name) == name {
				m.value = nil
				return true
			}
		}
	}
	return false
}

// Optional makes of a part of the JSON form one that may be null, and then is nil.
func Optional[T any](part func(c *Coder, name string, v *T)) func(c *Coder, name string, v **T) {
	return func(c *Coder, name string, v **T) {
		if c.Null(name, *v == nil) {
			return
		}
		if *v == nil {
			*v = new(T)
		}
		part(c, name, *v)
	}
}
