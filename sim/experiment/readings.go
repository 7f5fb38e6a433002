package experiment

import "fmt"

// Correction names how p values are corrected for how many readings an experiment has.
type Correction string

// Corrections.
const (
	Holm              Correction = "holm"               // the chance of any false rejection is at most that of one test
	BenjaminiHochberg Correction = "benjamini_hochberg" // the expected share of false ones among rejections is
)

// LeastDraws are the fewest of a bootstrap: its interval is made of 2.5% of them on either side.
const LeastDraws = 100

// checkReadings is what is wrong with further readings of a design.
func (d *Design) checkReadings() (out []Problem) {
	resampled := d.Split == Pinners || d.Split == Campaigns || d.Split == ByCluster
	if d.InQ && d.Split != Blocks {
		out = append(out, wrong(".state", "leave it out, or use a split by time", fmt.Sprintf("in %s the sides follow each other in no hour", d.Split.phrase())))
	}
	switch {
	case d.Draws != 0 && !resampled:
		out = append(out, wrong(".bootstrap", "leave it out, or take a Pinner, campaign or cluster split", fmt.Sprintf("%s has no units that can be drawn again: its sides share them", d.Split.phrase())))
	case d.Draws != 0 && d.Draws < LeastDraws:
		out = append(out, wrong(".bootstrap", "write at least 100, such as 400", fmt.Sprintf("%d draws are too few for a 95%% interval", d.Draws)))
	case d.Draws != 0 && d.Exposed:
		out = append(out, wrong(".bootstrap", "leave it out, or read: all", "who is exposed is not drawn again"))
	}
	return out
}
