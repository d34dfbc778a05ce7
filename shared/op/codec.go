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
	opts.NilContainers = cbor.NilContainerAsEmpty // nil and empty are the same state, so they are the same bytes
	m, err := opts.EncMode()
	if err != nil {
		panic(err)
	}
	return m
}()

// The decoder is strict: duplicate keys, unknown fields, tags, indefinite lengths and deep nesting are refused before
// anything is built from them.
var dec = func() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
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
}()

// Marshal encodes v in core deterministic CBOR. It panics on a type that cannot be encoded: that is our mistake,
// never the user's.
func Marshal(v any) []byte {
	b, err := enc.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
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
