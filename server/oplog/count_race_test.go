//go:build race

package oplog_test

// defaultHistories is smaller under the race detector, which has nothing to find in a program without goroutines.
const defaultHistories = 10
