// Package auth knows who somebody is: passwords, sessions, devices, one-time links and the limits on trying. It knows
// users, appointments and devices, and nothing of cases; what somebody may do is shared/policy's to say.
//
// There are two credentials (model M8). A session lasts 12 hours at most, ends when it is not used, and reads. A
// device credential lasts 30 days, is renewed by contact, and is good for the two small posts of a notification and
// for getting a session, together with the refresh secret that the app keeps sealed in its device store. Every secret
// is 256 random bits of which the database has only the SHA-256, so that a stolen database signs nobody in.
//
// A sign-in takes the same steps and the same time whether or not the name exists, and is limited for each name: the
// address of the asker counts for nothing, because a proxy can be told any.
package auth
