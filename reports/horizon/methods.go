package horizon

import "slices"

// definition is what a method reads, in one line.
type definition struct{ name, text string }

// definitions are those of all methods, in the order of tables.
var definitions = []definition{
	{AsRead, "the mean effect on revenue since the start: what there is, not what comes"},
	{LastWeek, "the effect on revenue of the last seven days: what there is, not what comes"},
	{Extended, "the curve of daily effects, carried on to the long run; from a month of days that move nearly straight it overshoots"},
	{Post, "for the last 14 days nobody has the change: what those who had it do otherwise they have learned, carried on at the published pace and added to the effect of the first day"},
	{CookieDay, "those who have it beside those who have it for the first time that day: what they do otherwise they have learned, carried on at the published pace and added to the effect of the first day"},
	{Lagged, "those who have it beside those who have had it half as long: what they do otherwise, carried on at the published pace and added to the effect of the first day"},
	{Survival, "what a Pinner who is still there brings in the last week, times how many will be there in the long run if they leave as they did so far"},
	{Holdback, "after 14 days all but 5% get the change: the last week of those who have it beside those who are kept without"},
	{Index, "a regression that knows how the long run followed from a week's revenue, sessions, clicks and prices in launches in other markets"},
	{OtherLevers, "the same, learned on launches of other kinds alone"},
}

// MethodRows is a table of what each method reads that this report has, its head first.
func (r *Report) MethodRows() [][]string {
	rows := [][]string{{"method", "what it reads"}}
	for _, d := range definitions {
		if slices.ContainsFunc(r.Rows, func(x Row) bool { return x.Name == d.name }) {
			text := d.text
			if d.name == Index && r.Earlier != nil {
				text = "a regression that knows how the long run followed from a week's revenue, sessions, clicks and prices in " + r.Earlier.text()
			}
			rows = append(rows, []string{r.name(d.name, 0), text})
		}
	}
	return rows
}

// MethodNote explains that table.
const MethodNote = "Two weeks of revenue are the method `" + AsRead + "` after 14 days. The published pace is Google's, 0.012 a day, whatever the pace is here. A proxy is the sign of another metric's effect since the start."

// Rules say what it is to be reliable, which all tables and sentences mean alike, and how methods are chosen.
func (r *Report) Rules() []string { return []string{r.Focus.how(), r.choiceRule()} }
