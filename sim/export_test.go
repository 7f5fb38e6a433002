package sim

import "marketsim/sim/internal/page"

// ShareSmall makes blocks of Pinners and windows worth sharing so small that every market of a test plays many shards at once.
func ShareSmall() { blockBits, worthSharing = 4, 2 }

// RankAll makes every request gather and rank all candidates, or lets lists of those who can win decide and candidates stay again.
func RankAll(all bool) { page.RankAll = all }

// KeepAtMost changes how many candidates a replay holds, until restore is called.
func KeepAtMost(n int) (restore func()) {
	was := mostKept
	mostKept = n
	return func() { mostKept = was }
}
