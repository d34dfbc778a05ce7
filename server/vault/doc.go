// Package vault seals what must not be readable on a stolen disk or in a stolen backup, and opens it again.
//
// Keys lie in two layers. Every file (complaint, case …) has a key of its own, which seals its operations and
// bundles. That key lies in the database only wrapped, once for each recipient; today the one recipient is the master
// key, a file outside the data folder. The list of recipients is what lets a later version wrap for people's keys,
// too, without sealing anything anew. Rotating the master key re-wraps and touches no sealed text; erasing a file
// destroys its wraps, and what they sealed, also in every backup, is noise.
//
// A sealed text begins with version, algorithm, key id and nonce, and is bound to its place: table, row, column,
// file and version of the content. Moved to another place it does not open, and nor does it with any bit changed.
//
// Recorded limit: the running server can read everything, and so can a root attacker on it. The package keeps no
// unwrapped key longer than its caller does.
package vault
