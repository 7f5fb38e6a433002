package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
)

// ratesFile is a table of click and conversion rates by campaign and segment.
type ratesFile struct {
	File    string               `key:"file" doc:"CSV or Parquet file, relative to the scenario, one row for each campaign, segment or pair of both: name, segment, and click_rate or impressions and clicks, conversion_rate or clicks and conversions"`
	Columns schema.Named[string] `key:"columns" doc:"columns of the file under other names: ours to theirs, or to their number from 1"`
	Format  *RatesFormat         `key:"format" doc:"how the file is written, where that is not recognised"`
}

// Short is the key that a name alone stands for.
func (ratesFile) Short() string { return "file" }

// RatesFormat is how a table of rates is written.
type RatesFormat struct {
	FileFormat
	Prior float64 `key:"rate_prior" default:"100" range:"[0, 1e9]" doc:"where rates come from counts: impressions (clicks, for conversions) at the file's mean rate that are added to each row's own"`
}

// maxRates is how many rows a table of rates may have.
const maxRates = 5_000_000

var ratesKind = &data.Spec{What: "a table of rates", MaxRows: maxRates, Columns: append([]data.Column{
	{Name: "name", Kind: data.Text, Aliases: campaignColumn("name").Aliases},
	{Name: "segment", Kind: data.Text, Aliases: []string{"audience", "cohort", "group", "zielgruppe"}},
}, *campaignColumn("click_rate"), *campaignColumn("conversion_rate"), *campaignColumn("impressions"), *campaignColumn("clicks"), *campaignColumn("conversions"))}

func campaignColumn(name string) *data.Column {
	for i := range campaignColumns {
		if campaignColumns[i].Name == name {
			return &campaignColumns[i]
		}
	}
	panic("no column " + name)
}

// pair is a cell of a table of rates: a campaign and a segment, each empty where the table does not tell them apart.
type pair struct{ campaign, segment string }

// rateRow is what a table says of a pair; NaN where it says nothing.
type rateRow struct {
	click, convert float64
	counts         [3]float64 // impressions, clicks, conversions
	line           int
}

// rateTable lays a table of rates over a group's campaigns.
func (c *compiler) rateTable(path string, g *group, members []spec.Member) []spec.Member {
	if g.Rates == nil {
		return members
	}
	rows, full, quotes := c.readRates(path+".rates", g.Rates)
	if rows == nil {
		return members
	}
	c.strangers(full, g, rows, members, quotes)
	out := append([]spec.Member(nil), members...) // drawn campaigns are shared by all markets of a scenario
	for i := range out {
		c.layRates(rows, g, &out[i])
	}
	return out
}

// readRates reads the table; nil when something is wrong with it. Quotes tells whether messages may quote it.
func (c *compiler) readRates(path string, f *ratesFile) (rows map[pair]*rateRow, full string, quotes bool) {
	format := f.Format
	if format == nil {
		format = &RatesFormat{FileFormat: plainFormat, Prior: 100}
	}
	t, full, ok := c.table(path, f.File, f.Columns, &format.FileFormat, ratesKind)
	if !ok {
		c.refused(path, full, t)
		return nil, "", false
	}
	r := &ratesReader{table: t, rows: map[pair]*rateRow{}}
	if bad := r.read(); len(bad) > 0 {
		for _, e := range bad {
			c.failFile(path, full, e)
		}
		return nil, "", false
	}
	c.understood(path, t)
	r.against.warn(c, path, f.File, t)
	for _, line := range r.fill(f.File, format.Prior) {
		c.note(line)
	}
	return r.rows, full, t.Quotes()
}

// ratesReader turns the rows of a table into rates.
type ratesReader struct {
	table *data.Table
	rows  map[pair]*rateRow
	order []*rateRow // as in the file, so that sums over it are the same in every run

	against ratesAgainstCounts
}

