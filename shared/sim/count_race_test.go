//go:build race

package sim

// defaultCount is smaller under the race detector, which has nothing to find in a program without goroutines.
const defaultCount = 300
