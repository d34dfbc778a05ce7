-- Where notifications go, and each notification on its way.

CREATE TABLE push_subscription (
  id              {{.Bytes}} NOT NULL PRIMARY KEY,
  device_id       {{.Bytes}} NOT NULL UNIQUE REFERENCES device (id),
  endpoint        TEXT NOT NULL UNIQUE,
  p256dh          TEXT NOT NULL,
  auth            TEXT NOT NULL,
  created_at      {{.Int}} NOT NULL,
  last_ok_at      {{.Int}} NOT NULL DEFAULT 0,
  last_receipt_at {{.Int}} NOT NULL DEFAULT 0,
  failing_since   {{.Int}} NOT NULL DEFAULT 0,
  last_status     {{.Int}} NOT NULL DEFAULT 0
){{.Strict}};

-- token is the random word that the notification carries: the only thing of it that a push service sees.
CREATE TABLE push_outbox (
  id              {{.Bytes}} NOT NULL PRIMARY KEY,
  due_id          {{.Bytes}} NOT NULL REFERENCES due_instance (id),
  subscription_id {{.Bytes}} NOT NULL REFERENCES push_subscription (id) ON DELETE CASCADE,
  token           TEXT NOT NULL UNIQUE,
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
  tries           {{.Int}} NOT NULL DEFAULT 0,
  next_at         {{.Int}} NOT NULL,
  expires_at      {{.Int}} NOT NULL,
  leased_until    {{.Int}} NOT NULL DEFAULT 0,
  sent_at         {{.Int}} NOT NULL DEFAULT 0,
  receipt_at      {{.Int}} NOT NULL DEFAULT 0,
  opened_at       {{.Int}} NOT NULL DEFAULT 0,
  UNIQUE (due_id, subscription_id)
){{.Strict}};
CREATE INDEX push_outbox_next ON push_outbox (state, next_at);

-- Each tap on a notification once, however often the worker sends it.
CREATE TABLE push_action (
  action_id  {{.Bytes}} NOT NULL PRIMARY KEY,
  outbox_id  {{.Bytes}} NOT NULL,
  due_id     {{.Bytes}} NOT NULL,
  device_id  {{.Bytes}} NOT NULL,
  act        TEXT NOT NULL,
  acted_at   {{.Int}} NOT NULL,
  recv_at    {{.Int}} NOT NULL
){{.Strict}};
