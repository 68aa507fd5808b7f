package answer

import (
	"encoding/json"
	"hash/maphash"
	"sync"

	"natobot/facts"
	"natobot/facts/query"
)

// readings are texts that were found to be read as some queries on a day. People
// ask the same in many words, of which an answer's reference has one text.
type readings struct {
	seed  maphash.Seed
	mu    sync.RWMutex
	known map[uint64]struct{}
}

// maxReadings is how many are kept; then it starts anew.
const maxReadings = 4096

func newReadings() *readings {
	return &readings{seed: maphash.MakeSeed(), known: map[uint64]struct{}{}}
}

// key stands for a text, a day and queries; false where one has a number that
// can't be written.
func (k *readings) key(text string, day facts.Date, qs []query.Query) (uint64, bool) {
	raw, err := json.Marshal(qs)
	if err != nil {
		return 0, false
	}
	var h maphash.Hash
	h.SetSeed(k.seed)
	h.WriteString(text)
	h.WriteByte(0)
	h.WriteString(string(day))
	h.WriteByte(0)
	h.Write(raw)
	return h.Sum64(), true
}

func (k *readings) has(key uint64) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	_, ok := k.known[key]
	return ok
}

func (k *readings) add(key uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.known) >= maxReadings {
		clear(k.known)
	}
	k.known[key] = struct{}{}
}
