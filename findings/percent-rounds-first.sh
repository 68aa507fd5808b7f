#!/usr/bin/env bash
# golang.org/x/text v0.43.0: number.Percent with MinFractionDigits(2) prints
# another figure than the one it was given.
#
# 0.0251 is 2.51 %. Asked for at least two decimals the guess is "2.51%"; it
# prints "3.00%". A per cent has no decimals by default, the value is rounded to
# that, and the minimum then pads the rounded value with zeros. Scale(2), or a
# maximum beside the minimum, prints 2.51; Decimal keeps 2.51 with the minimum alone.
#
# Output seen (Go 1.26.8, linux/amd64):
#
#	Percent(0.0251, MinFractionDigits(2))                        3.00%
#	Percent(0.0249, MinFractionDigits(2))                        2.00%
#	Percent(0.0251, MinFractionDigits(2), MaxFractionDigits(2))  2.51%
#	Percent(0.0251, Scale(2))                                    2.51%
#	Decimal(2.51, MinFractionDigits(2))                          2.51
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

func main() {
	p := message.NewPrinter(language.English)
	changed := false
	for _, c := range []struct {
		call, want string
		got        any
	}{
		{"Percent(0.0251, MinFractionDigits(2))", "3.00%", number.Percent(0.0251, number.MinFractionDigits(2))},
		{"Percent(0.0249, MinFractionDigits(2))", "2.00%", number.Percent(0.0249, number.MinFractionDigits(2))},
		{"Percent(0.0251, MinFractionDigits(2), MaxFractionDigits(2))", "2.51%", number.Percent(0.0251, number.MinFractionDigits(2), number.MaxFractionDigits(2))},
		{"Percent(0.0251, Scale(2))", "2.51%", number.Percent(0.0251, number.Scale(2))},
		{"Decimal(2.51, MinFractionDigits(2))", "2.51", number.Decimal(2.51, number.MinFractionDigits(2))},
	} {
		s := p.Sprint(c.got)
		fmt.Printf("%-60s %s\n", c.call, s)
		changed = changed || s != c.want
	}
	if changed {
		fmt.Println("CHANGED: not as stated")
		os.Exit(1)
	}
}
GO
go mod init example.org/finding 2>/dev/null
go get golang.org/x/text@v0.43.0 2>/dev/null
go run .
