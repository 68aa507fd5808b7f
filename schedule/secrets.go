package schedule

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"
)

// A vault encrypts tokens at rest with XChaCha20-Poly1305. What is sealed for
// one workspace opens for no other. The first key seals, all open.
type vault struct{ keys []cipher.AEAD }

var (
	errNoKey    = errors.New("NATOBOT_SECRET_KEY is not set, and tokens are only kept encrypted")
	errWrongKey = errors.New("a token can't be opened: it was sealed with a key that NATOBOT_SECRET_KEY does not hold")
)

func newVault(keys [][]byte) (vault, error) {
	var v vault
	for _, k := range keys {
		a, err := chacha20poly1305.NewX(k)
		if err != nil {
			return v, errors.New("NATOBOT_SECRET_KEY: each key must have 32 bytes")
		}
		v.keys = append(v.keys, a)
	}
	return v, nil
}

func (v vault) seal(platform, workspace, secret string) ([]byte, error) {
	if secret == "" {
		return []byte{}, nil
	}
	if len(v.keys) == 0 {
		return nil, errNoKey
	}
	a := v.keys[0]
	nonce := make([]byte, a.NonceSize(), a.NonceSize()+len(secret)+a.Overhead())
	rand.Read(nonce) // never fails: crypto/rand ends the process instead
	return a.Seal(nonce, nonce, []byte(secret), place(platform, workspace)), nil
}

func (v vault) open(platform, workspace string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	if len(v.keys) == 0 {
		return "", errNoKey
	}
	for _, a := range v.keys {
		if len(sealed) < a.NonceSize() {
			return "", errWrongKey
		}
		if b, err := a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], place(platform, workspace)); err == nil {
			return string(b), nil
		}
	}
	return "", errWrongKey
}

func place(platform, workspace string) []byte { return []byte(platform + "\x00" + workspace) }
