package scenarios

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
)

// CampaignFormat is how a file of campaigns is written.
type CampaignFormat struct {
	FileFormat
	SameNames string  `key:"same_names" default:"error" enum:"error|numbered" doc:"of rows with the same name: error refuses the file, numbered makes them name, name#2, name#3, ..."`
	Prior     float64 `key:"rate_prior" default:"100" range:"[0, 1e9]" doc:"where rates come from counts: impressions (clicks, for conversions) at the file's mean rate that are added to each campaign's own"`
}

var plainCampaignFormat = CampaignFormat{FileFormat: plainFormat, SameNames: "error", Prior: 100}

// row is one campaign of a file. Numbers are NaN where the file says nothing, and budgets +Inf where it says that there is none.
type row struct {
	Name                                              string
	Value, Daily, Lifetime, ClickRate, ConversionRate float64
	Weekly, Start, End                                float64
	Vectors                                           [][]float32 // one per ad; only of JSON files
	AdValues                                          []float64   // one per ad; only of JSON files
}

// unknownRow is a row of which nothing is known but its name.
func unknownRow(name string) row {
	nan := math.NaN()
	return row{Name: name, Value: nan, Daily: nan, Lifetime: nan, ClickRate: nan, ConversionRate: nan, Weekly: nan, Start: nan, End: nan}
}

const fromGroup = "as the group says"

// campaignColumns are the columns of a file of campaigns. Only the columns that a file has replace the group's distributions.
var campaignColumns = []data.Column{
	{Name: "name", Kind: data.Text, Aliases: []string{"campaign", "campaign name", "ad", "ad name", "ad id", "campaign id", "item", "item id", "kampagne", "anzeige", "kampagnenname", "anzeigenname", "name der kampagne"}},
	{Name: "value", Kind: data.Money, Aliases: []string{"value per click", "value per conversion", "max cpc", "maximum cpc", "bid", "max bid", "maximum bid", "bid per click", "max cpc bid", "gebot", "max gebot", "maximales gebot", "gebot pro klick", "max cpc gebot", "klickgebot", "wert", "wert pro klick"}, Most: math.Inf(1), Empty: fromGroup},
	{Name: "daily_budget", Kind: data.Money, Aliases: []string{"budget per day", "tagesbudget", "budget pro tag", "tägliches budget", "campaign daily budget", "average daily budget", "durchschnittliches tagesbudget"}, Most: math.Inf(1), Empty: noLimit},
	{Name: "lifetime_budget", Kind: data.Money, Aliases: []string{"total budget", "campaign total budget", "campaign lifetime budget", "gesamtbudget", "laufzeitbudget"}, Most: math.Inf(1), Empty: noLimit},
	{Name: "weekly_budget", Kind: data.Money, Aliases: []string{"budget per week", "wochenbudget", "budget pro woche"}, Most: math.Inf(1), Empty: noLimit},
	{Name: "start_day", Kind: data.Moment, Aliases: []string{"start", "start date", "starts", "startdatum", "beginn"}, Unit: "d", Origin: true, Empty: fromGroup},
	{Name: "end_day", Kind: data.Moment, Aliases: []string{"end", "end date", "ends", "enddatum", "ende"}, Unit: "d", Origin: true, Empty: fromGroup},
	{Name: "click_rate", Kind: data.Rate, Aliases: []string{"ctr", "click through rate", "klickrate", "klickrate ctr", "durchklickrate", "ctr link click through rate", "ctr all", "link ctr"}, Most: 1, Empty: fromGroup, Note: "at zero affinity"},
	{Name: "conversion_rate", Kind: data.Rate, Aliases: []string{"cvr", "conv rate", "konversionsrate", "umwandlungsrate"}, Most: 1, Empty: fromGroup},
	{Name: "impressions", Kind: data.Number, Count: true, Aliases: []string{"impr", "impressionen"}, Most: 1e15, Unless: "click_rate"},
	{Name: "clicks", Kind: data.Number, Count: true, Aliases: []string{"klicks", "link clicks", "clicks all"}, Most: 1e15},
	{Name: "conversions", Kind: data.Number, Count: true, Aliases: []string{"conv", "konversionen"}, Most: 1e15, Unless: "conversion_rate"},
}

const noLimit = "no limit"

// rowNumber is a column that a row takes as a number.
type rowNumber struct {
	name string
	of   func(*row) *float64
}

