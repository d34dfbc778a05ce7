package op

import (
	"errors"

	"damping/shared/errs"

	"github.com/fxamacker/cbor/v2"
)

// Core deterministic encoding (RFC 8949 §4.2.1): the same value gives the same bytes on the phone and on the server,
// which is what lets both compare states byte for byte.
var enc = func() cbor.EncMode {
	opts := cbor.CoreDetEncOptions()
	opts.NilContainers = cbor.NilContainerAsEmpty   // nil and empty are the same state, so they are the same bytes
	opts.BinaryMarshaler = cbor.BinaryMarshalerNone // an array of bytes is a byte string as it is
	m, err := opts.EncMode()
	if err != nil {
		panic(err)
	}
	return m
}()

// The decoder is strict: duplicate keys, unknown fields, tags, indefinite lengths and deep nesting are refused before
// anything is built from them.
var dec = decoder(cbor.ExtraDecErrorUnknownField)

// later reads what a server of a later version says: members that this program does not know are passed over. It is as
// strict otherwise.
var later = decoder(cbor.ExtraDecErrorNone)

func decoder(extra cbor.ExtraDecErrorCond) cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		ExtraReturnErrors: extra,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		UTF8:              cbor.UTF8RejectInvalid,
		MaxNestedLevels:   16,
		MaxArrayElements:  1 << 20,
		MaxMapPairs:       1 << 16,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return m
}

// Marshal encodes v in core deterministic CBOR. It panics on a type that cannot be encoded: that is our mistake,
// never the user's.
func Marshal(v any) []byte {
	b, err := enc.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// UnmarshalAnswer decodes what a server says, which may be of a later version than this program. Errors are as with
// Unmarshal.
func UnmarshalAnswer(b []byte, v any) error {
	if later.Unmarshal(b, v) != nil {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	return nil
}

// Unmarshal decodes strictly. Errors are *errs.Error: unknown_field or bad_request; they never quote the input.
func Unmarshal(b []byte, v any) error {
	err := dec.Unmarshal(b, v)
	if err == nil {
		return nil
	}
	var unknown *cbor.UnknownFieldError
	if errors.As(err, &unknown) {
		return errs.E(errs.UnknownField, "err.unknown_field")
	}
	return errs.E(errs.BadRequest, "err.bad_request")
}
