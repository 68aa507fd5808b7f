#!/usr/bin/env bash
# github.com/arran4/golang-ical v0.3.4: reading a calendar and writing it again
# changes what it says.
#
# The guess is that what a library parses without an error it can write back.
# Two categories, CATEGORIES:Talks,Summit, become one whose name has a comma in
# it, for the list's comma is written as \, on the way out; a quoted parameter,
# CN="Doe, Jane", loses its quotes and gets a backslash, which RFC 5545 (3.2)
# does not know in parameters, so that a strict reader sees two values. Only the
# summary, whose comma is text, comes back as it was.
#
# Output seen (Go 1.26.8, linux/amd64):
#
#	CATEGORIES:Talks\,Summit
#	ATTENDEE;CN=Doe\, Jane:mailto:jane@example.org
#	SUMMARY:Summit\, day one
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	ics "github.com/arran4/golang-ical"
)

var event = strings.Join([]string{
	"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN",
	"BEGIN:VEVENT", "UID:1@example.org", "DTSTAMP:20260701T090000Z", "DTSTART:20260707T090000Z",
	"CATEGORIES:Talks,Summit",
	`ATTENDEE;CN="Doe, Jane":mailto:jane@example.org`,
	`SUMMARY:Summit\, day one`,
	"END:VEVENT", "END:VCALENDAR", ""}, "\r\n")

func main() {
	c, err := ics.ParseCalendar(strings.NewReader(event))
	if err != nil {
		panic(err)
	}
	once := c.Serialize()
	for _, line := range strings.Split(once, "\n") {
		if name, _, _ := strings.Cut(strings.TrimSpace(line), ":"); strings.HasPrefix(name, "CATEGORIES") || strings.HasPrefix(name, "ATTENDEE") || name == "SUMMARY" {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	for _, want := range []string{`CATEGORIES:Talks\,Summit`, `ATTENDEE;CN=Doe\, Jane:mailto:jane@example.org`, `SUMMARY:Summit\, day one`} {
		if !strings.Contains(once, want) {
			fmt.Println("CHANGED: not as stated")
			os.Exit(1)
		}
	}
}
GO
go mod init example.org/finding 2>/dev/null
go get github.com/arran4/golang-ical@v0.3.4 2>/dev/null
go run .
