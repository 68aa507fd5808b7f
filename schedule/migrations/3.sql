-- Workbooks that a publisher's page links, by name; see workbooks.go. file is the
-- workbook itself while somebody has to decide about it, told the message about it.
CREATE TABLE workbooks (
	name TEXT PRIMARY KEY, sum TEXT NOT NULL, address TEXT NOT NULL, edition TEXT NOT NULL, published TEXT NOT NULL, dated BIGINT NOT NULL,
	state TEXT NOT NULL, found BIGINT NOT NULL, tries BIGINT NOT NULL, later BIGINT NOT NULL, file BYTES NOT NULL, told BYTES NOT NULL
);
