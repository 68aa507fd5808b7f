package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"mime/multipart"
	"net/textproto"
	"strings"
	"time"

	"natobot/facts/late"
)

// Interaction types:
// https://docs.discord.com/developers/interactions/receiving-and-responding
const (
	typePing         = 1
	typeCommand      = 2
	typeComponent    = 3
	typeAutocomplete = 4
	typeModal        = 5
)

// Interaction response types, from the same page.
const (
	respondPong     = 1
	respondMessage  = 4
	respondDeferred = 5
	respondLater    = 6 // the message pressed is edited later
	respondUpdate   = 7
	respondChoices  = 8
	respondModal    = 9
)

// Message flags: https://docs.discord.com/developers/resources/message
const (
	flagEphemeral    = 1 << 6
	flagSuppressPing = 1 << 12
	flagComponentsV2 = 1 << 15
)

// Permission bits: https://docs.discord.com/developers/topics/permissions
const (
	permAdministrator = 1 << 3
	permManageGuild   = 1 << 5
	permView          = 1 << 10
	permSend          = 1 << 11
	permSendInThreads = 1 << 38
)

// An interaction is decoded with our own types because discordgo's refuse the
// whole payload when it holds a component type that they do not know.
type interaction struct {
	ID                  string          `json:"id"`
	ApplicationID       string          `json:"application_id"`
	Type                int             `json:"type"`
	Data                json.RawMessage `json:"data"`
	GuildID             string          `json:"guild_id"`
	ChannelID           string          `json:"channel_id"`
	Member              *member         `json:"member"`
	User                *user           `json:"user"`
	Token               string          `json:"token"`
	Locale              string          `json:"locale"`
	Context             *int            `json:"context"`
	Owners              map[string]any  `json:"authorizing_integration_owners"`
	AttachmentSizeLimit int64           `json:"attachment_size_limit"`
	AppPermissions      any             `json:"app_permissions"` // of the bot, in this channel
	Channel             json.RawMessage `json:"channel"`
	Message             json.RawMessage `json:"message"` // of a component: the message it stands on

	received time.Time // by the clock of the machine, for the life of the token
}

type user struct {
	ID string `json:"id"`
}

type member struct {
	User        *user  `json:"user"`
	Permissions string `json:"permissions"`
}

// userID is who acted: member in guilds, user in direct messages.
func (in *interaction) userID() string {
	switch {
	case in.Member != nil && in.Member.User != nil:
		return in.Member.User.ID
	case in.User != nil:
		return in.User.ID
	}
	return ""
}

// manages reports whether the member may manage the server, from the
// permissions that Discord computed for this channel: whoever may run a command
// can be changed by administrators, so the default is never relied upon.
func (in *interaction) manages() bool {
	if in.Member == nil {
		return false
	}
	p, ok := permissions(in.Member.Permissions)
	return ok && (p.has(permAdministrator) || p.has(permManageGuild))
}

// A permits is a set of permissions; Discord may have more bits than a word.
type permits struct{ *big.Int }

func permissions(s string) (permits, bool) {
	p, ok := new(big.Int).SetString(s, 10)
	return permits{p}, ok && p.Sign() >= 0
}

func (p permits) has(bit int64) bool { return new(big.Int).And(p.Int, big.NewInt(bit)).Sign() > 0 }

// barred says why the bot can't post later on in the channel of an interaction,
// from the permissions that Discord computed for it there; "" when it can, or
// where Discord says nothing.
func (in *interaction) barred() string {
	s, _ := in.AppPermissions.(string)
	p, ok := permissions(s)
	if !ok || in.direct() || !in.installed() || p.has(permAdministrator) {
		return ""
	}
	var channel struct {
		Type int `json:"type"`
	}
	send, name := int64(permSend), "Send Messages"
	// Threads of each kind: https://docs.discord.com/developers/resources/channel#channel-object-channel-types
	if json.Unmarshal(in.Channel, &channel) == nil && channel.Type >= 10 && channel.Type <= 12 {
		send, name = permSendInThreads, "Send Messages in Threads"
	}
	var lacks []string
	if !p.has(permView) {
		lacks = append(lacks, "“View Channel”")
	}
	if !p.has(send) {
		lacks = append(lacks, "“"+name+"”")
	}
	if len(lacks) == 0 {
		return ""
	}
	return "I may not post in this channel, so nothing can come here yet: give me the permission " + strings.Join(lacks, " and ") + " in the channel's settings."
}

