-- When the audit trail last told that two machines write as this device, so that it tells it once a day.
ALTER TABLE dev_eff ADD COLUMN copied_at {{.Int}} NOT NULL DEFAULT 0;
