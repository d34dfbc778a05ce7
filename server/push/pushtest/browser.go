package pushtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"damping/shared/api"
)

// browser holds the keys of one subscription.
type browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newBrowser() (*browser, error) {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	auth := make([]byte, 16)
	_, _ = rand.Read(auth) // never fails since Go 1.24
	return &browser{key: key, auth: auth}, nil
}

// subscription is what the browser gives to a page.
func (b *browser) subscription(endpoint string) api.PushSubscription {
	return api.PushSubscription{Endpoint: endpoint, Keys: api.SubscriptionKeys{
		P256DH: base64.RawURLEncoding.EncodeToString(b.key.PublicKey().Bytes()),
		Auth:   base64.RawURLEncoding.EncodeToString(b.auth),
	}}
}

var errSealed = errors.New("pushtest: the message does not open")

// open decrypts a message of one record (RFC 8188, RFC 8291).
func (b *browser) open(body []byte) ([]byte, error) {
	const head = 16 + 4 + 1
	if len(body) < head+65 || body[20] != 65 {
		return nil, errSealed
	}
	salt, theirs, sealed := body[:16], body[head:head+65], body[head+65:]
	public, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return nil, err
	}
	shared, err := b.key.ECDH(public)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(theirs)
	secret, err := hkdf.Key(sha256.New, shared, b.auth, info, 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, errSealed
	}
	plain = bytes.TrimRight(plain, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != 2 { // the mark of the last record
		return nil, errSealed
	}
	return plain[:len(plain)-1], nil
}

// Shown is a notification as a browser reads it.
type Shown struct {
	// Wipe says that the message is the one by which a device is to be emptied; nothing else stands in it.
	Wipe         bool `json:"wipe"`
	WebPush      int  `json:"web_push"`
	Notification struct {
		Title    string `json:"title"`
		Body     string `json:"body"`
		Lang     string `json:"lang"`
		Navigate string `json:"navigate"`
		Tag      string `json:"tag"`
		Silent   bool   `json:"silent"`
		AppBadge string `json:"app_badge"`
		Data     struct {
			ID     string `json:"id"`
			Done   string `json:"done"`
			Snooze string `json:"snooze"`
		} `json:"data"`
	} `json:"notification"`
}

func read(plain []byte) (Shown, error) {
	var s Shown
	d := json.NewDecoder(bytes.NewReader(plain))
	d.DisallowUnknownFields()
	return s, d.Decode(&s)
}
