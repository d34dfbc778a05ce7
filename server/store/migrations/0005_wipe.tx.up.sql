-- A device whose contents are to be deleted from afar: device.wipe_asked_at says since when, erased_at when it said that
-- nothing is left on it. wipe_push is the message that tells it, on its way; a device that listens to no push has none and
-- learns it at its next contact.

ALTER TABLE device ADD COLUMN erased_at {{.Int}} NOT NULL DEFAULT 0;

CREATE TABLE wipe_push (
  device_id    {{.Bytes}} NOT NULL PRIMARY KEY REFERENCES device (id),
  tries        {{.Int}} NOT NULL DEFAULT 0,
  next_at      {{.Int}} NOT NULL,
  expires_at   {{.Int}} NOT NULL,
  leased_until {{.Int}} NOT NULL DEFAULT 0
){{.Strict}};
