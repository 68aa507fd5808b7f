package discordfake

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// Limits that Discord checks:
// https://docs.discord.com/developers/components/reference and
// https://docs.discord.com/developers/resources/message. The two of text in
// Components V2 are from https://github.com/discord/discord-api-docs/pull/8562
// and https://github.com/discord/discord-api-docs/issues/8554.
const (
	flagEphemeral    = 1 << 6
	flagSuppressPing = 1 << 12
	flagComponentsV2 = 1 << 15
)

type component struct {
	Type        int             `json:"type"`
	CustomID    *string         `json:"custom_id"`
	Style       int             `json:"style"`
	Label       string          `json:"label"`
	Description string          `json:"description"`
	URL         string          `json:"url"`
	Content     *string         `json:"content"`
	Components  []component     `json:"components"`
	Component   *component      `json:"component"`
	Items       []galleryItem   `json:"items"`
	File        *media          `json:"file"`
	Placeholder string          `json:"placeholder"`
	Value       string          `json:"value"`
	MaxLength   *int            `json:"max_length"`
	Options     []selectOption  `json:"options"`
	Accessory   json.RawMessage `json:"accessory"`
}

type media struct {
	URL string `json:"url"`
}

type galleryItem struct {
	Media       media  `json:"media"`
	Description string `json:"description"`
}

type selectOption struct {
	Label, Value, Description string
	Default                   bool
}

type message struct {
	Content         *string         `json:"content"`
	Embeds          json.RawMessage `json:"embeds"`
	Flags           int             `json:"flags"`
	Components      []component     `json:"components"`
	AllowedMentions json.RawMessage `json:"allowed_mentions"`
	Nonce           json.RawMessage `json:"nonce"`
	Attachments     []struct {
		ID          json.RawMessage `json:"id"`
		Filename    string          `json:"filename"`
		Description string          `json:"description"`
	} `json:"attachments"`
}

// checker collects what Discord would refuse.
type checker struct {
	faults     []string
	components int
	chars      int
	bytes      int
	ids        map[string]bool
	used       map[string]bool // attachment:// names
}

func (c *checker) fault(format string, a ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, a...))
}

