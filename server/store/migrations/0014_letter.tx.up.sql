-- What stands above and below the letters of an institution. number is the pattern of their numbers, such as
-- 460/{nomor}/{jenis}/UPTD-PPA/{tahun}.
CREATE TABLE letterhead (
  institution_id {{.Bytes}} NOT NULL PRIMARY KEY REFERENCES institution (id),
  parent     TEXT NOT NULL,
  name       TEXT NOT NULL,
  address    TEXT NOT NULL,
  phone      TEXT NOT NULL,
  city       TEXT NOT NULL,
  head_title TEXT NOT NULL,
  head_name  TEXT NOT NULL,
  head_nip   TEXT NOT NULL,
  number     TEXT NOT NULL,
  changed_at {{.Int}} NOT NULL
){{.Strict}};

-- Letters that were given a number. What stands in them is made anew from the file whenever one is printed.
CREATE TABLE letter (
  id             {{.Bytes}} NOT NULL PRIMARY KEY,
  file           {{.Bytes}} NOT NULL REFERENCES file (id),
  kind           TEXT NOT NULL,
  subject        {{.Bytes}},
  institution_id {{.Bytes}} NOT NULL REFERENCES institution (id),
  number         TEXT NOT NULL,
  issued_at      {{.Int}} NOT NULL,
  issued_by      {{.Bytes}} NOT NULL REFERENCES appointment (id),
  UNIQUE (institution_id, number)
){{.Strict}};
CREATE INDEX letter_of_file ON letter (file);
