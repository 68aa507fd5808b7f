package main

import (
	"runtime/debug"
	"testing"
)

// A build is named as git names what it was made of.
func TestBuildsAreNamedAsGitDoes(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct{ version, commit, modified string }{
		"v1.2.3":        {"v1.2.3", "ed3cfde0123456789", "false"},
		"v1.2.3-dirty":  {"v1.2.3+dirty", "ed3cfde0123456789", "true"},
		"ed3cfde":       {"v0.0.0-20261127231044-ed3cfde01234", "ed3cfde0123456789", "false"},
		"ed3cfde-dirty": {"v1.2.4-0.20261127231044-ed3cfde01234+dirty", "ed3cfde0123456789", "true"},
		"abcdef0":       {"(devel)", "abcdef0123456789", "false"},
		"development":   {"(devel)", "", ""},
	} {
		bi := &debug.BuildInfo{Main: debug.Module{Version: c.version}, Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: c.commit}, {Key: "vcs.modified", Value: c.modified}}}
		if got := described(bi); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
}
