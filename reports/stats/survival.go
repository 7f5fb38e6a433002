package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// SurvivalPoint is one step of a Kaplan-Meier curve.
type SurvivalPoint struct {
	Age                int
	AtRisk, Died, Lost int64 // who were still followed; left for good at that age; ended with the horizon at that age
	Survival, Lo, Hi   float64
}

// KaplanMeier estimates the share of Pinners who are still there after each number of days, from lives of which some end with
// the horizon (Kaplan & Meier 1958, J. American Statistical Association 53). died[a] left on their a-th day, censored[a] were
// followed for a days and were there. The interval is Greenwood's on the scale of log(-log S), which stays within [0, 1].
func KaplanMeier(died, censored []int64, level float64) []SurvivalPoint {
	risk := int64(0)
	for a := range died {
		risk += died[a] + censored[a]
	}
	z := distuv.UnitNormal.Quantile(0.5 + level/2)
	out, s, greenwood := []SurvivalPoint{}, 1.0, 0.0
	for a := range died {
		if risk == 0 {
			break
		}
		p := SurvivalPoint{Age: a, AtRisk: risk, Died: died[a], Lost: censored[a]}
		if d := float64(died[a]); d > 0 {
			s *= 1 - d/float64(risk)
			if died[a] < risk {
				greenwood += d / (float64(risk) * float64(risk-died[a]))
			}
		}
		p.Survival, p.Lo, p.Hi = s, s, s
		if s > 0 && s < 1 {
			half := z * math.Sqrt(greenwood) / math.Abs(math.Log(s))
			p.Lo, p.Hi = math.Pow(s, math.Exp(half)), math.Pow(s, math.Exp(-half))
		}
		out = append(out, p)
		risk -= died[a] + censored[a]
	}
	return out
}
