package bot

import (
	"testing"
)

// What a button carries opens as what was signed, for its presser alone; every
// other text is refused with one of three errors.
func FuzzRef(f *testing.F) {
	s := NewSigner([]byte("a secret of the test"))
	ref, ok := s.Sign("slack", "T1", "U1", Action{Verb: VerbAsk, Arg: "spain"})
	if !ok {
		f.Fatal("not signed")
	}
	for _, text := range []string{ref, ref[:len(ref)-1], "n1.", "n0.abc", "", "n1.AAAAAAAAAAAAAAAAAAAAAA"} {
		f.Add(text, "ask", "spain as of 2025-03-13", "U1")
	}
	f.Fuzz(func(t *testing.T, text, verb, arg, user string) {
		if got, err := s.Open("slack", "T1", "U1", text); err == nil && text != ref && got != (Ref{}) {
			t.Errorf("forged: %q opens as %+v", text, got)
		} else if err != nil && err != ErrRefForeign && err != ErrRefForged && err != ErrRefOld {
			t.Errorf("%q: %v", text, err)
		}
		signed, fits := s.Sign("slack", "T1", user, Action{Verb: VerbName(verb), Arg: arg})
		if fits != (len(signed) <= MaxRef) {
			t.Errorf("%d bytes, fits %v", len(signed), fits)
		}
		got, err := s.Open("slack", "T1", user, signed)
		if err != nil {
			t.Fatalf("%q %q: %v", verb, arg, err)
		}
		if string(got.Verb)+"\x00"+got.Arg != verb+"\x00"+arg || got.ID != signed {
			t.Errorf("%q %q became %+v", verb, arg, got)
		}
		if _, err := s.Open("slack", "T2", user, signed); err != ErrRefForged {
			t.Errorf("in another workspace: %v", err)
		}
		if _, err := s.Open("slack", "T1", user+"2", signed); user != "" && err != ErrRefForeign {
			t.Errorf("for another user: %v", err)
		}
	})
}
