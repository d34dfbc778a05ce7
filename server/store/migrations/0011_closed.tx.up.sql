-- Whether there is nothing more to do on a file, as its list row says: such files leave the caseload that devices hold in
-- full. Cases could not be closed before this.

ALTER TABLE case_row ADD COLUMN closed {{.Bool}} NOT NULL DEFAULT FALSE;
UPDATE case_row SET closed = TRUE WHERE kind = 'complaint' AND status NOT IN ('baru', 'ditriase');
