// Package estimate holds the estimators of experiments: what a team computes from the results of a test. It knows no simulator. Everything is
// a function of sums per arm over the units of analysis, so that memory does not grow with the number of units or days.
//
// The way from data to an effect has four steps:
//
//  1. Moments adds up k variables over the units of one arm: n, means and centred products. The unit is
//     what was assigned: a Pinner, a campaign, a block of time, a cluster; never an impression of a Pinner who was assigned.
//  2. Moments.Averages, PostStratify or Weighted give the means of one arm with their covariances.
//  3. A Metric (a mean or a ratio of two means), possibly through an Adjustment for pre-period covariates, gives a Point: value and variance.
//  4. Difference or Relative compare the points of two arms and give an Effect: value, standard error, interval, p value.
//
// Designs in which arms meet each other have estimators of their own: Switchback, PairedRelative (budget splits), TwoSided, ShadowPrice, Chain (differences in
// Q's), Slope (local experimentation). Boundary and Mixture decide a test that is looked at more than once; Design plans one.
package estimate
