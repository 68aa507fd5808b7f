package facts

type vocabulary struct{}
