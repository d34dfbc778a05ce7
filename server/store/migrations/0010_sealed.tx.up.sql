-- Sealed acts that could not be opened, or were not what they said, kept as they came for somebody to look at. digest is that
-- of the body, so that what comes twice is kept once; device is the one whose credential it came with.

CREATE TABLE sealed_aside (
  digest  {{.Bytes}} NOT NULL PRIMARY KEY,
  device  {{.Bytes}} NOT NULL REFERENCES device (id),
  reason  TEXT NOT NULL,
  recv_at {{.Int}} NOT NULL,
  body    {{.Bytes}} NOT NULL
){{.Strict}};
CREATE INDEX sealed_aside_device ON sealed_aside (device);
