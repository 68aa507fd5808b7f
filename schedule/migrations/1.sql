-- Instants are microseconds since 1970 in UTC; 0 is none. The same text serves
-- SQLite and PostgreSQL: SERIAL is replaced by what each calls a growing key.
CREATE TABLE subscriptions (
	id SERIAL,
	platform TEXT NOT NULL, workspace TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, usr TEXT NOT NULL,
	kind TEXT NOT NULL, spec TEXT NOT NULL, zone TEXT NOT NULL, owner TEXT NOT NULL, created BIGINT NOT NULL,
	about TEXT NOT NULL, options TEXT NOT NULL,
	state TEXT NOT NULL, reason TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at BIGINT NOT NULL,
	snoozed BIGINT NOT NULL, next_run BIGINT NOT NULL, told TEXT NOT NULL, told_at BIGINT NOT NULL
);
CREATE INDEX subscriptions_place ON subscriptions (platform, workspace, channel);
CREATE INDEX subscriptions_due ON subscriptions (next_run, id) WHERE state = 'active' AND next_run > 0;
CREATE TABLE deliveries (
	id SERIAL,
	subscription BIGINT NOT NULL, slot TEXT NOT NULL,
	platform TEXT NOT NULL, workspace TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, usr TEXT NOT NULL,
	kind TEXT NOT NULL, due BIGINT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
	message TEXT NOT NULL, sent BIGINT NOT NULL, body BYTES NOT NULL, stated TEXT NOT NULL, edition TEXT NOT NULL,
	late BIGINT NOT NULL, attempts BIGINT NOT NULL, claimed BIGINT NOT NULL, queued BIGINT NOT NULL,
	UNIQUE (subscription, slot)
);
CREATE INDEX deliveries_open ON deliveries (due, id) WHERE status IN ('planned', 'sending');
CREATE INDEX deliveries_place ON deliveries (platform, workspace);
CREATE INDEX deliveries_sent ON deliveries (sent) WHERE stated <> '';
CREATE TABLE stated (
	hash TEXT PRIMARY KEY, figures BYTES NOT NULL
);
CREATE TABLE shares (
	id SERIAL,
	platform TEXT NOT NULL, workspace TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, usr TEXT NOT NULL,
	message TEXT NOT NULL, at BIGINT NOT NULL, stated TEXT NOT NULL
);
CREATE INDEX shares_place ON shares (platform, workspace);
CREATE INDEX shares_at ON shares (at);
CREATE TABLE once (
	key TEXT PRIMARY KEY, until BIGINT NOT NULL
);
CREATE INDEX once_until ON once (until);
CREATE TABLE installations (
	platform TEXT NOT NULL, workspace TEXT NOT NULL, enterprise BIGINT NOT NULL, name TEXT NOT NULL, bot_user TEXT NOT NULL,
	token BYTES NOT NULL, refresh BYTES NOT NULL, expires BIGINT NOT NULL, installer TEXT NOT NULL, scopes TEXT NOT NULL, at BIGINT NOT NULL,
	PRIMARY KEY (platform, workspace)
);
CREATE TABLE dead (
	platform TEXT NOT NULL, workspace TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,
	PRIMARY KEY (platform, workspace)
);
CREATE TABLE announced (
	key TEXT PRIMARY KEY, at BIGINT NOT NULL
);
CREATE TABLE meta (
	key TEXT PRIMARY KEY, value TEXT NOT NULL
);
