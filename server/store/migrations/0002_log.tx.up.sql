-- The log of operations, the state folded from it, who may read what, and the keys that seal both.

-- One row. Every append locks it, so that the sequence equals the order of commits.
CREATE TABLE log_head (
  one           {{.Int}} NOT NULL PRIMARY KEY CHECK (one = 1),
  epoch         {{.Int}} NOT NULL,
  seq           {{.Int}} NOT NULL,
  server_device {{.Bytes}} NOT NULL,
  server_n      {{.Int}} NOT NULL
){{.Strict}};

-- A complaint, a case, a user's own space, an institution's data, a copy made for a referral.
CREATE TABLE file (
  id             {{.Bytes}} NOT NULL PRIMARY KEY,
  kind           TEXT NOT NULL,
  institution_id {{.Bytes}} REFERENCES institution (id),
  unit_id        {{.Bytes}} REFERENCES unit (id),
  number         TEXT NOT NULL DEFAULT '',
  created_at     {{.Int}} NOT NULL,
  created_by     {{.Bytes}},
  erased_at      {{.Int}} NOT NULL DEFAULT 0
){{.Strict}};
CREATE UNIQUE INDEX file_number ON file (institution_id, kind, number) WHERE number <> '';
CREATE INDEX file_place ON file (institution_id, unit_id, kind);

CREATE TABLE number_counter (
  institution_id {{.Bytes}} NOT NULL,
  kind           TEXT NOT NULL,
  year           {{.Int}} NOT NULL,
  last           {{.Int}} NOT NULL,
  PRIMARY KEY (institution_id, kind, year)
){{.Strict}};

-- A file's key, wrapped once for each recipient. Erasing a file is destroying its rows here.
CREATE TABLE case_key (
  file      {{.Bytes}} NOT NULL REFERENCES file (id),
  key_id    {{.Int}} NOT NULL,
  recipient TEXT NOT NULL,
  wrapped   {{.Bytes}} NOT NULL,
  made_at   {{.Int}} NOT NULL,
  PRIMARY KEY (file, key_id, recipient)
){{.Strict}};
CREATE INDEX case_key_recipient ON case_key (recipient);

-- The server's own secrets (VAPID, the pair that outboxes are sealed to), sealed under the master key.
CREATE TABLE server_key (
  name    TEXT NOT NULL PRIMARY KEY,
  sealed  {{.Bytes}} NOT NULL,
  made_at {{.Int}} NOT NULL
){{.Strict}};

-- body is sealed {value, superseded, context}.
CREATE TABLE op (
  seq      {{.Int}} NOT NULL PRIMARY KEY,
  id       {{.Bytes}} NOT NULL UNIQUE,
  v        {{.Int}} NOT NULL,
  dev      {{.Bytes}} NOT NULL,
  n        {{.Int}} NOT NULL,
  g        {{.Bytes}} NOT NULL,
  gi       {{.Int}} NOT NULL,
  gn       {{.Int}} NOT NULL,
  file     {{.Bytes}} NOT NULL REFERENCES file (id),
  part     {{.Int}} NOT NULL,
  ent_kind {{.Int}} NOT NULL,
  ent      {{.Bytes}} NOT NULL,
  kind     {{.Int}} NOT NULL,
  field    {{.Int}} NOT NULL,
  version  {{.Int}} NOT NULL,
  hlc      {{.Int}} NOT NULL,
  eff      {{.Int}} NOT NULL,
  recv_at  {{.Int}} NOT NULL,
  actor    {{.Bytes}} NOT NULL,
  as_id    {{.Bytes}} NOT NULL,
  body     {{.Bytes}} NOT NULL,
  UNIQUE (dev, n)
){{.Strict}};
CREATE INDEX op_scope ON op (file, part, seq);

CREATE TABLE part_state (
  file   {{.Bytes}} NOT NULL REFERENCES file (id),
  part   {{.Int}} NOT NULL,
  as_of  {{.Int}} NOT NULL,
  rv     {{.Int}} NOT NULL,
  bundle {{.Bytes}} NOT NULL,
  PRIMARY KEY (file, part)
){{.Strict}};

-- Membership is state, not an event of the log. "grant" is a reserved word of PostgreSQL.
CREATE TABLE part_grant (
  file        {{.Bytes}} NOT NULL REFERENCES file (id),
  part        {{.Int}} NOT NULL,
  appointment {{.Bytes}} NOT NULL REFERENCES appointment (id),
  grant_seq   {{.Int}} NOT NULL,
  why         TEXT NOT NULL,
  until_at    {{.Int}} NOT NULL DEFAULT 0,
  PRIMARY KEY (file, part, appointment)
){{.Strict}};
CREATE INDEX part_grant_appointment ON part_grant (appointment);

-- The list of scopes last delivered to each device.
CREATE TABLE device_scope (
  device    {{.Bytes}} NOT NULL REFERENCES device (id),
  file      {{.Bytes}} NOT NULL,
  part      {{.Int}} NOT NULL,
  grant_seq {{.Int}} NOT NULL,
  PRIMARY KEY (device, file, part)
){{.Strict}};

-- What was answered to each operation, never deleted: a batch that comes again gets the same answer.
CREATE TABLE verdict (
  op_id   {{.Bytes}} NOT NULL PRIMARY KEY,
  dev     {{.Bytes}} NOT NULL,
  n       {{.Int}} NOT NULL,
  g       {{.Bytes}} NOT NULL,
  verdict TEXT NOT NULL,
  code    TEXT NOT NULL,
  seq     {{.Int}} NOT NULL,
  eff     {{.Int}} NOT NULL,
  at      {{.Int}} NOT NULL,
  digest  {{.Bytes}} NOT NULL,
  effects {{.Bytes}} NOT NULL
){{.Strict}};
-- Not unique: a number that comes a second time is refused, and the refusal is a verdict, too.
CREATE INDEX verdict_device ON verdict (dev, n);

-- Set aside for a person to look at: the whole operation, sealed.
CREATE TABLE quarantine (
  op_id    {{.Bytes}} NOT NULL PRIMARY KEY,
  dev      {{.Bytes}} NOT NULL,
  n        {{.Int}} NOT NULL,
  g        {{.Bytes}} NOT NULL,
  file     {{.Bytes}} NOT NULL,
  part     {{.Int}} NOT NULL,
  actor    {{.Bytes}} NOT NULL,
  as_id    {{.Bytes}} NOT NULL,
  reason   TEXT NOT NULL,
  recv_at  {{.Int}} NOT NULL,
  seen_at  {{.Int}} NOT NULL DEFAULT 0,
  key_file {{.Bytes}},
  body     {{.Bytes}} NOT NULL
){{.Strict}};
CREATE INDEX quarantine_file ON quarantine (file);
CREATE INDEX quarantine_group ON quarantine (g);

-- The last effective time and the last counter of each device: eff never runs backwards for one author.
CREATE TABLE dev_eff (
  device   {{.Bytes}} NOT NULL PRIMARY KEY,
  last_eff {{.Int}} NOT NULL,
  last_n   {{.Int}} NOT NULL
){{.Strict}};
