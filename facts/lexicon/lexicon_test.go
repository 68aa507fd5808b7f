package lexicon

import "testing"

func TestLoads(t *testing.T) {
	l, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(l.Langs, len(l.words), len(l.stems), len(l.edges))
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(files); err != nil {
			b.Fatal(err)
		}
	}
}
