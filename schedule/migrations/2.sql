-- tried: when the first try began whose outcome is not known; later: not to be
-- tried before. Jobs no longer name rows: whoever works takes what is due.
ALTER TABLE deliveries ADD COLUMN tried BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN later BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deliveries DROP COLUMN queued;
UPDATE deliveries SET later = due WHERE status = 'planned';
UPDATE deliveries SET tried = claimed WHERE status = 'sending';
CREATE INDEX deliveries_ready ON deliveries (platform, later, id) WHERE status = 'planned';
CREATE INDEX deliveries_sending ON deliveries (claimed) WHERE status = 'sending';
