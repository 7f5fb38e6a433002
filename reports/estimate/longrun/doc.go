// Package longrun reads short tests for their long run: what a test shows at its end, in a post-period, against a group that is drawn anew each
// day or against late starters; curves that are extrapolated; indices of short metrics that stand for a long one; and what a programme
// of many launches adds up to. Like package estimate it sees only what a team would see.
package longrun