func (r *ratesReader) has(names ...string) bool {
	for _, name := range names {
		if _, ok := r.table.Column(name); !ok {
			return false
		}
	}
	return true
}

func (r *ratesReader) firstOf(names ...string) string {
	for _, name := range names {
		if r.has(name) {
			return name
		}
	}
	return ""
}

func (r *ratesReader) read() (bad []*data.Error) {
	switch {
	case !r.has("name") && !r.has("segment"):
		return []*data.Error{{Line: 1, Column: 1, Message: "there is neither a column `name` nor a column `segment`", Help: "name the campaign or the segment of each row, or map the columns with `columns:`"}}
	case !r.has("click_rate") && !r.has("impressions", "clicks") && !r.has("conversion_rate") && !r.has("clicks", "conversions"):
		return []*data.Error{{Line: 1, Column: 1, Message: "there are no rates", Help: "give click_rate, or impressions and clicks, or conversion_rate, or clicks and conversions"}}
	}
	var twice []*data.Error
	bad = r.table.Each(func(x *data.Row) {
		key := pair{r.text(x, "name"), r.text(x, "segment")}
		if before := r.rows[key]; before != nil {
			if len(twice) < data.MaxErrors {
				twice = append(twice, &data.Error{Line: x.Line, Column: 1, Message: fmt.Sprintf("%s appears twice, first on line %d", key.said(r.table.Quotes()), before.line), Help: "keep one row for each"})
			}
			return
		}
		if key == (pair{}) {
			at, _ := r.table.Column(r.firstOf("name", "segment"))
			x.Fail(at, "name a campaign or a segment, or delete the row", "the row names nothing")
			return
		}
		r.against.row(r.table, x)
		row := &rateRow{click: r.number(x, "click_rate"), convert: r.number(x, "conversion_rate"), counts: r.counts(x), line: x.Line}
		r.rows[key], r.order = row, append(r.order, row)
	})
	return append(bad, twice...)
}

// said is a pair as messages have it, which name what is in a table only where its cells may be quoted.
func (p pair) said(quotes bool) string {
	switch {
	case !quotes:
		return "what this row names"
	case p.segment == "":
		return fmt.Sprintf("campaign `%s`", p.campaign)
	case p.campaign == "":
		return fmt.Sprintf("segment `%s`", p.segment)
	}
	return fmt.Sprintf("campaign `%s` for segment `%s`", p.campaign, p.segment)
}

func (r *ratesReader) text(x *data.Row, name string) string {
	if at, ok := r.table.Column(name); ok {
		return x.Text(at)
	}
	return ""
}

func (r *ratesReader) number(x *data.Row, name string) float64 {
	if at, ok := r.table.Column(name); ok {
		return x.Number(at)
	}
	return math.NaN()
}

// counts are a row's counts; each event is at most as frequent as the one before it.
func (r *ratesReader) counts(x *data.Row) (n [3]float64) {
	names := [3]string{"impressions", "clicks", "conversions"}
	for i, name := range names {
		n[i] = r.number(x, name)
		if i > 0 && n[i] > n[i-1] {
			at, _ := r.table.Column(name)
			x.Exceeds(at, n[i], name, n[i-1], names[i-1])
		}
	}
	return n
}

// fill makes rates of counts where the table has no rates, and says how.
func (r *ratesReader) fill(file string, prior float64) (notes []string) {
	for i, rate := range []struct {
		name, of, per string
		field         func(*rateRow) *float64
	}{
		{"click_rate", "clicks", "impressions", func(x *rateRow) *float64 { return &x.click }},
		{"conversion_rate", "conversions", "clicks", func(x *rateRow) *float64 { return &x.convert }},
	} {
		if r.has(rate.name) || !r.has(rate.of, rate.per) {
			continue
		}
		var base, hits float64
		for _, x := range r.order {
			base, hits = base+x.counts[i], hits+x.counts[i+1]
		}
		mean := hits / max(base, 1)
		for _, x := range r.order {
			*rate.field(x) = (x.counts[i+1] + float64(prior*mean)) / max(x.counts[i]+prior, 1)
		}
		notes = append(notes, fmt.Sprintf("%s: %s = (%s + %g x %.4g) / (%s + %g), the prior at the mean rate of the file (format.rate_prior)", file, rate.name, rate.of, prior, mean, rate.per, prior))
	}
	return notes
}

