package device

import (
	"crypto/rand"
	"errors"
	"syscall/js"
)

// Passkeys makes and asks passkeys whose secret opens the store on this device. It is local: the server knows nothing of
// them and the challenge is random, because nobody checks a signature. What counts is the secret of the PRF extension,
// which the authenticator gives only after it has verified its person.
type Passkeys struct {
	// Name is what the phone's own list of passkeys shows. It must not name a person or what the app is for.
	Name string
}

// Possible reports whether it is worth a try. Browsers that cannot tell beforehand are believed.
func (Passkeys) Possible() bool {
	credential := js.Global().Get("PublicKeyCredential")
	if !credential.Truthy() || !js.Global().Get("isSecureContext").Bool() {
		return false
	}
	if credential.Get("getClientCapabilities").Type() != js.TypeFunction {
		return true
	}
	can, err := Await(credential.Call("getClientCapabilities"))
	if err != nil {
		return true
	}
	prf := can.Get("extension:prf")
	return prf.IsUndefined() || prf.Bool()
}

// New makes a credential and answers its id and the 32 bytes it gives for salt. Errors: ErrUnsupported when the
// authenticator has no PRF, ErrRefused when the person turned away.
func (p Passkeys) New(salt []byte) (id, secret []byte, err error) {
	options := map[string]any{
		"challenge":   random(),
		"rp":          map[string]any{"name": p.Name},
		"user":        map[string]any{"id": random(), "name": p.Name, "displayName": p.Name},
		"attestation": "none",
		"timeout":     timeout,
		"pubKeyCredParams": []any{
			map[string]any{"type": "public-key", "alg": -7},   // ES256
			map[string]any{"type": "public-key", "alg": -257}, // RS256
		},
		"authenticatorSelection": map[string]any{"residentKey": "preferred", "userVerification": "required"},
		"extensions":             prf(salt),
	}
	credential, err := ask("create", options)
	if err != nil {
		return nil, nil, err
	}
	id = Bytes(credential.Get("rawId"))

	result := credential.Call("getClientExtensionResults").Get("prf")
	if !result.Truthy() || !result.Get("enabled").Truthy() {
		return nil, nil, ErrUnsupported
	}
	if secret = first32(result); secret != nil {
		return id, secret, nil
	}
	// Many authenticators give the secret only when asked, not when made.
	secret, err = p.Secret(id, salt)
	return id, secret, err
}

// Secret asks a credential for the 32 bytes it gives for salt. Errors as New.
func (Passkeys) Secret(id, salt []byte) ([]byte, error) {
	credential, err := ask("get", map[string]any{
		"challenge":        random(),
		"timeout":          timeout,
		"userVerification": "required",
		"allowCredentials": []any{map[string]any{"type": "public-key", "id": Array(id)}},
		"extensions":       prf(salt),
	})
	if err != nil {
		return nil, err
	}
	secret := first32(credential.Call("getClientExtensionResults").Get("prf"))
	if secret == nil {
		return nil, ErrUnsupported
	}
	return secret, nil
}

// timeout is how long the browser waits for the person, in ms.
const timeout = 60_000

func prf(salt []byte) map[string]any {
	return map[string]any{"prf": map[string]any{"eval": map[string]any{"first": Array(salt)}}}
}

func random() js.Value {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand never fails in a browser
	}
	return Array(b)
}

// first32 is the secret in an extension's result, nil when there is none.
func first32(result js.Value) []byte {
	if !result.Truthy() || !result.Get("results").Truthy() || !result.Get("results").Get("first").Truthy() {
		return nil
	}
	if b := Bytes(result.Get("results").Get("first")); len(b) == 32 {
		return b
	}
	return nil
}

func ask(method string, options map[string]any) (js.Value, error) {
	credential, err := Await(js.Global().Get("navigator").Get("credentials").Call(method, map[string]any{"publicKey": options}))
	if err == nil && !credential.Truthy() {
		return credential, ErrRefused
	}
	return credential, refusal(err)
}

// refusal tells what a person did from what a browser cannot do.
func refusal(err error) error {
	var thrown js.Error
	if !errors.As(err, &thrown) || thrown.Value.Type() != js.TypeObject {
		return err
	}
	switch thrown.Value.Get("name").String() {
	case "NotAllowedError", "AbortError":
		return ErrRefused
	case "NotSupportedError", "SecurityError", "InvalidStateError", "ConstraintError":
		return ErrUnsupported
	}
	return err
}
