-- People, where they work, what they sign in with, and the record of what they did.
-- Civil dates are YYYY-MM-DD, '' for open-ended. Instants are Unix milliseconds UTC; 0 means "not" (not ended, not disabled, no end).
-- Ids are the 16 bytes of a UUIDv7.

CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
){{.Strict}};

CREATE TABLE institution (
  id         {{.Bytes}} NOT NULL PRIMARY KEY,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  zone       TEXT NOT NULL CHECK (zone IN ('WIB', 'WITA', 'WIT')),
  quiet_from TEXT NOT NULL,
  quiet_to   TEXT NOT NULL,
  created_at {{.Int}} NOT NULL
){{.Strict}};

CREATE TABLE unit (
  id             {{.Bytes}} NOT NULL PRIMARY KEY,
  institution_id {{.Bytes}} NOT NULL REFERENCES institution (id),
  name           TEXT NOT NULL,
  created_at     {{.Int}} NOT NULL
){{.Strict}};
CREATE INDEX unit_institution ON unit (institution_id);

-- "user" is a reserved word of PostgreSQL. login is folded before it comes here, so the unique index is the check.
CREATE TABLE account (
  id           {{.Bytes}} NOT NULL PRIMARY KEY,
  login        TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  password     TEXT NOT NULL,
  created_at   {{.Int}} NOT NULL,
  password_at  {{.Int}} NOT NULL DEFAULT 0,
  disabled_at  {{.Int}} NOT NULL DEFAULT 0
){{.Strict}};

CREATE TABLE appointment (
  id             {{.Bytes}} NOT NULL PRIMARY KEY,
  user_id        {{.Bytes}} NOT NULL REFERENCES account (id),
  institution_id {{.Bytes}} NOT NULL REFERENCES institution (id),
  unit_id        {{.Bytes}} REFERENCES unit (id),
  role           TEXT NOT NULL,
  from_on        TEXT NOT NULL,
  until_on       TEXT NOT NULL DEFAULT '',
  created_at     {{.Int}} NOT NULL
){{.Strict}};
CREATE INDEX appointment_of_user ON appointment (user_id);
CREATE INDEX appointment_place ON appointment (institution_id, unit_id, role);

CREATE TABLE device (
  id                    {{.Bytes}} NOT NULL PRIMARY KEY,
  user_id               {{.Bytes}} NOT NULL REFERENCES account (id),
  label                 TEXT NOT NULL,
  shared                {{.Bool}} NOT NULL,
  credential_hash       {{.Bytes}} UNIQUE,
  credential_expires_at {{.Int}} NOT NULL DEFAULT 0,
  refresh_hash          {{.Bytes}} UNIQUE,
  refresh_before_hash   {{.Bytes}},
  refresh_before_until  {{.Int}} NOT NULL DEFAULT 0,
  clock_offset          {{.Int}} NOT NULL DEFAULT 0,
  created_at            {{.Int}} NOT NULL,
  last_seen_at          {{.Int}} NOT NULL,
  ended_at              {{.Int}} NOT NULL DEFAULT 0,
  wipe_asked_at         {{.Int}} NOT NULL DEFAULT 0,
  known_bad             {{.Bool}} NOT NULL DEFAULT FALSE
){{.Strict}};
CREATE INDEX device_of_user ON device (user_id);

CREATE TABLE session (
  id           {{.Bytes}} NOT NULL PRIMARY KEY,
  token_hash   {{.Bytes}} NOT NULL UNIQUE,
  user_id      {{.Bytes}} NOT NULL REFERENCES account (id),
  device_id    {{.Bytes}} NOT NULL REFERENCES device (id),
  created_at   {{.Int}} NOT NULL,
  last_seen_at {{.Int}} NOT NULL,
  expires_at   {{.Int}} NOT NULL,
  ended_at     {{.Int}} NOT NULL DEFAULT 0
){{.Strict}};
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_of_device ON session (device_id);

CREATE TABLE onetime_link (
  token_hash {{.Bytes}} NOT NULL PRIMARY KEY,
  user_id    {{.Bytes}} NOT NULL REFERENCES account (id),
  purpose    TEXT NOT NULL,
  created_at {{.Int}} NOT NULL,
  expires_at {{.Int}} NOT NULL,
  used_at    {{.Int}} NOT NULL DEFAULT 0
){{.Strict}};

-- account_key is a hash of the folded login, so that logins nobody has are limited alike and leave no text behind.
CREATE TABLE login_limit (
  account_key {{.Bytes}} NOT NULL PRIMARY KEY,
  fails       {{.Int}} NOT NULL,
  last_at     {{.Int}} NOT NULL,
  until_at    {{.Int}} NOT NULL
){{.Strict}};

-- The hash chain. objects holds ids of 16 bytes one after the other; no content ever stands here.
CREATE TABLE audit (
  seq      {{.Int}} NOT NULL PRIMARY KEY,
  at       {{.Int}} NOT NULL,
  actor    {{.Bytes}},
  as_id    {{.Bytes}},
  device   {{.Bytes}},
  act      TEXT NOT NULL,
  denied   {{.Bool}} NOT NULL,
  objects  {{.Bytes}} NOT NULL,
  previous {{.Bytes}} NOT NULL,
  hash     {{.Bytes}} NOT NULL
){{.Strict}};

-- One row: whoever appends locks it, and it shows a cut-off end.
CREATE TABLE audit_head (
  one  {{.Int}} NOT NULL PRIMARY KEY CHECK (one = 1),
  seq  {{.Int}} NOT NULL,
  hash {{.Bytes}} NOT NULL
){{.Strict}};
