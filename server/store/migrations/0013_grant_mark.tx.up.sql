-- How often the rights of an appointment have changed: who remembers what they were asks for this instead of all of them.
CREATE TABLE grant_mark (
  appointment {{.Bytes}} PRIMARY KEY NOT NULL REFERENCES appointment (id),
  changes     {{.Int}} NOT NULL
){{.Strict}};
