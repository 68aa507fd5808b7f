package discord

import "context"

func (a *Adapter) gateway(ctx context.Context) error { <-ctx.Done(); return nil }