var rowNumbers = []rowNumber{
	{"value", func(r *row) *float64 { return &r.Value }},
	{"daily_budget", func(r *row) *float64 { return &r.Daily }},
	{"lifetime_budget", func(r *row) *float64 { return &r.Lifetime }},
	{"weekly_budget", func(r *row) *float64 { return &r.Weekly }},
	{"start_day", func(r *row) *float64 { return &r.Start }},
	{"end_day", func(r *row) *float64 { return &r.End }},
	{"click_rate", func(r *row) *float64 { return &r.ClickRate }},
	{"conversion_rate", func(r *row) *float64 { return &r.ConversionRate }},
}

// budget tells whether the absence of the number is the absence of a limit.
func (n *rowNumber) budget() bool { return strings.HasSuffix(n.name, "_budget") }

// maxDay bounds days in files of campaigns.
const maxDay = 1e5

// bounds is the range of the number.
func (n *rowNumber) bounds() (least, most float64) {
	for i := range campaignColumns {
		if c := &campaignColumns[i]; c.Name == n.name && c.Kind != data.Moment {
			return c.Least, c.Most
		}
	}
	return 0, maxDay
}

// maxCampaigns is how many campaigns one file may hold.
const maxCampaigns = 1_000_000

var campaignKind = &data.Spec{What: "a file of campaigns", Columns: campaignColumns, MaxRows: maxCampaigns, List: "campaigns",
	Lists: []data.Column{{Name: "vectors", Kind: data.Lists}, {Name: "ad_values", Kind: data.Lists}}}

// campaignFile reads a group's file of campaigns.
func (c *compiler) campaignFile(path string, g *group) []row {
	format := g.Format
	if format == nil {
		format = &plainCampaignFormat
	}
	key := fmt.Sprint(g.File, g.Columns, *format, c.given(path+".file"), c.doc.Given(path+".format.total_rows"))
	if rows, ok := c.rows[key]; ok {
		return rows
	}
	t, full, ok := c.table(path, g.File, g.Columns, &format.FileFormat, campaignKind)
	if t == nil {
		return nil
	}
	r := &campaignReader{compiler: c, table: t, format: format, path: path, file: g.File}
	rows, bad := r.read()
	for _, e := range bad {
		c.failFile(path, full, e)
	}
	if !ok {
		return nil
	}
	if len(bad) == 0 {
		t.DoubtLast()
		c.understood(path, t)
		r.rates()
		r.doubts()
		r.against.warn(c, path, g.File, t)
	}
	c.rows[key] = rows
	return rows
}

// campaignReader turns the rows of a table into campaigns.
type campaignReader struct {
	*compiler
	table  *data.Table
	format *CampaignFormat
	path   string // of the group
	file   string
	rows   []row
	lines  []int // of each row
	counts [][3]float64

	nameless []int // rows without a name in a file that has names
	against  ratesAgainstCounts

	budgetTold bool // of a column of budgets that is not read
}

func (r *campaignReader) read() ([]row, []*data.Error) {
	bad := r.table.Each(func(x *data.Row) {
		one := unknownRow(strconv.Itoa(x.Ordinal - 1))
		if at, ok := r.table.Column("name"); ok && x.Text(at) != "" {
			one.Name = x.Text(at)
		} else if ok {
			r.nameless = append(r.nameless, len(r.rows))
		}
		for i := range rowNumbers {
			if at, ok := r.table.Column(rowNumbers[i].name); ok {
				*rowNumbers[i].of(&one) = r.number(x, at, &rowNumbers[i])
			}
		}
		r.ads(x, &one)
		r.rows, r.lines = append(r.rows, one), append(r.lines, x.Line)
		r.count(x)
		r.against.row(r.table, x)
	})
	if e := r.total(); e != nil {
		bad = append(bad, e)
	}
	if e := r.log(); e != nil {
		return r.rows, append(bad, e)
	}
	return r.rows, append(bad, r.sameNames()...)
}

// mostAds is how many ads a campaign may have.
const mostAds = 1000

// ads reads the vectors and the values of a campaign's ads.
func (r *campaignReader) ads(x *data.Row, one *row) {
	if at, ok := r.table.Column("ad_values"); ok {
		one.AdValues = x.Numbers(at, 0, mostAds)
	}
	at, ok := r.table.Column("vectors")
	if !ok {
		return
	}
	one.Vectors = x.Vectors(at, r.compiler.file.Market.Pinners.Interests.Dimensions, mostAds)
	if v, a := len(one.Vectors), len(one.AdValues); v > 0 && a > 0 && v != a {
		x.Uneven(at, fmt.Sprintf("%s for %s", schema.Count(v, "vector"), schema.Count(a, "ad value")))
	}
}

