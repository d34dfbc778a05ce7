-- What was set aside because of access and is for somebody else to decide: one row for each group, its ops in
-- quarantine. A row is never deleted; decided_at is 0 as long as nobody has decided.

CREATE TABLE inbox_item (
  id             {{.Bytes}} NOT NULL PRIMARY KEY, -- of the group's first op
  g              {{.Bytes}} NOT NULL,
  dev            {{.Bytes}} NOT NULL,
  n              {{.Int}} NOT NULL,
  gn             {{.Int}} NOT NULL,
  file           {{.Bytes}} NOT NULL,
  kind           {{.Int}} NOT NULL,
  institution_id {{.Bytes}} NOT NULL, -- of the author's appointment, as is the unit
  unit_id        {{.Bytes}} NOT NULL,
  actor          {{.Bytes}} NOT NULL,
  as_id          {{.Bytes}} NOT NULL,
  reason         TEXT NOT NULL,
  recv_at        {{.Int}} NOT NULL,
  outcome        TEXT NOT NULL CHECK (outcome IN ('', 'taken', 'left')),
  decided_by     {{.Bytes}},
  decided_at     {{.Int}} NOT NULL DEFAULT 0
){{.Strict}};
CREATE INDEX inbox_item_file ON inbox_item (file) WHERE decided_at = 0;
CREATE INDEX inbox_item_place ON inbox_item (institution_id, unit_id) WHERE decided_at = 0;
CREATE INDEX inbox_item_actor ON inbox_item (actor, outcome);
