package op

// HLC is a hybrid logical clock (Kulkarni et al., 2014): milliseconds since 2020-01-01 UTC in the upper 48 bits, a
// counter in the lower 16. It orders what one person saw after another even when their clocks disagree.
type HLC uint64

// hlcEpoch is 2020-01-01T00:00:00Z in milliseconds since 1970.
const hlcEpoch = 1_577_836_800_000

// maxHLC is the end of the year 2150: anything later is a broken clock, not a date.
const maxHLC = HLC((5_711_731_200_000 - hlcEpoch)) << 16

// HLCAt returns the clock for an instant (ms UTC since 1970) with counter 0. Instants before 2020 give 0.
func HLCAt(ms int64) HLC {
	if ms < hlcEpoch {
		return 0
	}
	return HLC(ms-hlcEpoch) << 16
}

// Ceil is the latest clock of an instant: the bound above which a client's clock is cut (model: eff ≤ now).
func Ceil(ms int64) HLC { return HLCAt(ms) | 0xffff }

// Millis returns the instant, in milliseconds UTC since 1970.
func (h HLC) Millis() int64 { return int64(h>>16) + hlcEpoch }

// Next returns the clock for a new op, given the last one used or seen and the present instant.
func (h HLC) Next(ms int64) HLC { return max(h+1, HLCAt(ms)) }
