package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"natobot/facts"
)

// document is a .docx of paragraphs.
func document(t testing.TB, paragraphs []string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	body := ""
	for _, p := range paragraphs {
		body += "<w:p>"
		for i, w := range strings.SplitAfter(p, " ") {
			k := len(w) / 2
			if i%3 == 0 && k > 0 && w[k] < 0x80 && w[k-1] < 0x80 {
				body += `<w:r><w:t xml:space="preserve">` + html.EscapeString(w[:k]) + `</w:t></w:r><w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del>`
				w = w[k:]
			}
			body += `<w:ins w:id="2"><w:r><w:t xml:space="preserve">` + html.EscapeString(w) + `</w:t></w:r></w:ins>`
		}
		body += "</w:p>"
	}
	for name, s := range map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(s))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// verdicts is what `check` says of a file, statement by statement.
func verdicts(t *testing.T, path string) string {
	t.Helper()
	code, out, errs := runWith("", "check", "--format", "json", "--as-of", "2025-03-13", path)
	var doc struct {
		Claims []struct{ Sentence, Kind, Verdict, Because, Correct string }
	}
	if err := json.Unmarshal([]byte(out), &doc); code != exitOK || err != nil || len(doc.Claims) == 0 {
		t.Fatalf("%s: %d %v %s %s", path, code, err, out, errs)
	}
	var b strings.Builder
	for _, c := range doc.Claims {
		b.WriteString(strings.Join([]string{strings.ReplaceAll(c.Sentence, "\n", " "), c.Kind, c.Verdict, c.Because, c.Correct}, " | ") + "\n")
	}
	return b.String()
}

// The founding article as HTML and DOCX has the verdicts of its text.
func TestFoundingArticle(t *testing.T) {
	t.Parallel()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var article []string
	for _, s := range d.Statements {
		if s.Origin == "seed" {
			article = append(article, s.Claim)
		}
	}
	dir := t.TempDir()
	page := "<!DOCTYPE html><title>x</title><h1>Rutte</h1>"
	for _, p := range article {
		first, rest, _ := strings.Cut(p, " ")
		page += "<p>" + html.EscapeString(first) + " <a href=x>" + strings.ReplaceAll(html.EscapeString(rest), "2 %", "2&nbsp;%<sup>3</sup>") + "</a></p>"
	}
	for name, raw := range map[string][]byte{"a.txt": []byte(strings.Join(article, "\n\n")), "a.docx": document(t, article), "a.html": []byte(page)} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	plain := func(name string) string {
		return strings.NewReplacer("\u00a0", " ", "³", "").Replace(verdicts(t, filepath.Join(dir, name)))
	}
	want := plain("a.txt")
	for _, name := range []string{"a.docx", "a.html"} {
		if got := plain(name); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
	t.Logf("%d statements of %d sentences", strings.Count(want, "\n"), len(article))
}

const drafted = "13 March 2025\n\nIn 2024 Spain spent 1.95% of GDP on defence, according to NATO.\n\nPoland spent 4.12 % of GDP on defence in 2024.\n"

func TestCheckForms(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte(drafted), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := runWith("", "check", path)
	if code != exitOK || !strings.HasPrefix(out, "2 statements: 1 supported, 1 contradicted\n") || !strings.Contains(out, "(from the dateline)") || !strings.Contains(out, "Right would be: In 2024 Spain spent 1.28%") {
		t.Error(code, out)
	}
	code, out, _ = runWith("", "check", "--format", "html", path)
	if code != exitOK || !strings.HasPrefix(out, "<!DOCTYPE html>") || !strings.Contains(out, "[1 Contradicted]") || strings.Contains(out, `href="/`) || strings.Contains(out, "<form") {
		t.Error(code, out)
	}
	code, out, _ = runWith("", "check", "--format", "claimreview", "--author", "The <Desk>", path)
	var ld struct {
		Graph []struct {
			Type         string `json:"@type"`
			Author       struct{ Name string }
			ReviewRating struct{ RatingValue int }
		} `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(out), &ld); code != exitOK || err != nil || len(ld.Graph) != 2 || ld.Graph[0].Author.Name != "The <Desk>" || ld.Graph[0].ReviewRating.RatingValue != 1 || ld.Graph[1].ReviewRating.RatingValue != 5 {
		t.Error(code, err, out)
	}
	if code, _, errs := runWith("", "check", "--format", "claimreview", path); code != exitUsage || !strings.Contains(errs, "--author") {
		t.Error(code, errs)
	}
	for lang, want := range map[string]struct {
		comma rune
		value string
	}{"en": {',', "1.95"}, "de": {';', "1,95"}} {
		_, out, _ := runWith("", "check", "--format", "csv", "--lang", lang, path)
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff")))
		r.Comma = want.comma
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 3 || rows[1][11] != want.value || len(rows[1]) != len(rows[0]) {
			t.Error(lang, err, rows)
		}
	}
}

// TestSpreadsheet has LibreOffice open the CSV with English and with German
// settings: the numbers are numbers.
func TestSpreadsheet(t *testing.T) {
	t.Parallel()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("left out: LibreOffice (soffice)")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte(drafted), 0o600); err != nil {
		t.Fatal(err)
	}
	for lang, filter := range map[string]string{"en": "44,34,76,1,,1033", "de": "59,34,76,1,,1031"} {
		_, out, _ := runWith("", "check", "--format", "csv", "--lang", lang, filepath.Join(dir, "a.txt"))
		if err := os.WriteFile(filepath.Join(dir, lang+".csv"), []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
		said, err := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--infilter=Text - txt - csv (StarCalc):"+filter, "--convert-to", "fods", "--outdir", dir, filepath.Join(dir, lang+".csv")).CombinedOutput()
		sheet, readErr := os.ReadFile(filepath.Join(dir, lang+".fods"))
		if err != nil || readErr != nil {
			t.Fatalf("%s: %v %v %s", lang, err, readErr, said)
		}
		for _, want := range []string{`office:value="1.95"`, `office:value="1.28"`, `office:value="4.12"`, `office:value="2024"`} {
			if !bytes.Contains(sheet, []byte(want)) {
				t.Errorf("%s: no %s", lang, want)
			}
		}
	}
}
