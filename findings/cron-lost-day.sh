#!/usr/bin/env bash
# github.com/robfig/cron/v3 v3.0.1: a weekly job at 09:00 loses a whole week
# where the clocks jump at midnight.
#
# "0 9 * * 5" in Cairo has no run on Friday 26 April 2024 and "0 9 * * 0" in
# Beirut none on Sunday 31 March 2024, though 09:00 exists on both days: only
# the hour after midnight does not. The guess is that a change of the clocks
# touches the hour that it skips. The search goes from midnight to midnight; on
# that day it does not come out on one, mends that by an hour, and is on another
# day than the one it looked for. Madrid, whose clocks jump at 02:00, loses
# nothing.
#
# Output seen (Go 1.26.8, linux/amd64):
#
#	Africa/Cairo  0 9 * * 5: Fri 2024-04-19 09:00, Fri 2024-05-03 09:00
#	Asia/Beirut   0 9 * * 0: Sun 2024-03-24 09:00, Sun 2024-04-07 09:00
#	Europe/Madrid 0 9 * * 0: Sun 2024-03-24 09:00, Sun 2024-03-31 09:00
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

func main() {
	changed := false
	for _, c := range []struct {
		zone, spec, second string
		from               time.Time
	}{
		{"Africa/Cairo", "0 9 * * 5", "2024-05-03 09:00", time.Date(2024, 4, 17, 0, 0, 0, 0, time.UTC)},
		{"Asia/Beirut", "0 9 * * 0", "2024-04-07 09:00", time.Date(2024, 3, 20, 0, 0, 0, 0, time.UTC)},
		{"Europe/Madrid", "0 9 * * 0", "2024-03-31 09:00", time.Date(2024, 3, 20, 0, 0, 0, 0, time.UTC)},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			panic(err)
		}
		weekly, err := cron.ParseStandard(c.spec)
		if err != nil {
			panic(err)
		}
		first := weekly.Next(c.from.In(zone))
		second := weekly.Next(first)
		fmt.Printf("%-13s %s: %s, %s\n", c.zone, c.spec, first.Format("Mon 2006-01-02 15:04"), second.Format("Mon 2006-01-02 15:04"))
		changed = changed || second.Format("2006-01-02 15:04") != c.second
	}
	if changed {
		fmt.Println("CHANGED: not as stated")
		os.Exit(1)
	}
}
GO
go mod init example.org/finding 2>/dev/null
go get github.com/robfig/cron/v3@v3.0.1 2>/dev/null
go run .
