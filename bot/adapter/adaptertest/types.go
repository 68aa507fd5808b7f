package adaptertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Typed has TypeScript check messages against a platform's own types: head
// imports them, and each message is JSON with the name of its type. Without a
// node_modules with those types and TypeScript, which the environment's
// NATOBOT_TEST_TYPES names, it is left out.
func Typed(t *testing.T, head string, messages map[string][2]string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(head)
	names := make([]string, 0, len(messages))
	for name := range messages {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		m := messages[name]
		fmt.Fprintf(&b, "// %s\nexport const m%d: %s = %s;\n", name, i, m[0], m[1])
	}
	Node(t, "golden.ts", b.String(), "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "golden.ts")
}

// Node runs Node in a directory with a file in it and those node_modules, and
// insists that it ends well.
func Node(t *testing.T, file, text string, args ...string) {
	t.Helper()
	modules := os.Getenv("NATOBOT_TEST_TYPES")
	if modules == "" {
		t.Skip("LEFT OUT: NATOBOT_TEST_TYPES names no node_modules with the platforms' own types")
	}
	dir := t.TempDir()
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]string{file: text, "package.json": `{"type":"module"}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%.4000s", err, out)
	}
}
