// Package work is what people can do with the house: one method for each use-case, each with the one transaction
// that it needs, its policy and its audit row.
//
// It sits between the doors (server/api, server/remind, the command line) and the rooms below (log, store, accounts,
// vault, push). A door decodes, calls one method here and answers; it holds no rule. Methods take who acts as proved by
// server/auth and return the types of shared/api or of the log. Side effects, such as telling open pages that there is
// news, come after the commit.
package work
