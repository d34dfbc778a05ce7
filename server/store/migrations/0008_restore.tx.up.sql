-- Numbers that were given to files which a restore lost: the file gets its own again when a device brings it back.
CREATE TABLE kept_number (
  file           {{.Bytes}} NOT NULL PRIMARY KEY,
  institution_id {{.Bytes}} NOT NULL,
  kind           TEXT NOT NULL,
  year           {{.Int}} NOT NULL,
  n              {{.Int}} NOT NULL
){{.Strict}};
