package op

// Scan reads an id from a database column of 16 bytes; an absent value is the zero ID. It has the shape of
// database/sql's Scanner without importing it, because this package runs in the browser, too.
func (id *ID) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case []byte:
		return id.UnmarshalBinary(b)
	}
	return errID
}
