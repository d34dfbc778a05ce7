//go:build !race

package sim

// defaultCount is what one run of the tests plays.
const defaultCount = 5000
