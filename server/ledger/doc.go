// Package ledger keeps, in a file outside the database, what a restored backup must not undo (model M16): rights that
// were taken away, devices, accounts and appointments that were ended, passwords that were replaced, and numbers that
// were given out. A backup is older than all of that; the store writes each here before it commits, and replays them
// before a restored database serves again.
//
// How a restore is noticed: beside the entries stands how far the database had come, as (epoch, place in the audit
// chain). The chain grows with every act. A database that is behind its ledger was restored; one whose epoch is another
// than the ledger's was restored by somebody else, such as another node.
//
// One folder holds the ledgers of several databases, told apart by the server's device id, which is made with the
// database and comes back with every backup of it. Entries hold ids, codes and dates, never content. None is taken out:
// a year of a busy office is a few megabytes.
//
// Choice: an entry is on the disk before its transaction commits. Context: the other order loses what was committed in
// the instant before a crash. Price: an entry may stand for a transaction that failed; replayed after a restore it takes
// away a right too many, which an office sees and mends, and burns a number.
package ledger
