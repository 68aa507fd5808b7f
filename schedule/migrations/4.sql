-- Tokens that a platform refuses for now: what is due waits. probe: when the
-- platform is asked again. dead keeps what will never be good again; what an
-- earlier release took for dead may only have been refused, and is asked once more.
CREATE TABLE refused (
	platform TEXT NOT NULL, workspace TEXT NOT NULL, reason TEXT NOT NULL, since BIGINT NOT NULL, probe BIGINT NOT NULL,
	PRIMARY KEY (platform, workspace)
);
INSERT INTO refused SELECT platform, workspace, reason, at, 0 FROM dead;
DELETE FROM dead;
