-- The files that each device asked to hold in full, and when it last did: whoever looks after a whole unit holds list rows
-- of it and only what they opened lately in full.

CREATE TABLE device_want (
  device {{.Bytes}} NOT NULL REFERENCES device (id),
  file   {{.Bytes}} NOT NULL,
  at     {{.Int}} NOT NULL,
  PRIMARY KEY (device, file)
){{.Strict}};
