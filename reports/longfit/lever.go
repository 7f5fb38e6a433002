package longfit

import "math"

// Sides of a test.
const (
	before = iota
	after
)

// sensitivity is the factor on how strongly Pinners react.
func (l *Lever) sensitivity() float64 {
	if l.reacts == 0 {
		return 1
	}
	return l.reacts
}

// moves tells whether the test changed the ad load.
func (l *Lever) moves() bool { return math.Abs(l.After-l.Before) > 0.005*math.Abs(l.Before) }

// share is how much of the change is in force on a day.
func (l *Lever) share(day int) float64 {
	if len(l.Course) == 0 {
		return 1
	}
	return l.Course[min(day, len(l.Course)-1)]
}

// squared is how much of what a probability that grows with the square of ads is changed by is in force on a day.
func (l *Lever) squared(day int) float64 {
	share := l.share(day)
	if l.Before+l.After <= 0 {
		return share
	}
	return share * (2*l.Before + float64(share*(l.After-l.Before))) / (l.Before + l.After)
}

// teaches tells whether the test changed the relevance or the quality of the ads that are shown by more than a percent; ones that are not known it may have.
func (l *Lever) teaches() bool {
	return l.Relevance[before] == 0 || l.Quality[before] == 0 || math.Abs(l.taught(l.Relevance)) > 0.01 || math.Abs(l.taught(l.Quality)) > 0.01
}

// taught is the relative change of a mean over ads.
func (l *Lever) taught(mean [2]float64) float64 { return mean[after]/mean[before] - 1 }

// lesson is the weight of google_search, and its key, with which a long-run change of sightedness comes from what the test changed of ads: from that of relevance and quality
// which it changed more.
func (l *Lever) lesson(change float64) (key string, weight float64) {
	relevance, quality := l.Relevance[after]-l.Relevance[before], l.Quality[after]-l.Quality[before]
	if math.Abs(relevance) > math.Abs(quality) {
		return "relevance", change / relevance
	}
	return "landing_page", change / quality
}

// heaviest is the largest weight of google_search that the language takes.
const heaviest = 10

// mean is the mean number of ads per session on a side.
func (l *Lever) mean(side int) float64 {
	if side == after {
		return l.After
	}
	return l.Before
}

// hazard is the probability base x exp(growth x ads) + perSquare x ads^2, at most 1.
type hazard struct{ base, growth, perSquare float64 }

func (h hazard) at(ads, sensitivity float64) float64 {
	base := h.base
	if h.growth != 0 {
		base *= math.Exp(h.growth * sensitivity * ads)
	}
	return min(1, base+float64(h.perSquare*sensitivity*ads*ads))
}

// meets is the mean of a probability over how often 0, 1, 2, ... ads are met; where that is not known all are met by as many.
func (l *Lever) meets(often []float64, all float64, h hazard) (sum float64) {
	if often == nil {
		return h.at(all, l.sensitivity())
	}
	for ads, share := range often {
		sum += float64(share * h.at(float64(ads), l.sensitivity()))
	}
	return sum
}

// perDay is the share of days with 0, 1, 2, ... ads on a side.
func (l *Lever) perDay(side int) []float64 {
	if l.days[side] == nil {
		return compound(l.Sessions, l.Ads[side])
	}
	return l.days[side]
}

// mostADay bounds the ads of a day.
const mostADay = 2000

// compound is the law of a sum of a Poisson number of terms, each with the law of its shares by 0, 1, 2, ... (Panjer 1981, ASTIN Bulletin 12), as far as all
// but a part in 10^9.
func compound(rate float64, terms []float64) []float64 {
	if len(terms) == 0 {
		return nil
	}
	out := []float64{math.Exp(-rate * (1 - terms[0]))}
	for sum := out[0]; sum < 1-1e-9 && len(out) < mostADay; sum += out[len(out)-1] {
		k, next := len(out), 0.0
		for j := 1; j < len(terms) && j <= k; j++ {
			next += float64(j) * terms[j] * out[k-j]
		}
		out = append(out, next*rate/float64(k))
	}
	return out
}

// known is the lever with the ads of days known, so that they are not computed again for every curve.
func (l *Lever) known() *Lever {
	out := *l
	out.Kinds = append([]Kind{}, l.Kinds...)
	for side := range l.Ads {
		out.days[side] = compound(l.Sessions, l.Ads[side])
		for i := range out.Kinds {
			out.Kinds[i].days[side] = compound(out.Kinds[i].Sessions, l.Ads[side])
		}
	}
	return &out
}
