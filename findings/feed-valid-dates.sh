#!/usr/bin/env bash
# github.com/mmcdole/gofeed v1.4.2: valid dates of RSS give none, and an unknown
# zone gives a wrong one.
#
# RSS 2.0 takes dates of RFC 822, in which the weekday and the seconds may be
# left out and a comment may follow: "+0300 (MSK)". The guess is that a feed that
# conforms is read, and that a date which can't be is nil. But a comment, or UT
# or PDT without a weekday, leave PublishedParsed nil with no error, while EST
# without one is read; and 09:00 MSK or GMT+2, which RFC 822 does not know, are
# taken for 09:00 UTC, three and two hours late, where CET is converted. In a feed
# of one's own write weekday, four digits of year, seconds and +0300.
#
# Output seen (Go 1.26.8, linux/amd64):
#
#	Mon, 06 Jul 2026 09:00:00 +0300       read as 06:00 UTC
#	Mon, 06 Jul 2026 09:00:00 +0300 (MSK) read as no date
#	06 Jul 26 09:00 EST                   read as 14:00 UTC
#	06 Jul 26 09:00 UT                    read as no date
#	06 Jul 26 09:00:00 PDT                read as no date
#	Mon, 06 Jul 2026 09:00:00 CET         read as 08:00 UTC
#	Mon, 06 Jul 2026 09:00:00 MSK         read as 09:00 UTC
#	Mon, 06 Jul 2026 09:00:00 GMT+2       read as 09:00 UTC
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/mmcdole/gofeed"
)

const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://example.org/</link>
<description>News</description><item><title>One</title><pubDate>%s</pubDate></item></channel></rss>`

func main() {
	changed := false
	for _, c := range [][2]string{
		{"Mon, 06 Jul 2026 09:00:00 +0300", "06:00 UTC"},
		{"Mon, 06 Jul 2026 09:00:00 +0300 (MSK)", "no date"},
		{"06 Jul 26 09:00 EST", "14:00 UTC"},
		{"06 Jul 26 09:00 UT", "no date"},
		{"06 Jul 26 09:00:00 PDT", "no date"},
		{"Mon, 06 Jul 2026 09:00:00 CET", "08:00 UTC"},
		{"Mon, 06 Jul 2026 09:00:00 MSK", "09:00 UTC"},
		{"Mon, 06 Jul 2026 09:00:00 GMT+2", "09:00 UTC"},
	} {
		f, err := gofeed.NewParser().ParseString(fmt.Sprintf(feed, c[0]))
		if err != nil {
			panic(err)
		}
		read := "no date"
		if d := f.Items[0].PublishedParsed; d != nil {
			read = d.UTC().Format("15:04 MST")
		}
		fmt.Printf("%-37s read as %s\n", c[0], read)
		changed = changed || read != c[1]
	}
	if changed {
		fmt.Println("CHANGED: not as stated")
		os.Exit(1)
	}
}
GO
go mod init example.org/finding 2>/dev/null
go get github.com/mmcdole/gofeed@v1.4.2 2>/dev/null
go run .
