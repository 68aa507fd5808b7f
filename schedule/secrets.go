package schedule

import (
	"context"
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

// Reseal seals with the first key what an older one sealed, so that the older
// can be dropped. It returns how many workspaces' tokens it sealed anew, and
// how many no key opens: those have to install the bot again, or their key
// must come back. Without write it only counts.
func (s *Store) Reseal(ctx context.Context, write bool) (sealed, lost int, err error) {
	type row struct {
		platform, workspace string
		token, refresh      []byte
	}
	for last := (row{}); ; {
		var page []row
		err := each(ctx, s.db, func(r rows) error {
			var x row
			err := r.Scan(&x.platform, &x.workspace, &x.token, &x.refresh)
			page = append(page, x)
			return err
		}, "SELECT platform, workspace, token, refresh FROM installations WHERE platform > $1 OR platform = $2 AND workspace > $3 ORDER BY platform, workspace LIMIT 500", last.platform, last.platform, last.workspace)
		if err != nil || len(page) == 0 {
			return sealed, lost, err
		}
		for _, x := range page {
			token, stale, err := s.vault.renew(x.platform, x.workspace, x.token)
			refresh, stale2, err2 := s.vault.renew(x.platform, x.workspace, x.refresh)
			if err != nil || err2 != nil {
				lost++
				continue
			}
			if !stale && !stale2 {
				continue
			}
			if !write {
				sealed++
				continue
			}
			if err := s.db.inTx(ctx, func(c conn) error {
				n, err := c.exec(ctx, "UPDATE installations SET token = $1, refresh = $2 WHERE platform = $3 AND workspace = $4 AND token = $5", token, refresh, x.platform, x.workspace, x.token)
				sealed += int(n) // 0: renewed by another process since
				return err
			}); err != nil {
				return sealed, lost, err
			}
		}
		last = page[len(page)-1]
	}
}

// renew is sealed as the first key seals it; stale says that it was not.
func (v vault) renew(platform, workspace string, sealed []byte) (_ []byte, stale bool, err error) {
	if len(sealed) == 0 {
		return []byte{}, false, nil
	}
	if len(v.keys) > 0 {
		if _, err := (vault{v.keys[:1]}).open(platform, workspace, sealed); err == nil {
			return sealed, false, nil
		}
	}
	secret, err := v.open(platform, workspace, sealed)
	if err != nil {
		return nil, false, err
	}
	anew, err := v.seal(platform, workspace, secret)
	return anew, true, err
}

func place(platform, workspace string) []byte { return []byte(platform + "\x00" + workspace) }
