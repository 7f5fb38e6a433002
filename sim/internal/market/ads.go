package market

import "marketsim/sim/rng"

// Appeal is what every auction reads of a candidate's ad, besides its vector. 32 bytes.
type Appeal struct {
	Key         rng.Key
	Value       float64 // worth of an objective event through this ad
	Logit       float32 // of the click rate at zero affinity
	Affinity    float32 // weight of the dot product in the click logit, over sqrt(dimensions)
	Base        float32 // click rate at zero affinity
	ConvertBase float32 // conversion rate at zero affinity
}

// Ad is the rest of a creative. 16 bytes.
type Ad struct {
	ConvertLogit    float32
	ConvertAffinity float32
	Quality         float32
	Campaign        int32
}

// Impact is how an ad bears on the Pinner who looks at it.
type Impact struct {
	Value     float64 // worth of a view to the Pinner, currency, as the platform holds it
	Satisfied float64 // probability that a click ends the scan
	GoOn      float64 // probability that the Pinner goes on past the ad
}
