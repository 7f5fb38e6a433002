package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
)

// doubts warns of rates that are probably not meant.
func (r *campaignReader) doubts() {
	zero, high, known := 0, 0, 0
	for i := range r.rows {
		switch rate := r.rows[i].ClickRate; {
		case math.IsNaN(rate):
			continue
		case rate == 0:
			zero++
		case rate > 0.3:
			high++
		}
		known++
	}
	if zero > 0 {
		r.warn("drop them, or give counts of clicks and impressions, of which a prior makes rates above 0", "%d of %s of `%s` %s a click rate of 0: nobody ever clicks on %s", zero, schema.Count(known, "campaign"), r.file, schema.Verb(zero, "has", "have"), schema.Verb(zero, "it", "them"))
	}
	r.unread()
	r.halves()
	r.penniless()
	r.micros()
	if r.has("click_rate") && 2*high > known {
		r.warn("for percentages state `format: {units: {click_rate: percent}}`", "most click rates of `%s` are above 30%%", r.file)
	}
}

// halves warns of counts that are half of a rate: impressions without clicks, or clicks without what they are of.
func (r *campaignReader) halves() {
	for _, s := range statedRates {
		of, per := r.has(s.of), r.has(s.per)
		if r.has(s.rate) || of == per || per && s.rate != "click_rate" {
			continue // clicks without conversions are whole
		}
		there, missing := s.per, s.of
		if of {
			there, missing = s.of, s.per
		}
		r.warn(fmt.Sprintf("add %s, or map the column with `columns: {%s: NAME}`", missing, missing), "`%s` has %s and no %s, so it tells no %s: that comes from the group", r.file, there, missing, s.rate)
	}
}

// unread warns of columns of numbers that are not read while what they may hold comes from the group.
func (r *campaignReader) unread() {
	var missing []string
	if !r.has("value") {
		missing = append(missing, "value")
	}
	if !r.has("click_rate") && !(r.has("clicks") && r.has("impressions")) {
		missing = append(missing, "click_rate")
	}
	var list, likely []string
	for _, s := range r.table.Strays() {
		switch name := strings.ToLower(s.Name); {
		case budgetWord.MatchString(name):
			r.unreadBudget(&s)
		case spentWord.MatchString(name):
			list = append(list, s.String())
		default:
			list, likely = append(list, s.String()), append(likely, s.String())
		}
	}
	if len(missing) == 0 || len(list) == 0 {
		return
	}
	help := "what was spent is neither a value nor a budget: give the column of what an event is worth, or leave it to the group"
	if len(likely) > 0 {
		help = fmt.Sprintf("if one of them is the %s, write `columns: {%s: NAME}`", missing[0], missing[0])
	}
	verb := "comes"
	if len(missing) > 1 {
		verb = "come"
	}
	r.warn(help, "`%s`: %s %s from the group, and columns of numbers are not read: %s", r.file, strings.Join(missing, " and "), verb, data.Listed(list))
}

var (
	budgetWord = regexp.MustCompile(`budget|presupuesto|orçamento`)
	spentWord  = regexp.MustCompile(`(^|[^\pL])(spend|spent|cost|costs|kosten|ausgaben|ausgegeben\pL*)($|[^\pL])`)
	// otherTimes are times that no budget of ours is of, with how many days they have.
	otherTimes = []struct {
		word *regexp.Regexp
		days string
	}{{regexp.MustCompile(`month|monat|mensual|mensuel`), "30.4"}, {regexp.MustCompile(`quarter|quartal`), "91"}, {regexp.MustCompile(`year|annual|jahr|jährlich`), "365"}}
	weekWord = regexp.MustCompile(`week|woche|wöchentlich`)
	lifeWord = regexp.MustCompile(`lifetime|total|laufzeit|gesamt`)
)

// unreadBudget warns of a column that seems to hold budgets where no budget is read: without one, campaigns spend what they can.
func (r *campaignReader) unreadBudget(s *data.Stray) {
	if r.budgetTold || r.has("daily_budget") || r.has("lifetime_budget") || r.has("weekly_budget") {
		return
	}
	r.budgetTold = true
	help, name := "say of which time it is, such as `columns: {daily_budget: NAME}`, or weekly_budget or lifetime_budget", strings.ToLower(s.Name)
	switch {
	case weekWord.MatchString(name):
		help = "write `columns: {weekly_budget: NAME}`"
	case lifeWord.MatchString(name):
		help = "write `columns: {lifetime_budget: NAME}`"
	}
	for _, o := range otherTimes {
		if o.word.MatchString(name) {
			help = fmt.Sprintf("a budget is of a day, a week or the whole time: divide it by %s and call it `daily_budget`", o.days)
		}
	}
	if s.Per != "" {
		help = fmt.Sprintf("write numbers alone, without `%s`, and say of which time they are, such as `columns: {daily_budget: NAME}`", s.Per)
	}
	r.warn(help, "`%s`: budgets come from the group, and `%s` is not read", r.file, s.String())
}

// penniless tells of budgets of 0: such a campaign can pay for nothing, where an empty cell is no limit.
func (r *campaignReader) penniless() {
	for i := range rowNumbers {
		n, zero, first := &rowNumbers[i], 0, 0
		if !n.budget() || !r.has(n.name) {
			continue
		}
		for k := range r.rows {
			if *n.of(&r.rows[k]) == 0 {
				if zero++; zero == 1 {
					first = r.lines[k]
				}
			}
		}
		if zero > 0 {
			r.warn("a cell that is empty is no limit; drop campaigns that are not to take part", "%d of %s of `%s` %s a %s of 0, with which nothing can be bought, the first on line %d", zero, schema.Count(len(r.rows), "campaign"), r.file, schema.Verb(zero, "has", "have"), n.name, first)
		}
	}
}

// leastMicros is what amounts in micros are at least, as a rule, and their median: prices of an event, and budgets.
var leastMicros = map[bool][2]float64{false: {1e4, 1e5}, true: {1e5, 1e6}}

// micros warns of amounts so large that they are probably in micros, of which neither the header nor a format says so.
func (r *campaignReader) micros() {
	for i := range rowNumbers {
		n := &rowNumbers[i]
		if _, stated := r.format.Units.Get(n.name); stated || n.name != "value" && !n.budget() || !r.has(n.name) {
			continue
		}
		var list []float64
		for k := range r.rows {
			if x := *n.of(&r.rows[k]); x > 0 && !math.IsInf(x, 1) {
				list = append(list, x)
			}
		}
		slices.Sort(list)
		if least := leastMicros[n.budget()]; len(list) > 0 && list[0] >= least[0] && list[len(list)/2] >= least[1] {
			r.warn(fmt.Sprintf("if they are micros, state `format: {units: {%s: micros}}`, and else units", n.name), "`%s`: the column `%s` has amounts from %s to %s, as micros would be: 1,000,000 of them are 1 unit of the currency",
				r.file, r.table.Source(n.name), money(list[0]), money(list[len(list)-1]))
		}
	}
}

func (r *campaignReader) warn(help, format string, args ...any) {
	r.ds = append(r.ds, r.doc.Errorf(r.path+".file", "W301", help, format, args...)...)
}
