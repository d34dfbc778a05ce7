// Package demo fills an empty database with an invented office: three institutions, eight people of different roles,
// forty cases in all stages and some complaints, with follow-ups due around now.
//
// Nobody and nothing in it exists; the words are made up and mild. It is written through the log's core like anything
// that people write, so that states, rows in clear, numbers, grants and the audit trail are real ones. Everything
// follows from one seed and the instant of the first start: the same start gives the same office, and a start that was
// interrupted is finished by the next one.
//
// Everybody's password is printed. That is why a demo is refused anywhere but on the loopback, and on a database that
// is in real use.
package demo
