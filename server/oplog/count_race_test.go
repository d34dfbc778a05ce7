//go:build race

package oplog_test

// defaultHistories is smaller under the race detector, which has nothing to find in a program without goroutines.
const defaultHistories = 10

// defaultByHTTP is how many it plays through HTTP.
const defaultByHTTP = 1
