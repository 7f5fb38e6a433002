// Package pages writes a run as one HTML page that needs no network: the verdict, the tables and charts with the values under
// the pointer. Everything is inside the file: pictures as data, and the chart library uPlot (third-party, folder uplot). The
// page forbids itself every request by a content security policy.
package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/sim/units/neutral"
)

//go:embed uplot/uPlot.iife.min.js uplot/uPlot.min.css uplot/LICENSE page.css page.js page.html plain.html picture.html
var files embed.FS

func file(name string) string {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded above
	}
	return string(data)
}

var page = template.Must(template.New("page").Funcs(template.FuncMap{"breaks": breaks, "count": count, "whole": whole}).Parse(file("page.html") + file("picture.html")))

// content is what the template shows.
type content struct {
	Policy      string
	Style       template.CSS
	Script      template.JS
	Licence     string
	S           *reports.Summary
	RunID       string
	Title, Lead string
	Found       string // what was found of the one arm, where the title says something else
	Described   string
	Contents    []entry
	Board       *boardContent
	Levels      []side
	Review      picture // of the first arm
	Arms        []armContent
	Groups      []group // of charts
	Charts      []chart // in the order of the page; the script draws them
	Provenance  []pair
	Footnote    string
	Question    string // that intervals answer
}

type pair struct{ Name, Value string }

// entry is a line of the contents list.
type entry struct{ ID, Title string }

// Write writes the page of a run.
func Write(w io.Writer, in *reports.Input, s *reports.Summary) error {
	found, one := figures.Review(in, s)
	review, err := drawn([]figures.Picture{one}, map[string]string{"review": reviewTitle})
	if err != nil {
		return err
	}
	title := s.Headline                   // what screen and Markdown begin with
	if s.Board != nil || found == title { // the page is about all arms, and says below which is best
		found = ""
	}
	title = format.Marked(title, s.Quick)
	style, script := file("uplot/uPlot.min.css")+"\n"+file("page.css"), file("uplot/uPlot.iife.min.js")+"\n"+file("page.js")
	c := &content{
		Style: template.CSS(style), Script: template.JS(script), Licence: file("uplot/LICENSE"), S: s, RunID: in.RunID, Title: title, Found: found, Review: review[0], Lead: s.Question,
		Policy:    fmt.Sprintf("default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", digest(style), digest(script)),
		Described: render.Described(s), Board: boardOf(s), Levels: levelsOf(s),
		Footnote: render.Footnote(s), Question: render.Question(s), Groups: groups(s),
		Provenance: []pair{{"scenario", s.Scenario}, {"scenario hash", s.Hash}, {"seed", fmt.Sprint(s.Seed)}, {"version", "marketsim " + s.Version}, {"run", in.RunID},
			{"days", fmt.Sprint(s.Days) + render.WarmUp(s)}, {"replications", fmt.Sprintf("%d of %d", s.ReplicationsDone, s.ReplicationsPlanned)}},
	}
	for i := range s.Arms {
		if s.Arms[i].Versus != "" {
			arm := armOf(s, &s.Arms[i])
			arm.ID = fmt.Sprintf("arm-%d", i)
			c.Arms = append(c.Arms, arm)
		}
	}
	for _, g := range c.Groups {
		c.Charts = append(c.Charts, g.Charts...)
	}
	c.Contents = c.contents()
	return page.Execute(&neutral.Screen{W: w}, c)
}

// reviewTitle heads the review.
const reviewTitle = "One page for slides"

// contents lists the sections in their order.
func (c *content) contents() (list []entry) {
	if c.Board != nil {
		list = append(list, entry{"arms", "All arms against " + c.Board.Versus})
	}
	if c.Levels != nil {
		list = append(list, entry{"levels", "Levels"})
	}
	for i := range c.Arms {
		list = append(list, entry{c.Arms[i].ID, c.Arms[i].Heading})
	}
	for i := range c.Groups {
		list = append(list, entry{c.Groups[i].ID, c.Groups[i].Title})
	}
	return append(list, entry{"review", reviewTitle}, entry{"verified", "What was verified"}, entry{"metrics", "Metrics explained"})
}

// inline is a picture as part of the page.
func inline(svg []byte) string {
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg)
}

// digest is how a content security policy names a text that is allowed.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