// strangers names campaigns and segments of a table that the market does not have.
func (c *compiler) strangers(full string, g *group, rows map[pair]*rateRow, members []spec.Member, quotes bool) {
	campaigns, segments := map[string]bool{"": true}, map[string]bool{"": true}
	var names, audiences []string
	for i := range members {
		name := strings.TrimPrefix(members[i].Name, g.Name+"/")
		campaigns[name], names = true, append(names, name)
	}
	for _, s := range c.file.Market.Pinners.Segments {
		segments[s.Name], audiences = true, append(audiences, s.Name)
	}
	var bad []*data.Error
	for p, x := range rows {
		switch {
		case !campaigns[p.campaign] && !quotes:
			bad = append(bad, &data.Error{Line: x.line, Column: 1, Message: fmt.Sprintf("group `%s` has no campaign of the name in this row", g.Name)})
		case !campaigns[p.campaign]:
			bad = append(bad, &data.Error{Line: x.line, Column: 1, Message: fmt.Sprintf("group `%s` has no campaign `%s`", g.Name, p.campaign), Help: schema.Suggest(p.campaign, names)})
		}
		switch {
		case !segments[p.segment] && !quotes:
			bad = append(bad, &data.Error{Line: x.line, Column: 1, Message: "there is no segment of the name in this row"})
		case !segments[p.segment]:
			bad = append(bad, &data.Error{Line: x.line, Column: 1, Message: fmt.Sprintf("there is no segment `%s`", p.segment), Help: schema.Suggest(p.segment, audiences)})
		}
	}
	slices.SortFunc(bad, func(a, b *data.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Message, b.Message))
	})
	for _, e := range bad[:min(len(bad), data.MaxErrors)] {
		c.failAt(full, e)
	}
}

// layRates gives a campaign the rates that a table has for it: a base rate, and a factor on it for each segment.
func (c *compiler) layRates(rows map[pair]*rateRow, g *group, m *spec.Member) {
	name := strings.TrimPrefix(m.Name, g.Name+"/")
	click, convert := func(x *rateRow) float64 { return x.click }, func(x *rateRow) float64 { return x.convert }
	m.ClickRate, m.ClickBySegment = c.layRate(rows, name, m.ClickRate, click)
	m.ConversionRate, m.ConversionBySegment = c.layRate(rows, name, m.ConversionRate, convert)
}

// layRate is a campaign's base rate and its factors by segment: of each pair the row that names both, else the campaign's, else the segment's. What
// no row names has the campaign's own rate, or where it has none the mean of the segments that have one, by their shares.
func (c *compiler) layRate(rows map[pair]*rateRow, name string, own float64, of func(*rateRow) float64) (base float64, factors []float64) {
	segments := c.file.Market.Pinners.Segments
	rates := make([]float64, len(segments))
	var sum, share float64
	for i, s := range segments {
		rates[i] = math.NaN()
		for _, p := range []pair{{name, s.Name}, {name, ""}, {"", s.Name}} {
			if x := rows[p]; x != nil && !math.IsNaN(of(x)) {
				rates[i] = of(x)
				sum, share = sum+float64(s.Share*rates[i]), share+s.Share
				break
			}
		}
	}
	if share == 0 {
		return own, nil
	}
	mean := sum / share
	if base = own; !(base > 0) {
		base = mean
	}
	if base == 0 {
		return 0, nil
	}
	for i := range rates {
		if rates[i] /= base; math.IsNaN(rates[i]) {
			rates[i] = 1
		}
	}
	return base, rates
}
