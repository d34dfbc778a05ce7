-- Projections: only fields that the registry marks as clear. Never a village, an exact birth or incident date,
-- initials or text. They can be thrown away and made again from part_state.

CREATE TABLE case_row (
  file           {{.Bytes}} NOT NULL PRIMARY KEY REFERENCES file (id),
  kind           TEXT NOT NULL,
  institution_id {{.Bytes}},
  unit_id        {{.Bytes}},
  owner          {{.Bytes}},
  number         TEXT NOT NULL,
  status         TEXT NOT NULL,
  stage          TEXT NOT NULL,
  risk           TEXT NOT NULL,
  case_kind      TEXT NOT NULL,
  authority      TEXT NOT NULL,
  channel        TEXT NOT NULL,
  district       TEXT NOT NULL,
  month          TEXT NOT NULL,
  age_band       TEXT NOT NULL,
  sex            TEXT NOT NULL,
  next_due_at    {{.Int}} NOT NULL DEFAULT 0,
  created_at     {{.Int}} NOT NULL,
  updated_at     {{.Int}} NOT NULL,
  as_of          {{.Int}} NOT NULL
){{.Strict}};
CREATE INDEX case_row_place ON case_row (institution_id, unit_id, stage);
CREATE INDEX case_row_owner ON case_row (owner);

-- The fields of which a file may have several: forms of violence, relations, places; counts count entities.
CREATE TABLE case_code (
  file  {{.Bytes}} NOT NULL REFERENCES file (id),
  list  TEXT NOT NULL,
  code  TEXT NOT NULL,
  count {{.Int}} NOT NULL,
  PRIMARY KEY (file, list, code)
){{.Strict}};

CREATE TABLE due_instance (
  id            {{.Bytes}} NOT NULL PRIMARY KEY,
  file          {{.Bytes}} NOT NULL REFERENCES file (id),
  part          {{.Int}} NOT NULL,
  ent           {{.Bytes}} NOT NULL,
  appointment   {{.Bytes}} NOT NULL REFERENCES appointment (id),
  kind          TEXT NOT NULL,
  urgent        {{.Bool}} NOT NULL DEFAULT FALSE,
  due_at        {{.Int}} NOT NULL,
  remind_at     {{.Int}} NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
  claimed_until {{.Int}} NOT NULL DEFAULT 0,
  sent_at       {{.Int}} NOT NULL DEFAULT 0,
  closed_at     {{.Int}} NOT NULL DEFAULT 0,
  as_of         {{.Int}} NOT NULL DEFAULT 0,
  UNIQUE (file, ent, appointment, kind)
){{.Strict}};
CREATE INDEX due_instance_open ON due_instance (state, remind_at);
CREATE INDEX due_instance_appointment ON due_instance (appointment, state, due_at);
