package scenarios

import (
	"math"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
)

// forecastFile is a file with the traffic of a day or of a week.
type forecastFile struct {
	File    string               `key:"file" doc:"CSV or Parquet file, relative to the scenario, with a column traffic: one row for each of equal parts of the day, or of a week when there is a column weekday; with a column segment such rows for each segment"`
	Columns schema.Named[string] `key:"columns" doc:"columns of the file under other names: ours to theirs, or to their number from 1"`
	Format  *FileFormat          `key:"format" doc:"how the file is written, where that is not recognised"`
}

// Short is the key that a name alone stands for.
func (forecastFile) Short() string { return "file" }

var forecastKind = &data.Spec{What: "a forecast of traffic", MaxRows: 10_000, Columns: []data.Column{
	{Name: "traffic", Kind: data.Rate, Most: math.Inf(1), Required: true, Aliases: []string{"sessions", "requests", "visits", "share", "views", "pageviews", "traffic volume", "anteil", "besuche", "sitzungen", "aufrufe", "verkehr"}},
	{Name: "weekday", Kind: data.Text, Aliases: []string{"dow", "day of week", "day", "wochentag"}},
	{Name: "segment", Kind: data.Text, Aliases: []string{"audience", "segment name"}},
	{Name: "hour", Kind: data.Text, Aliases: []string{"hour of day", "stunde", "uhrzeit"}},
}}

// forecast compiles the traffic that pacing reckons with: of one day or of seven, of all or by segment; nothing where it knows the rhythm.
func (c *compiler) forecast(out *spec.Market) {
	m := &c.file.Mechanism
	switch file, list, by := m.ForecastFile != nil, len(m.Forecast) > 0, len(m.ForecastBy) > 0; {
	case file && list:
		c.fail("mechanism.forecast_file", "E207", "leave one of them out", "the forecast is given twice: as a list and as a file")
	case by && (file || list):
		c.fail("mechanism.forecast_by_segment", "E207", "leave one of them out", "the forecast is given twice: for all and by segment")
	case file:
		c.forecastFile(m.ForecastFile, out)
	case by:
		c.forecastBy(out)
	case list:
		if out.Forecast, out.ForecastDays = normalised(m.Forecast), 1; out.Forecast == nil {
			c.fail("mechanism.forecast", "E207", "write at least one positive number", "the forecast says that nobody comes")
		}
	}
}

// forecastBy is the traffic of a day by segment, from lists.
func (c *compiler) forecastBy(out *spec.Market) {
	const path = "mechanism.forecast_by_segment"
	var names []string
	var by [][]float64
	for _, s := range c.file.Market.Pinners.Segments {
		list, ok := c.file.Mechanism.ForecastBy.Get(s.Name)
		switch names = append(names, s.Name); {
		case !ok:
			c.fail(path, "E202", "add it, or `all:` for those not named", "segment `%s` is missing", s.Name)
		case len(by) > 0 && len(list) != len(by[0]):
			c.fail(path+"."+s.Name, "E203", "cut the day into the same parts for all", "the forecast of segment `%s` has %s of the day, not %d", s.Name, schema.Count(len(list), "part"), len(by[0]))
			return
		}
		by = append(by, list)
	}
	for _, e := range c.file.Mechanism.ForecastBy {
		if !contains(names, e.Name) && e.Name != schema.All {
			c.failKey(path+"."+e.Name, "E202", schema.Suggest(e.Name, names), "there is no segment named `%s`", e.Name)
		}
	}
	if out.Forecast, out.SegmentForecast, out.ForecastDays = summed(by), by, 1; out.Forecast == nil && len(by) > 0 {
		c.fail(path, "E207", "write at least one positive number", "the forecast says that nobody comes")
	}
}

// summed is the traffic of all segments at mean 1; nil where nobody comes or parts are missing.
func summed(by [][]float64) []float64 {
	if len(by) == 0 {
		return nil
	}
	sum := make([]float64, len(by[0]))
	for _, list := range by {
		if len(list) != len(sum) {
			return nil
		}
		for i, x := range list {
			sum[i] += x
		}
	}
	return normalised(sum)
}
