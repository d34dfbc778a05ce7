-- The bytes of attachments: what there is, where, and whose. The bytes themselves lie sealed in a folder.

-- content is a keyed hash over file, part and the hash of the bytes, by which the same bytes are known again inside one
-- part; the bare hash would tell whoever steals the database that a certain file is in a certain case. manifest is
-- sealed: the hashes of the whole and of each chunk, and the type. shelf is the name of the folder; attachments of the same
-- bytes in one part share one. Which chunks are there is asked of the folder: it is the one that cannot be wrong about it.
CREATE TABLE blob (
  id         {{.Bytes}} NOT NULL PRIMARY KEY,
  file       {{.Bytes}} NOT NULL REFERENCES file (id),
  part       {{.Int}} NOT NULL,
  shelf      {{.Bytes}} NOT NULL,
  content    {{.Bytes}} NOT NULL,
  size       {{.Int}} NOT NULL,
  manifest   {{.Bytes}} NOT NULL,
  device     {{.Bytes}} NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused')),
  offered_at {{.Int}} NOT NULL
){{.Strict}};
CREATE INDEX blob_content ON blob (file, part, content);
CREATE INDEX blob_shelf ON blob (shelf);
CREATE INDEX blob_open ON blob (state, device, offered_at);