// total recognises a last row that is the only one without a name.
func (r *campaignReader) total() *data.Error {
	n := len(r.lines)
	if n < 3 || len(r.nameless) != 1 || r.nameless[0] != n-1 || r.format.TotalRows == 0 && r.doc.Given(r.path+".format.total_rows") {
		return nil
	}
	return &data.Error{Line: r.lines[n-1], Column: 1, Key: "format", Message: "the last row is the only one without a name, as totals are",
		Help: "skip it with `format: {total_rows: 1}`, or give it a name; where it is a campaign without one, state `format: {total_rows: 0}`"}
}

// number is a cell of a row: days, or a number, or the absence of a budget.
func (r *campaignReader) number(x *data.Row, at int, field *rowNumber) float64 {
	if _, most := field.bounds(); most == maxDay {
		us, ok := x.Moment(at)
		day := float64(us) / 86400e6
		if ok && (day < 0 || day > maxDay) {
			x.Fail(at, "check the unit, or state `format: {time_origin: ...}`", "%s in column `%s` is day %.6g; days from 0 to %g are possible", x.Quote(x.Text(at)), r.table.Source(field.name), day, maxDay)
		}
		if !ok {
			return math.NaN()
		}
		return day
	}
	number := x.Number(at)
	if math.IsNaN(number) && field.budget() {
		return math.Inf(1)
	}
	return number
}

// count keeps a row's counts.
func (r *campaignReader) count(x *data.Row) {
	var n [3]float64
	for i, name := range []string{"impressions", "clicks", "conversions"} {
		if at, ok := r.table.Column(name); ok {
			n[i] = x.Number(at)
		}
	}
	if r.has("impressions") && r.has("clicks") && n[1] > n[0] {
		at, _ := r.table.Column("clicks")
		x.Exceeds(at, n[1], "clicks", n[0], "impressions")
	}
	if r.has("conversions") && r.has("clicks") && n[2] > n[1] {
		at, _ := r.table.Column("conversions")
		x.Exceeds(at, n[2], "conversions", n[1], "clicks")
	}
	r.counts = append(r.counts, n)
}

func (r *campaignReader) has(name string) bool {
	_, ok := r.table.Column(name)
	return ok
}

// rates makes rates of counts: each campaign's own counts and as many at the file's mean rate as rate_prior says.
func (r *campaignReader) rates() {
	for i, rate := range []struct {
		name, of, per string
		field         func(*row) *float64
	}{
		{"click_rate", "clicks", "impressions", func(x *row) *float64 { return &x.ClickRate }},
		{"conversion_rate", "conversions", "clicks", func(x *row) *float64 { return &x.ConversionRate }},
	} {
		if r.has(rate.name) || !r.has(rate.of) || !r.has(rate.per) {
			continue
		}
		base, hits := 0.0, 0.0
		for _, n := range r.counts {
			base, hits = base+n[i], hits+n[i+1]
		}
		mean := 0.0
		if base > 0 {
			mean = hits / base
		}
		for k, n := range r.counts {
			if weight := n[i] + r.format.Prior; weight > 0 {
				*rate.field(&r.rows[k]) = (n[i+1] + float64(r.format.Prior*mean)) / weight
			}
		}
		r.note(fmt.Sprintf("%s: %s = (%s + %g x %.4g) / (%s + %g), the prior at the mean rate of the file (format.rate_prior)", r.file, rate.name, rate.of, r.format.Prior, mean, rate.per, r.format.Prior))
	}
}

// sameNames applies the rule for rows with the same name.
func (r *campaignReader) sameNames() (bad []*data.Error) {
	const most, help = 3, "give each its own name, or number them with `format: {same_names: numbered}`"
	first, times, repeats := map[string]int{}, map[string]int{}, 0
	for i := range r.rows {
		name := r.rows[i].Name
		if times[name]++; times[name] == 1 {
			first[name] = r.lines[i]
			continue
		}
		if r.format.SameNames == "numbered" {
			r.rows[i].Name = fmt.Sprintf("%s#%d", name, times[name])
			continue
		}
		if repeats++; repeats <= most {
			what := "campaign `" + name + "`"
			if !r.table.Quotes() {
				what = "the campaign of this row"
			}
			bad = append(bad, &data.Error{Line: r.lines[i], Column: 1, Message: fmt.Sprintf("%s appears twice, first on line %d", what, first[name]), Help: help})
		}
	}
	if repeats > most {
		bad = append(bad, &data.Error{Line: r.lines[len(r.lines)-1], Column: 1, Message: fmt.Sprintf("%d more rows repeat a name", repeats-most), Help: help})
	}
	return bad
}
