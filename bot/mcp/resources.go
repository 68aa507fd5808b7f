package mcp

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// Addresses of resources. An edition is its figures as `data export` writes
// them; evidence is an answer by its reference, in the form of `ask --format
// json`.
const (
	editionURI  = "natobot://editions/"
	evidenceURI = "natobot://evidence/"
	csvType     = "text/csv"
	jsonType    = "application/json"
)

// addResources adds the templates of what can be read. Editions are listed at
// each asking, for they change while a process runs.
func (s *Server) addResources() {
	s.sdk.AddResourceTemplate(&sdk.ResourceTemplate{Name: "edition", Title: "An edition's figures", URITemplate: editionURI + "{id}.csv", MIMEType: csvType,
		Description: "Every figure of an edition: edition, ally, year, measure, value as printed, held unrounded, estimate, source. The tool editions lists the ids."}, s.read)
	s.sdk.AddResourceTemplate(&sdk.ResourceTemplate{Name: "evidence", Title: "An answer by its reference", URITemplate: evidenceURI + "{ref}", MIMEType: jsonType,
		Description: "An answer that says the same figures whenever it is read, by the ref of an earlier result."}, s.read)
}

// listEditions lists the editions of the dataset of the moment.
func (s *Server) listEditions() {
	s.listing.Lock()
	defer s.listing.Unlock()
	d := s.Data()
	if s.listed == d {
		return
	}
	if s.listed != nil {
		for _, e := range s.listed.Editions {
			s.sdk.RemoveResources(editionURI + e.ID + ".csv")
		}
	}
	s.listed = d
	for _, e := range d.Editions {
		s.sdk.AddResource(&sdk.Resource{Name: e.ID, Title: e.Title, URI: editionURI + e.ID + ".csv", MIMEType: csvType,
			Description: fmt.Sprintf("%s, published %s, as CSV", e.Publisher, e.Published.Long())}, s.read)
	}
}

// read reads a resource.
func (s *Server) read(ctx context.Context, r *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
	uri := r.Params.URI
	d := s.Data()
	give := func(kind, text string) (*sdk.ReadResourceResult, error) {
		return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: kind, Text: text}}}, nil
	}
	if name, ok := strings.CutPrefix(uri, editionURI); ok {
		if id, ok := strings.CutSuffix(name, ".csv"); ok {
			if e, ok := d.Edition(id); ok {
				var b strings.Builder
				if err := facts.ExportCSV(&b, []facts.Exportable{e}); err != nil {
					return nil, err
				}
				return give(csvType, b.String())
			}
		}
		return nil, sdk.ResourceNotFoundError(uri)
	}
	ref, ok := strings.CutPrefix(uri, evidenceURI)
	if ref, err := url.PathUnescape(ref); ok && err == nil {
		r, err := s.open(ctx, ref)
		if err == nil {
			raw, err := r.JSON()
			if err != nil {
				return nil, err
			}
			return give(jsonType, string(raw))
		}
	}
	return nil, sdk.ResourceNotFoundError(uri)
}

// open is the answer of a reference, as its page gives it. What can't be opened
// has a sentence.
func (s *Server) open(ctx context.Context, ref string) (bot.Reply, error) {
	r := s.Handler(ctx, bot.Request{Kind: bot.Open, Platform: Platform, Text: ref, At: s.Now()})
	switch r.Kind {
	case bot.KindNoRef:
		return r, badArg("“%s” is no reference of an answer. Take an id from search or a ref from a result, as it stands.", clip(ref))
	case bot.KindGone, "error":
		return r, badArg("%s", strings.Join(append([]string{r.Headline}, r.Lines...), " "))
	}
	return r, nil
}

// since tells what became of an answer's figures after its day.
func since(d *answer.Writer, e *bot.Evidence) []string {
	if e == nil {
		return nil
	}
	var out []string
	for _, c := range e.Revised {
		on := ""
		if c.Kind == facts.Restated {
			on = ", which counts otherwise"
		}
		out = append(out, fmt.Sprintf("Since then: %s, %s %d is %s by the edition of %s%s; it was %s.", d.Name(c.Ally), c.Measure.Label(), c.Year, c.After.Number(), e.Newest.Published.Long(), on, c.Before.Number()))
	}
	if e.Newer != "" {
		out = append(out, "The same question by the newest edition: fetch "+e.Newer)
	}
	return out
}

// evidenceOf is where an answer stands by its reference: its page where there
// is one, else the resource of it; "" for an answer without a reference.
func evidenceOf(a answer.Answer) string {
	switch {
	case a.Address != "":
		return a.Address
	case a.Reference != "":
		return evidenceURI + a.Reference
	}
	return ""
}

// evidenceLink is the resource of an answer that has a reference, or nil.
func evidenceLink(a answer.Answer) *sdk.ResourceLink {
	if a.Reference == "" {
		return nil
	}
	return &sdk.ResourceLink{URI: evidenceURI + a.Reference, Name: "evidence", Title: "This answer, whenever it is read", MIMEType: jsonType}
}

// csvLink is the resource of an edition's figures.
func csvLink(e *facts.Edition) *sdk.ResourceLink {
	return &sdk.ResourceLink{URI: editionURI + e.ID + ".csv", Name: e.ID, Title: e.Title, MIMEType: csvType}
}
