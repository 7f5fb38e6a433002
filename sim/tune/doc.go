// Package tune searches the settings of a market for a good one. It knows levers, samples of outcomes by replication, and nothing of how a
// market is run.
//
// A search has six steps, each of which decides by results alone, so that the answer is the same for any number of workers:
//
//	probe     the market as it stands, and each lever at its two ends: levers that change nothing are found at once
//	start     points that fill the space: a Halton sequence with scrambled digits (Owen 2017)
//	climb     CMA-ES by generations (Hansen 2016; gonum's variant by Krause, Arbones & Igel 2016), each generation raced by successive
//	          halving over replications (Jamieson & Talwalkar 2016) on common random numbers
//	refine    a quadratic surface through the points near the best one, and its best point within the constraints
//	smooth    of one lever: a cubic through settings spread evenly over the top (Kleijnen 2015)
//	select    the best of the finalists with a stated probability (Kim & Nelson 2001), confirmed on fresh random numbers
//
// For several objectives, climb and refine are replaced by differential evolution (GDE3: Kukkonen & Lampinen 2005), and the answer is a front.
package tune
