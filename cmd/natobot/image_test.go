package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"natobot/schedule/zones"
)

// maxImage is what the image may weigh: the binary, the certificates.
const maxImage = 45_000_000

// The image is made by Dockerfile; no container engine is needed to try what
// is in it. Its binary is built as there and put with the certificates, alone,
// under a root of its own that its user can't write to, where it starts, is
// healthy by the image's own check, keeps its database in /data and stops.
func TestImage(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	dockerfile := string(raw)
	one := func(pattern string) []string {
		t.Helper()
		m := regexp.MustCompile(pattern).FindAllStringSubmatch(dockerfile, -1)
		if len(m) != 1 {
			t.Fatalf("%d times %s in Dockerfile", len(m), pattern)
		}
		return m[0]
	}
	words := func(pattern string) (out []string) {
		t.Helper()
		if err := json.Unmarshal([]byte(one(pattern)[1]), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	check, entry, start := words(`(?m)^HEALTHCHECK .*CMD (\[.*\])$`), words(`(?m)^ENTRYPOINT (\[.*\])$`), words(`(?m)^CMD (\[.*\])$`)
	if user := one(`(?m)^USER (\S+)$`)[1]; user != "65532:65532" {
		t.Errorf("runs as %s", user)
	}
	if !strings.Contains(dockerfile, "\nFROM scratch\n") || !strings.Contains(dockerfile, "--chown=65532:65532 /data /data") {
		t.Error("the last stage is not what this test builds")
	}
	var env []string
	for _, kv := range strings.Fields(one(`(?m)^ENV (.*)$`)[1]) {
		if strings.HasPrefix(kv, "NATOBOT_ADDR=") {
			if kv != "NATOBOT_ADDR=:8080" {
				t.Error(kv)
			}
			kv = "NATOBOT_ADDR=" + freeAddr(t) // of this machine many tests are guests
		}
		env = append(env, kv)
	}

	root := t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(root, "natobot"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if !strings.Contains(dockerfile, `CGO_ENABLED=0 go build -trimpath -ldflags="-s -w`) {
		t.Error("Dockerfile builds in another way than this test")
	}
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	size := int64(0)
	for _, f := range []string{filepath.Join(root, "natobot"), "/etc/ssl/certs/ca-certificates.crt"} {
		st, err := os.Stat(f)
		if err != nil {
			t.Logf("not counted: %v", err)
			continue
		}
		size += st.Size()
	}
	t.Logf("the image weighs %d bytes", size)
	if size > maxImage {
		t.Errorf("more than %d bytes", maxImage)
	}
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("left out: running under a root of its own needs root")
	}
	data := filepath.Join(root, "data")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(data, 65532, 65532); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(root, 0o555); err != nil {
		t.Fatal(err)
	}
	in := func(args ...string) *exec.Cmd {
		cmd := &exec.Cmd{Path: args[0], Args: args, Dir: "/", Env: env}
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		return cmd
	}
	var log syncBuffer
	serve := in(append(entry, start...)...)
	serve.Stdout, serve.Stderr = io.Discard, &log
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { serve.Process.Kill() }) // ended by then
	until(t, "the image's check says that it is healthy", func() bool { return in(check...).Run() == nil })
	if _, err := os.Stat(filepath.Join(data, "natobot.db")); err != nil {
		t.Error(err)
	}
	for args, want := range map[string]string{"ask spain": "Spain: 2.00 %", "ask --format png trend spain": "\x89PNG", "doctor": "ok    database", "subscriptions list": "", "version": "time zone rules " + zones.BuiltIn().String()} {
		var out bytes.Buffer
		cmd := in(append(entry, strings.Fields(args)...)...)
		cmd.Stdout, cmd.Stderr = &out, &log
		if err := cmd.Run(); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v %.200s", args, err, out.String())
		}
	}
	if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := serve.Wait(); err != nil {
		t.Errorf("ended with %v:\n%s", err, log.String())
	}
	if in(check...).Run() == nil {
		t.Error("healthy after its end")
	}
}