// direct reports whether there is no channel of a server around.
func (in *interaction) direct() bool {
	return in.GuildID == "" || in.Context != nil && *in.Context != 0
}

// visiting reports whether the bot is in the server only with the user who
// installed it: it can answer there, and can't post later on.
func (in *interaction) visiting() bool {
	_, server := in.Owners["0"]
	_, user := in.Owners["1"]
	return in.GuildID != "" && user && !server
}

// installed reports whether the application itself is in the server, so that
// it may post there later on. A user install alone answers interactions only.
func (in *interaction) installed() bool {
	_, ok := in.Owners["0"]
	return in.GuildID != "" && ok
}

// again finds the text of a long button in the message that it stands on.
func (in *interaction) again(hash string) (text string, ok bool) {
	var m struct {
		Parts []textPart `json:"components"`
	}
	if json.Unmarshal(in.Message, &m) != nil {
		return "", false
	}
	for _, p := range m.Parts {
		p.visit(func(s string) {
			for l := range strings.Lines(s) {
				if l, found := strings.CutPrefix(strings.TrimRight(l, "\n"), againMark); found && !ok && textHash(unescape(l)) == hash {
					text, ok = unescape(l), true
				}
			}
		})
	}
	return text, ok
}

type commandData struct {
	Name     string   `json:"name"`
	Type     int      `json:"type"`
	Options  []option `json:"options"`
	TargetID string   `json:"target_id"`
	Resolved struct {
		Messages    map[string]targetMessage `json:"messages"`
		Attachments map[string]sent          `json:"attachments"`
	} `json:"resolved"`
}

// A sent is a file that somebody sent with a command:
// https://docs.discord.com/developers/resources/message#attachment-object
type sent struct {
	Name string `json:"filename"`
	Size int64  `json:"size"`
	URL  string `json:"url"`
}

// A targetMessage is the message that a message command was used on. What it
// holds beside content is decoded leniently: it is anybody's message.
type targetMessage struct {
	Content   string          `json:"content"`
	Embeds    json.RawMessage `json:"embeds"`
	Parts     json.RawMessage `json:"components"`
	Snapshots json.RawMessage `json:"message_snapshots"` // what it forwards
}

// linksOnly are addresses and nothing else, with the brackets that keep Discord
// from showing what is behind them.
var linksOnly = late.Regexp(`^(?:\s*<?https?://[^\s>]+>?)+\s*$`)

// words is what people read in the message. The messages of feeds have only
// embeds, those of bots only components, forwarded ones only snapshots; a link
// alone says what its embed says.
func (m targetMessage) words() string {
	var all []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	if !linksOnly().MatchString(m.Content) {
		add(m.Content)
	}
	if len(all) == 0 {
		var embeds []struct {
			Title, Description string
			Fields             []struct{ Name, Value string }
		}
		if json.Unmarshal(m.Embeds, &embeds) == nil {
			for _, e := range embeds {
				add(e.Title)
				add(e.Description)
				for _, f := range e.Fields {
					add(f.Name)
					add(f.Value)
				}
			}
		}
		var parts []textPart
		if json.Unmarshal(m.Parts, &parts) == nil {
			for _, p := range parts {
				p.visit(add)
			}
		}
	}
	var shots []struct {
		Message targetMessage `json:"message"`
	}
	if json.Unmarshal(m.Snapshots, &shots) == nil {
		for _, s := range shots {
			add(s.Message.words())
		}
	}
	if len(all) == 0 {
		add(m.Content)
	}
	return strings.Join(all, "\n")
}

// A textPart is any component of a message; only texts are looked at.
type textPart struct {
	Type       int        `json:"type"`
	Content    string     `json:"content"`
	Components []textPart `json:"components"`
}

