package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
)

const juneWorkbook = "../../facts/workbook/testdata/240617-def-exp-2024-TABLES-en.xlsx"

func dataCommand(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = runData(args, &o, &e)
	return code, o.String(), e.String()
}

// broken is NATO's workbook with one cell changed.
func broken(t *testing.T, sheet, cell string, v any) string {
	t.Helper()
	f, err := excelize.OpenFile(juneWorkbook)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellValue(sheet, cell, v); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "broken.xlsx")
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
	return name
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func TestDataImport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	code, out, errs := dataCommand(t, "import", juneWorkbook, "--edition", "nato-2024-06", "--published", "2024-06-17", "--into", dir, "--dry-run")
	if code != 0 || !strings.Contains(out, "Nothing was written") || len(entries(t, dir)) != 0 {
		t.Fatalf("%d %s %s; %q", code, out, errs, entries(t, dir))
	}
	code, out, errs = dataCommand(t, "import", juneWorkbook, "--edition", "nato-2024-06", "--published", "2024-06-17", "--into", dir)
	if code != 0 || !strings.Contains(out, "5377 figures") || !strings.Contains(out, "Slovak Republic, share of GDP, 2024") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if got := entries(t, dir); len(got) != 1 || got[0] != "nato-2024-06" {
		t.Errorf("%q was written", got)
	}
	if code, out, errs := dataCommand(t, "lint", dir); code != 0 {
		t.Errorf("lint: %d %s %s", code, out, errs)
	}
	d, err := facts.Load(facts.Embedded(), os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := d.Edition("nato-2024-06")
	if f, ok := e.Figure("ESP", facts.ShareOfGDP, 2024); !ok || f.Value != 1.28 || !f.Estimate || f.Source != "nato-2024-06" {
		t.Errorf("Spain 2024: %+v", f)
	}
	before, err := os.ReadFile(filepath.Join(dir, "nato-2024-06", "figures.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "5377 figures are the same, 0 differ, 0 are new and 0 fall away") {
		t.Errorf("%s", out)
	}
	if code, _, errs := dataCommand(t, "import", juneWorkbook, "--edition", "nato-2024-06", "--published", "2024-06-17", "--into", dir); code != 2 || !strings.Contains(errs, "already") {
		t.Errorf("again: %d %s", code, errs)
	}
	after, err := os.ReadFile(filepath.Join(dir, "nato-2024-06", "figures.csv"))
	if err != nil || string(before) != string(after) {
		t.Errorf("%v: a refused import changed what was there", err)
	}
}

func TestDataImportRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, sheet, cell string
		v                 any
		want              string
	}{
		{"a text", "TABLE3", "N37", "about 1.3", "cell N37"},
		{"a country", "TABLE2", "C37", "Ireland", "cell C37"},
		{"a figure ten times too large", "TABLE3", "M37", 11.94, "cell M37"},
		{"an amount ten times too large", "TABLE1", "K14", 319765.0, "cell K14"},
		{"a year", "TABLE5", "H8", "2081", "cell H8"},
		{"a unit", "TABLE7", "C18", "Persons", "cell C18"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			code, out, errs := dataCommand(t, "import", broken(t, c.sheet, c.cell, c.v), "--edition", "nato-2024-06", "--published", "2024-06-17", "--into", dir)
			if code != 4 || !strings.Contains(errs, c.want) || !strings.Contains(errs, c.sheet) || out != "" {
				t.Errorf("%d %q %q", code, out, errs)
			}
			if got := entries(t, dir); len(got) != 0 {
				t.Errorf("%q was left", got)
			}
		})
	}
	for _, args := range [][]string{
		{"import"}, {"import", juneWorkbook}, {"import", juneWorkbook, "--edition", "nato-2024-06"},
		{"import", juneWorkbook, "--edition", "../evil", "--published", "2024-06-17", "--dry-run"},
		{"import", juneWorkbook, "--edition", "nato-2024-06", "--published", "17 June", "--dry-run"},
		{"import", juneWorkbook, "--edition", "nato-2024-06", "--published", "2024-06", "--dry-run"},
		{"import", "no-such-file.xlsx", "--edition", "nato-2024-06", "--published", "2024-06-17", "--dry-run"},
	} {
		if code, out, errs := dataCommand(t, args...); code != 2 || errs == "" || out != "" {
			t.Errorf("%q: %d %q %q", args, code, out, errs)
		}
	}
	if code, _, errs := dataCommand(t, "import", juneWorkbook, "--edition", "nato-2025-07", "--published", "2025-07-01", "--dry-run"); code != 4 || !strings.Contains(errs, "end with 2024") {
		t.Errorf("the June tables as those of a year later: %d %s", code, errs)
	}
	if code, _, errs := dataCommand(t, "import", juneWorkbook, "--edition", "nato-2022-06", "--published", "2022-06-27", "--dry-run"); code != 4 || !strings.Contains(errs, "2024") {
		t.Errorf("another year's workbook: %d %s", code, errs)
	}
}

func TestImportDropped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, err := os.ReadFile(juneWorkbook)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"240617-def-exp-2024-TABLES-en.xlsx", "def-exp-2024-en.xlsx"} {
		if err := os.WriteFile(filepath.Join(dir, name), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if e, err := importDropped(dir, "240617-def-exp-2024-TABLES-en.xlsx", slog.New(slog.DiscardHandler)); err != nil || e != "nato-2024-06" {
		t.Fatal(e, err)
	}
	if e, err := importDropped(dir, "240617-def-exp-2024-TABLES-en.xlsx", slog.New(slog.DiscardHandler)); err != nil || e != "" {
		t.Errorf("the same file again: %q %v", e, err)
	}
	if _, err := importDropped(dir, "def-exp-2024-en.xlsx", slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "nato-2026-07@2026-07-07.xlsx") {
		t.Errorf("a name without a date: %v", err)
	}
}

// A contradiction stops the import until a person excuses it by name.
func TestDataImportExcused(t *testing.T) {
	t.Parallel()
	file := broken(t, "TABLE3", "N37", 1.9)
	dir := t.TempDir()
	args := []string{"import", file, "--edition", "nato-2024-06", "--published", "2024-06-17", "--into", dir}
	code, out, errs := dataCommand(t, args...)
	if code != 4 || !strings.Contains(errs, "cell N37 (share): Spain 2024: 1.90 %") || !strings.Contains(errs, "broken.exceptions.csv") || len(entries(t, dir)) != 0 {
		t.Fatalf("%d %s %s, wrote %q", code, out, errs, entries(t, dir))
	}
	excuses := strings.TrimSuffix(file, ".xlsx") + ".exceptions.csv"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(excuses, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("ally,measure,year,kind,reason\nESP,share_of_gdp_pct,,share,\n")
	if code, _, errs := dataCommand(t, args...); code != 2 || !strings.Contains(errs, "broken.exceptions.csv: line 2") {
		t.Errorf("%d %s", code, errs)
	}
	write("ally,measure,year,kind,reason\nESP,share_of_gdp_pct,2024,share,NATO's PDF has it too\nESP,share_of_gdp_pct,2024,per capita,NATO's PDF has it too\n")
	code, out, errs = dataCommand(t, args...)
	if code != 0 || !strings.Contains(out, "NATO's PDF has it too") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if code, _, errs := dataCommand(t, "lint", dir); code != 0 {
		t.Errorf("lint: %d %s", code, errs)
	}
}
