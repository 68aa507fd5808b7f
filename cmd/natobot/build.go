package main

import (
	"runtime"
	"runtime/debug"
	"strings"

	"natobot/facts/late"
)

// releaseVersion is set by the linker where a build has no git at hand, as that
// of an image: -X main.releaseVersion=$(git describe --tags --always --dirty)
var releaseVersion = ""

// buildVersion names the build as git does: the tag it is of, else the commit,
// "-dirty" where files differ from it.
func buildVersion() string {
	if releaseVersion != "" {
		return releaseVersion
	}
	if bi, ok := debug.ReadBuildInfo(); ok {
		return described(bi)
	}
	return "development"
}

// untagged is how Go calls a version of a commit that has no tag.
var untagged = late.Regexp(`[.-]\d{14}-[0-9a-f]{12}(\+dirty)?$`)

// described is what "git describe --tags --always --dirty" says of the files
// that Go built, as far as Go has put it on record.
func described(bi *debug.BuildInfo) string {
	setting := map[string]string{}
	for _, s := range bi.Settings {
		setting[s.Key] = s.Value
	}
	version, commit := bi.Main.Version, setting["vcs.revision"]
	dirty := ""
	if setting["vcs.modified"] == "true" {
		dirty = "-dirty"
	}
	switch {
	case version != "" && version != "(devel)" && !untagged().MatchString(version):
		return strings.TrimSuffix(version, "+dirty") + dirty
	case len(commit) >= 7:
		return commit[:7] + dirty
	}
	return "development"
}

func buildCommit() string {
	commit, dirty := "unknown", ""
	if bi, ok := debug.ReadBuildInfo(); ok {
		for _, s := range bi.Settings {
			switch s.Key {
			case "vcs.revision":
				commit = s.Value
			case "vcs.modified":
				if s.Value == "true" {
					dirty = " (modified)"
				}
			}
		}
	}
	return commit + dirty
}

func goVersion() string { return runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH }
