package discord

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"natobot/bot/adapter"
)

// Mount registers POST /discord/interactions and /discord/events. Without a
// public key there is nothing to mount.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if !a.OverHTTP() {
		return
	}
	mux.HandleFunc("POST /discord/interactions", a.serveInteraction)
	mux.HandleFunc("POST /discord/events", a.serveEvent)
}

// verified reads the body and checks that Discord signed it just now:
// https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint
// Discord sends wrong signatures on purpose and removes an endpoint that
// accepts one. When it is not verified the response is already written.
func (a *Adapter) verified(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	refuse := func(status int) ([]byte, bool) {
		a.kit.Event("unsigned")
		http.Error(w, http.StatusText(status), status)
		return nil, false
	}
	stamp := r.Header.Get("X-Signature-Timestamp")
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(stamp) > 12 {
		return refuse(http.StatusUnauthorized)
	}
	if age := a.now().Sub(time.Unix(sec, 0)); age > timeWindow || age < -timeWindow {
		return refuse(http.StatusUnauthorized)
	}
	sig, err := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
	if err != nil || len(sig) != ed25519.SignatureSize {
		return refuse(http.StatusUnauthorized)
	}
	var signed bytes.Buffer
	signed.WriteString(stamp)
	if _, err := signed.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody)); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return refuse(http.StatusRequestEntityTooLarge)
		}
		return refuse(http.StatusBadRequest)
	}
	if !ed25519.Verify(a.key, signed.Bytes(), sig) {
		return refuse(http.StatusUnauthorized)
	}
	return signed.Bytes()[len(stamp):], true
}

func (a *Adapter) serveInteraction(w http.ResponseWriter, r *http.Request) {
	body, ok := a.verified(w, r)
	if !ok {
		return
	}
	defer a.kit.Work.Enter()()
	var in interaction
	if err := json.Unmarshal(body, &in); err != nil || in.Type != typePing && (in.ID == "" || in.Token == "") {
		a.log.Warn("discord: interaction not understood", "error", err)
		http.Error(w, "This is no interaction.", http.StatusBadRequest)
		return
	}
	ans := a.respond(&in)
	kind, out, err := encode(ans.response, ans.files)
	if err != nil {
		a.log.Error("discord: answer not encoded", "interaction", in.ID, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(out)))
	_, err = w.Write(out)
	if ans.later == nil {
		return
	}
	if err == nil { // what comes later must not overtake it
		err = http.NewResponseController(w).Flush()
	}
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		// Discord hung up before the deferral arrived: its token is dead.
		a.kit.Event("late")
		a.log.Warn("discord: nobody waited for the answer", "interaction", in.ID)
		return
	}
	a.kit.Work.Go(func() {
		defer a.kit.Rescue("later answer")
		ans.later()
	})
}

// serveEvent takes webhook events: https://docs.discord.com/developers/events/webhook-events
// None of them concerns us but the PING that checks the endpoint.
func (a *Adapter) serveEvent(w http.ResponseWriter, r *http.Request) {
	body, ok := a.verified(w, r)
	if !ok {
		return
	}
	var e struct {
		Type  int `json:"type"`
		Event struct {
			Type string `json:"type"`
		} `json:"event"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		http.Error(w, "This is no event.", http.StatusBadRequest)
		return
	}
	if e.Type != 0 {
		a.log.Info("discord: event", "type", adapter.CutUTF16(adapter.Flat(e.Event.Type), 60))
	}
	w.WriteHeader(http.StatusNoContent)
}