func (p textPart) visit(f func(string)) {
	if p.Type == typeText {
		f(p.Content)
	}
	for _, c := range p.Components {
		c.visit(f)
	}
}

type option struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"`
	Options []option        `json:"options"`
	Focused bool            `json:"focused"`
}

// text is the option's value as it was typed; numbers and truth values as JSON
// writes them.
func (o option) text() string {
	var s string
	if json.Unmarshal(o.Value, &s) == nil {
		return s
	}
	return strings.TrimSpace(string(o.Value))
}

type componentData struct {
	CustomID   string           `json:"custom_id"`
	Values     []string         `json:"values"`
	Components []submittedField `json:"components"`
}

// A submittedField is a component of a modal: a label holds one, an action row
// several.
type submittedField struct {
	CustomID   string           `json:"custom_id"`
	Value      string           `json:"value"`
	Values     []string         `json:"values"`
	Component  *submittedField  `json:"component"`
	Components []submittedField `json:"components"`
}

func (f submittedField) collect(into map[string]string) {
	if f.CustomID != "" {
		into[f.CustomID] = f.Value
		if len(f.Values) > 0 {
			into[f.CustomID] = strings.Join(f.Values, ", ")
		}
	}
	if f.Component != nil {
		f.Component.collect(into)
	}
	for _, c := range f.Components {
		c.collect(into)
	}
}

// A response is the first answer to an interaction.
type response struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

type choiceData struct {
	Choices []choice `json:"choices"`
}

type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type modalData struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []component `json:"components"`
}

type deferredData struct {
	Flags int `json:"flags"`
}

// A message is what render makes. Unlike discordgo's it has no content or
// embeds, which Components V2 forbid, and has nonce and alt text.
type message struct {
	Flags           int          `json:"flags,omitempty"`
	Content         string       `json:"content,omitempty"` // only of the plain fallback
	Components      []component  `json:"components,omitzero"`
	AllowedMentions mentions     `json:"allowed_mentions"`
	Attachments     []attachment `json:"attachments,omitzero"`
	Nonce           string       `json:"nonce,omitempty"`
	EnforceNonce    bool         `json:"enforce_nonce,omitempty"`
	Reference       *reference   `json:"message_reference,omitempty"`

	files []file
}

// replacing is m in the place of a message that was pressed.
func (m message) replacing() message {
	m.Flags &^= flagEphemeral // that message keeps what it is
	if m.Attachments == nil {
		m.Attachments = []attachment{} // an earlier chart goes
	}
	return m
}

// mentions always encodes as {"parse":[]}: nothing that we send pings anyone.
type mentions struct{}

func (mentions) MarshalJSON() ([]byte, error) { return []byte(`{"parse":[]}`), nil }

type reference struct {
	MessageID string `json:"message_id"`
	FailIfNot bool   `json:"fail_if_not_exists"`
}

type attachment struct {
	ID          int    `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

type file struct {
	name, mime string
	data       []byte
}

// encode writes v as JSON, or with files as multipart with payload_json and
// files[n]: https://docs.discord.com/developers/reference#uploading-files
func encode(v any, files []file) (contentType string, body []byte, err error) {
	payload, err := json.Marshal(v)
	if err != nil {
		return "", nil, fmt.Errorf("encode message: %w", err)
	}
	if len(files) == 0 {
		return "application/json", payload, nil
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := func(name, filename, mime string, data []byte) error {
		h := textproto.MIMEHeader{}
		disposition := fmt.Sprintf("form-data; name=%q", name)
		if filename != "" {
			disposition += fmt.Sprintf("; filename=%q", filename)
		}
		h.Set("Content-Disposition", disposition)
		h.Set("Content-Type", mime)
		p, err := w.CreatePart(h)
		if err == nil {
			_, err = io.Copy(p, bytes.NewReader(data))
		}
		return err
	}
	err = part("payload_json", "", "application/json", payload)
	for i, f := range files {
		if err == nil {
			err = part(fmt.Sprintf("files[%d]", i), f.name, f.mime, f.data)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return "", nil, fmt.Errorf("encode message: %w", err)
	}
	return w.FormDataContentType(), b.Bytes(), nil
}
