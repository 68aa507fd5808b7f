#!/usr/bin/env bash
# github.com/xuri/excelize/v2 v2.11.1: a cell that a spreadsheet shows as "n/a"
# or as 2024e comes back as a plain 0.00 or 2024.
#
# GetCellValue returns a cell as its number format has it, so the guess is that it is what
# a reader of the sheet sees. The third section of a number format, the one for
# zero (ECMA-376 part 1, 18.8.31), is not applied: 0 under 0.00;-0.00;"n/a" is
# "0.00", a value where the sheet says that there is none. Text after General is
# dropped, General"e" gives "2024", while 0"e" gives "2024e": a mark that makes a
# year an estimate is there or lost by how the format was typed. The second
# section, for what is below zero, is applied.
#
# Output seen (Go 1.26.8, linux/amd64):
#
#	     0 under 0.00;-0.00;"n/a"  reads "0.00"
#	  -1.5 under 0.0;(0.0);"n/a"   reads "(1.5)"
#	  2024 under General"e"        reads "2024"
#	  2024 under 0"e"              reads "2024e"
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/xuri/excelize/v2"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	const file, sheet = "book.xlsx", "Sheet1"
	cells := []struct {
		value  float64
		format string
		want   string
	}{
		{0, `0.00;-0.00;"n/a"`, "0.00"},
		{-1.5, `0.0;(0.0);"n/a"`, "(1.5)"},
		{2024, `General"e"`, "2024"},
		{2024, `0"e"`, "2024e"},
	}
	w := excelize.NewFile()
	for i, c := range cells {
		cell := fmt.Sprint("A", i+1)
		style, err := w.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
		must(err)
		must(w.SetCellValue(sheet, cell, c.value))
		must(w.SetCellStyle(sheet, cell, cell, style))
	}
	must(w.SaveAs(file))
	must(w.Close())

	r, err := excelize.OpenFile(file)
	must(err)
	defer r.Close()
	changed := false
	for i, c := range cells {
		got, err := r.GetCellValue(sheet, fmt.Sprint("A", i+1))
		must(err)
		fmt.Printf("%6v under %-17s reads %q\n", c.value, c.format, got)
		changed = changed || got != c.want
	}
	if changed {
		fmt.Println("CHANGED: not as stated")
		os.Exit(1)
	}
}
GO
go mod init example.org/finding 2>/dev/null
go get github.com/xuri/excelize/v2@v2.11.1 2>/dev/null
go run .