func (c *checker) length(what, s string, least, most int) {
	if n := units(s); n < least || n > most {
		c.fault("%s: must be between %d and %d in length, is %d", what, least, most, n)
	}
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// Validate says what Discord would refuse in a message's JSON that comes with
// files of the given names; nil when nothing. Beyond Discord's own rules it
// insists on allowed_mentions being exactly {"parse":[]}.
func Validate(payload []byte, files ...string) []string {
	c := &checker{ids: map[string]bool{}, used: map[string]bool{}}
	var m message
	if err := json.Unmarshal(payload, &m); err != nil {
		return []string{"not a message: " + err.Error()}
	}
	if mentions := string(m.AllowedMentions); mentions != `{"parse":[]}` {
		c.fault(`allowed_mentions: must be {"parse":[]}, is %s`, mentions)
	}
	v2 := m.Flags&flagComponentsV2 != 0
	switch {
	case v2 && m.Content != nil:
		c.fault("content: not allowed with IS_COMPONENTS_V2")
	case v2 && m.Embeds != nil:
		c.fault("embeds: not allowed with IS_COMPONENTS_V2")
	case v2 && len(m.Components) == 0:
		c.fault("components: required with IS_COMPONENTS_V2")
	case !v2 && (m.Content == nil || strings.TrimSpace(*m.Content) == "") && len(m.Components) == 0 && len(files) == 0:
		c.fault("content: cannot send an empty message")
	}
	if m.Content != nil {
		c.length("content", *m.Content, 0, 2000)
	}
	if m.Nonce != nil {
		if n := strings.Trim(string(m.Nonce), `"`); len(n) > 25 || n == "" {
			c.fault("nonce: must be 1 to 25 characters")
		}
	}
	for _, top := range m.Components {
		if !v2 && top.Type != 1 {
			c.fault("components: type %d needs IS_COMPONENTS_V2", top.Type)
		}
		c.component(top, "message")
	}
	if c.components > 40 {
		c.fault("components: %d, more than 40", c.components)
	}
	if c.chars > 4000 {
		c.fault("components: %d characters of text, more than 4000", c.chars)
	}
	if c.bytes > 10170 {
		c.fault("components: %d bytes of text, more than 10170", c.bytes)
	}
	for i, a := range m.Attachments {
		c.length("attachments.description", a.Description, 0, 1024)
		if id := strings.Trim(string(a.ID), `"`); len(files) > 0 && (id != fmt.Sprint(i) || i >= len(files) || a.Filename != files[i]) {
			c.fault("attachments[%d]: names no uploaded file", i)
		}
		if v2 && !c.used[a.Filename] {
			c.fault("attachments[%d]: %s is not referenced by a component", i, a.Filename)
		}
	}
	for name := range c.used {
		if !slices.Contains(files, name) {
			c.fault("components: attachment://%s is not among the files", name)
		}
	}
	return c.faults
}

// Component types.
const (
	row, button, stringSelect, input  = 1, 2, 3, 4
	section, text, thumbnail, gallery = 9, 10, 11, 12
	fileItem, separator, container    = 13, 14, 17
	label                             = 18
)

// inside says which components may stand where.
var inside = map[string][]int{
	"message":   {row, section, text, gallery, fileItem, separator, container},
	"container": {row, section, text, gallery, fileItem, separator},
	"row":       {button, stringSelect},
	"modal":     {row, text, label},
	"label":     {input, stringSelect},
	"modal row": {input},
}

func (c *checker) component(x component, where string) {
	c.components++
	if !slices.Contains(inside[where], x.Type) {
		c.fault("components: type %d may not stand in a %s", x.Type, where)
		return
	}
	switch x.Type {
	case container:
		if len(x.Components) == 0 {
			c.fault("container: is empty")
		}
		for _, y := range x.Components {
			c.component(y, "container")
		}
	case row:
		buttons := 0
		for _, y := range x.Components {
			if y.Type == button {
				buttons++
			}
			c.component(y, map[bool]string{true: "modal row", false: "row"}[where == "modal"])
		}
		if n := len(x.Components); n == 0 || n > 5 || buttons > 0 && buttons < n || buttons == 0 && n > 1 {
			c.fault("action row: must hold 1 to 5 buttons or one select")
		}
	case text:
		if x.Content == nil || strings.TrimSpace(*x.Content) == "" {
			c.fault("text display: is empty")
			return
		}
		c.chars += units(*x.Content)
		c.bytes += len(*x.Content) + 12
	case gallery:
		if len(x.Items) == 0 || len(x.Items) > 10 {
			c.fault("media gallery: must hold 1 to 10 items")
		}
		for _, it := range x.Items {
			c.media(it.Media.URL)
			c.length("media gallery description", it.Description, 0, 1024)
		}
	case fileItem:
		if x.File == nil || !strings.HasPrefix(x.File.URL, "attachment://") {
			c.fault("file: must be an attachment")
			return
		}
		c.media(x.File.URL)
	case button:
		c.button(x)
	case stringSelect:
		c.choice(x)
	case label:
		c.length("label", x.Label, 1, 45)
		c.length("label description", x.Description, 0, 100)
		if x.Component == nil {
			c.fault("label: holds nothing")
			return
		}
		c.component(*x.Component, "label")
	case input:
		c.customID(x.CustomID)
		if x.Style != 1 && x.Style != 2 {
			c.fault("text input: style %d", x.Style)
		}
		c.length("text input placeholder", x.Placeholder, 0, 100)
		c.length("text input value", x.Value, 0, 4000)
		if x.MaxLength != nil && (*x.MaxLength < 1 || *x.MaxLength > 4000) {
			c.fault("text input: max_length %d", *x.MaxLength)
		}
	}
}

func (c *checker) button(x component) {
	c.length("button label", x.Label, 1, 80)
	switch {
	case x.Style == 5:
		c.length("button url", x.URL, 1, 512)
		if u, err := url.Parse(x.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "discord" {
			c.fault("button url: scheme must be http, https or discord")
		}
		if x.CustomID != nil {
			c.fault("button: url and custom_id exclude each other")
		}
	case x.Style < 1 || x.Style > 4:
		c.fault("button: style %d", x.Style)
	default:
		c.customID(x.CustomID)
	}
}

// choice checks a select.
func (c *checker) choice(x component) {
	c.customID(x.CustomID)
	c.length("select placeholder", x.Placeholder, 0, 150)
	if len(x.Options) == 0 || len(x.Options) > 25 {
		c.fault("select: must have 1 to 25 options")
	}
	seen := map[string]bool{}
	for _, o := range x.Options {
		c.length("option label", o.Label, 1, 100)
		c.length("option value", o.Value, 1, 100)
		c.length("option description", o.Description, 0, 100)
		if seen[o.Value] {
			c.fault("select: option value %q twice", o.Value)
		}
		seen[o.Value] = true
	}
}

func (c *checker) media(u string) {
	if name, ok := strings.CutPrefix(u, "attachment://"); ok {
		c.used[name] = true
	} else if !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") {
		c.fault("media: %q is no address", u)
	}
}

func (c *checker) customID(id *string) {
	if id == nil {
		c.fault("custom_id: is required")
		return
	}
	c.length("custom_id", *id, 1, 100)
	if c.ids[*id] {
		c.fault("custom_id: %q is used twice", *id)
	}
	c.ids[*id] = true
}

// ValidateResponse says what Discord would refuse in an interaction response's
// JSON that comes with files of the given names.
func ValidateResponse(payload []byte, files ...string) []string {
	var r struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(payload, &r); err != nil {
		return []string{"not a response: " + err.Error()}
	}
	switch r.Type {
	case 1, 6:
		return nil
	case 4, 7:
		return Validate(r.Data, files...)
	case 5:
		var d struct {
			Flags int `json:"flags"`
		}
		if err := json.Unmarshal(r.Data, &d); err != nil && r.Data != nil {
			return []string{"deferral: " + err.Error()}
		}
		if d.Flags&^flagEphemeral != 0 {
			return []string{"deferral: only EPHEMERAL is allowed"}
		}
	case 8:
		return validateChoices(r.Data)
	case 9:
		return validateModal(r.Data)
	default:
		return []string{fmt.Sprintf("response type %d", r.Type)}
	}
	return nil
}

func validateChoices(data []byte) []string {
	c := &checker{}
	var d struct {
		Choices *[]struct{ Name, Value string } `json:"choices"`
	}
	if err := json.Unmarshal(data, &d); err != nil || d.Choices == nil {
		return []string{"choices: are required"}
	}
	if len(*d.Choices) > 25 {
		c.fault("choices: %d, more than 25", len(*d.Choices))
	}
	for _, x := range *d.Choices {
		c.length("choice name", x.Name, 1, 100)
		c.length("choice value", x.Value, 1, 100)
	}
	return c.faults
}

func validateModal(data []byte) []string {
	c := &checker{ids: map[string]bool{}, used: map[string]bool{}}
	var d struct {
		CustomID   *string     `json:"custom_id"`
		Title      string      `json:"title"`
		Components []component `json:"components"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return []string{"modal: " + err.Error()}
	}
	c.customID(d.CustomID)
	c.length("modal title", d.Title, 1, 45)
	if len(d.Components) == 0 || len(d.Components) > 5 {
		c.fault("modal: must hold 1 to 5 components")
	}
	for _, x := range d.Components {
		c.component(x, "modal")
	}
	return c.faults
}

var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

type command struct {
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Type                     int               `json:"type"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Required                 bool              `json:"required"`
	Options                  []command         `json:"options"`
	DefaultMemberPermissions *string           `json:"default_member_permissions"`
	IntegrationTypes         []int             `json:"integration_types"`
	Contexts                 []int             `json:"contexts"`
}

// locales are Discord's: https://docs.discord.com/developers/reference#locales
var locales = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")

// ValidateCommands says what Discord would refuse in the JSON of a set of
// commands: https://docs.discord.com/developers/interactions/application-commands
func ValidateCommands(payload []byte) []string {
	c := &checker{}
	var cs []command
	if err := json.Unmarshal(payload, &cs); err != nil {
		return []string{"not commands: " + err.Error()}
	}
	seen := map[string]bool{}
	for _, cmd := range cs {
		key := fmt.Sprint(cmd.Type, cmd.Name)
		if seen[key] {
			c.fault("command %s: twice", cmd.Name)
		}
		seen[key] = true
		if cmd.Type == 1 {
			c.command(cmd)
		} else {
			c.length("command name", cmd.Name, 1, 32)
			if cmd.Description != "" || len(cmd.Options) > 0 {
				c.fault("command %s: only chat input has description and options", cmd.Name)
			}
		}
		if n := longest(cmd); n > 8000 {
			c.fault("command %s: %d characters, more than 8000", cmd.Name, n)
		}
	}
	return c.faults
}

func (c *checker) command(cmd command) {
	if !commandName.MatchString(cmd.Name) || cmd.Name != strings.ToLower(cmd.Name) {
		c.fault("name %q", cmd.Name)
	}
	c.length("description of "+cmd.Name, cmd.Description, 1, 100)
	for l, d := range cmd.DescriptionLocalizations {
		c.length(l+" description of "+cmd.Name, d, 1, 100)
		if !slices.Contains(locales, l) {
			c.fault("locale %q", l)
		}
	}
	for l, n := range cmd.NameLocalizations {
		c.length(l+" name of "+cmd.Name, n, 1, 32)
	}
	if len(cmd.Options) > 25 {
		c.fault("%s: more than 25 options", cmd.Name)
	}
	optional := false
	for _, o := range cmd.Options {
		if o.Required && optional {
			c.fault("%s: required option %s after an optional one", cmd.Name, o.Name)
		}
		optional = optional || !o.Required
		c.command(o)
	}
}

// longest counts a command's text with the longest localisation of each.
func longest(cmd command) int {
	most := func(s string, ls map[string]string) int {
		n := units(s)
		for _, l := range ls {
			n = max(n, units(l))
		}
		return n
	}
	n := most(cmd.Name, cmd.NameLocalizations) + most(cmd.Description, cmd.DescriptionLocalizations)
	for _, o := range cmd.Options {
		n += longest(o)
	}
	return n
}
