// Package page holds the pages of the staff app, one a file, and the Frame round them. A page observes states and posts
// actions; it never asks the desk or the network, and draws nothing that is not in its fields. Every text is a key of the
// catalogue.
//
// The Frame is the component of every path and stays mounted. It reads the path in OnNav and shows the page that belongs
// to it; the pages are therefore mounted anew when one opens, and load in OnMount. A page about one record has a CompoID,
// so that going from one record to the next mounts it anew: nothing that was revealed or typed in one is in the other.
//
// A list and the record opened from it are one page with two panes (Complaints, Cases); a phone shows one of them. So the
// list keeps its place while records come and go.
//
// # What journeys find
//
// Elements that journeys need carry data-test. At the door: q-name, q-password, shared, sign-in, unlock, unlock-passkey,
// unlock-wait, online-only, take-over, other-account, welcome-submit (with q-password and q-again), welcome-done, welcome-go,
// problem, broken with start-over and start-over-yes.
// Inbox: inbox-item with inbox-by, fact, inbox-hidden, inbox-waits, inbox-adopt, inbox-owner, inbox-leave, inbox-reason,
// inbox-leave-yes; inbox-empty, inbox-done; inbox-given with inbox-fate, given-dismiss; refused with refused-why, fact, refused-edit,
// refused-retry, refused-export, refused-discard, refused-loses, refused-discard-yes.
// Everywhere: exit, back, sync-state (data-unsent, data-online), sign-in-again, refused-link, nav-today, nav-case, nav-complaint,
// nav-more, new-complaint (new-case for a role that files no complaints), update, update-now, lock-soon, summary, unsent, empty, error, keys, writes-as.
// Today: today-row (data-id) inside overdue, due and week; in it done and snooze; more-overdue, more-due, more-week; new-complaints with complaint-row.
// Intake: q-<field> and q-<field>-<code> for safe, who, age, sex, forms, what, when, where, district, reach, message,
// reporter, reporter_name, channel, received, wish; complaint-next, complaint-save, not-safe, draft-saved; paste-open, q-pasted,
// paste-in, paste-time. Only a question: new-call, q-what, q-given, call-save. Joining: join, q-merge-kind-<kind>, q-merge-target-find,
// q-merge-target-<id>, join-send. Voice: voice-start, voice-on, voice-stop, voice-drop, voice-play, voice-sound, voice-problem.
// Shared from another app: handed-text, handed-file, q-into-<kind>, q-case-<id>, handed-put, handed-draft.
// Complaint: complaint, complaint-state, complaint-owner, risk (data-risk), triage with q-triggers-<code>, q-raise-<code>, q-kind-<code>,
// q-authority-<code>, triage-risk, triage-save, triage-saved; case-open, to-case, reveal.
// Who works on a file: hand-assign with q-assign, hand-assign-send and hand-assign-done; hand-grant likewise.
// New case: q-victim.0.name and its kind, q-relation.0.0, add-victim, add-suspect, case-create.
// Cases: search, filter-stage, filter-risk, filter-mine, case-count, cases with case-row (data-row is the id), case-new.
// Case: case (data-case), case-missing, stage (data-stage), waiting, missing-list with missing, advance, followups with
// followup (data-id), tab-summary, tab-timeline, facts, field-<id>, edit-<id>, value-<id> as q-value-<id>, field-save,
// victim, suspect, reveal, conflict with conflict-use, timeline with entry (data-what) and entry-text.
// Writing: note-open, note-text, note-kind, note-save, note-saved; followup-open, followup-kind, followup-date,
// followup-time, preset-tomorrow, followup-text, followup-save, followup-saved.
// More: push, push-enable, push-on, push-test, push-sent, push-off, push-steps, passkey, passkey-add, passkey-on,
// passkey-off, q-as-<id>, q-lang-id, q-lang-en, install, lock, signout, signout-unsent, signout-yes, to-inbox, to-devices;
// devices with device, device-remove, device-remove-yes; sessions with session, session-end.
package page
