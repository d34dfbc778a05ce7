//go:build !race

package oplog_test

// defaultHistories is how many histories a run of the tests plays on each engine.
const defaultHistories = 200

// defaultByHTTP is how many it plays through HTTP.
const defaultByHTTP = 20
