package sweeps

// shownOutcomes are the metrics of a sweep's tables and figures, the weightiest first.
var shownOutcomes = []string{"revenue", "sessions_per_pinner_day", "surplus", "value", "roas", "fatigue", "active_pinners"}
