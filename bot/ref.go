package bot

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
	"strings"
	"sync"
)

// A Ref is what a button carries: what to do, with what, for whom.
type Ref struct {
	Verb VerbName
	Arg  string // "spain as of 2025-03-13", a subscription's id, …
	ID   string // the reference itself: the same for each press of one button
}

// Replaces reports whether the answer to a press, unless it is a refusal or a
// question, stands in the place of the message that the button stands on.
func (r Ref) Replaces() bool {
	v, ok := VerbNamed(r.Verb)
	return ok && v.Replaces
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
type Signer struct{ keys []*signKey }

// A signKey keeps hashes of its key ready: making one costs more than using it.
type signKey struct{ hashes sync.Pool }

// NewSigner derives signing keys from secrets; several processes that share
// them open each other's references. The first signs, all open, so that a
// secret can be replaced without turning old buttons dead. The secrets can't
// be recovered from a reference.
func NewSigner(secret []byte, older ...[]byte) Signer {
	var s Signer
	for _, k := range append([][]byte{secret}, older...) {
		m := hmac.New(sha256.New, k)
		m.Write([]byte("natobot button reference v1"))
		derived := m.Sum(nil)
		s.keys = append(s.keys, &signKey{sync.Pool{New: func() any { return hmac.New(sha256.New, derived) }}})
	}
	return s
}

// Sign makes the reference of a button in a message of a platform's workspace.
// Unless anyone may press it, it is bound to user. The second result is false
// when the reference would exceed MaxRef, or a zero Signer has no key: then the
// button is left out.
func (s Signer) Sign(platform, workspace, user string, a Action) (string, bool) {
	if len(s.keys) == 0 {
		return "", false
	}
	if a.Anyone {
		user = ""
	}
	body := make([]byte, 0, 80)
	body = append(body, owner(s.keys[0], platform, user)...)
	body = append(body, a.Verb...)
	body = append(body, 0)
	body = append(body, a.Arg...)
	ref := refVersion + base64.RawURLEncoding.EncodeToString(append(body, mac(s.keys[0], platform, workspace, body)...))
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
	body, sum := raw[:len(raw)-macLen], raw[len(raw)-macLen:]
	var key *signKey
	for _, k := range s.keys {
		if hmac.Equal(sum, mac(k, platform, workspace, body)) {
			key = k
			break
		}
	}
	if key == nil {
		return Ref{}, ErrRefForged
	}
	bound := body[:ownerLen]
	if !bytes.Equal(bound, owner(key, platform, "")) && !bytes.Equal(bound, owner(key, platform, user)) {
		return Ref{}, ErrRefForeign
	}
	verb, arg, ok := strings.Cut(string(body[ownerLen:]), "\x00")
	if !ok {
		return Ref{}, ErrRefForged
	}
	return Ref{Verb: VerbName(verb), Arg: arg, ID: ref}, nil
}

const (
	ownerLen = 4
	macLen   = 10
)

func owner(key *signKey, platform, user string) []byte {
	if user == "" {
		return make([]byte, ownerLen)
	}
	return sum(key, "owner", platform, user)[:ownerLen]
}

func mac(key *signKey, platform, workspace string, body []byte) []byte {
	return sum(key, "ref", platform, workspace, string(body))[:macLen]
}

func sum(key *signKey, parts ...string) []byte {
	m := key.hashes.Get().(hash.Hash)
	defer key.hashes.Put(m)
	m.Reset()
	for _, p := range parts {
		m.Write([]byte(p))
		m.Write([]byte{0})
	}
	return m.Sum(nil)
}
