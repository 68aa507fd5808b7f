package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
)

// A Ref is what a button carries: what to do, with what, for whom.
type Ref struct {
	Verb string // "ask", "share", "unsubscribe", …
	Arg  string // "spain as of 2025-03-13", a subscription's id, …
	ID   string // the reference itself: the same for each press of one button
}

// MaxRef is the longest reference in bytes. Discord allows a custom_id of 100
// characters, the tightest of our platforms:
// https://docs.discord.com/developers/components/reference
const MaxRef = 100

// Errors of Open. Each has a sentence for whoever pressed.
var (
	ErrRefForeign = errors.New("the button belongs to another user")
	ErrRefForged  = errors.New("the button's reference is not ours")
	ErrRefOld     = errors.New("the button is of another release")
)

const refVersion = "n1."

// A Signer makes and opens the references of buttons. They are self-contained:
// a press is answered after a restart and by any process with the same key.
type Signer struct{ key []byte }

// NewSigner derives a signing key from secret; several processes that share
// the secret open each other's references. The secret can't be recovered.
func NewSigner(secret []byte) Signer {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("natobot button reference v1"))
	return Signer{m.Sum(nil)}
}

// Sign makes the reference of a button in a message of a platform's workspace.
// Unless anyone may press it, it is bound to user. The second result is false
// when the reference would exceed MaxRef: then the button is left out.
func (s Signer) Sign(platform, workspace, user string, a Action) (string, bool) {
	if a.Anyone {
		user = ""
	}
	body := make([]byte, 0, 80)
	body = append(body, s.owner(platform, user)...)
	body = append(body, a.Verb...)
	body = append(body, 0)
	body = append(body, a.Arg...)
	ref := refVersion + base64.RawURLEncoding.EncodeToString(append(body, s.mac(platform, workspace, body)...))
	return ref, len(ref) <= MaxRef
}

// Open checks a reference against who pressed and where.
func (s Signer) Open(platform, workspace, user, ref string) (Ref, error) {
	enc, ok := strings.CutPrefix(ref, refVersion)
	if !ok {
		return Ref{}, ErrRefOld
	}
	raw, err := base64.RawURLEncoding.DecodeString(enc)
	if err != nil || len(raw) < ownerLen+1+macLen {
		return Ref{}, ErrRefForged
	}
	body, mac := raw[:len(raw)-macLen], raw[len(raw)-macLen:]
	if !hmac.Equal(mac, s.mac(platform, workspace, body)) {
		return Ref{}, ErrRefForged
	}
	owner := string(body[:ownerLen])
	if owner != string(s.owner(platform, "")) && owner != string(s.owner(platform, user)) {
		return Ref{}, ErrRefForeign
	}
	verb, arg, ok := strings.Cut(string(body[ownerLen:]), "\x00")
	if !ok {
		return Ref{}, ErrRefForged
	}
	return Ref{Verb: verb, Arg: arg, ID: ref}, nil
}

const (
	ownerLen = 4
	macLen   = 10
)

func (s Signer) owner(platform, user string) []byte {
	if user == "" {
		return make([]byte, ownerLen)
	}
	return s.sum("owner", platform, user)[:ownerLen]
}

func (s Signer) mac(platform, workspace string, body []byte) []byte {
	return s.sum("ref", platform, workspace, string(body))[:macLen]
}

func (s Signer) sum(parts ...string) []byte {
	m := hmac.New(sha256.New, s.key)
	for _, p := range parts {
		m.Write([]byte(p))
		m.Write([]byte{0})
	}
	return m.Sum(nil)
}
