package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/pages"
	"marketsim/reports/render"
	"marketsim/reports/tables"
	"marketsim/reports/verdict"
)

// tableFiles are the files of all tables that a run folder may have.
func tableFiles() (names []string) {
	for _, name := range tables.Files() {
		names = append(names, filepath.Join("data", name))
	}
	return names
}

// render writes everything that a run folder shows: the summary in its forms, data and figures.
func (a *app) render(ctx context.Context, folder string, in *reports.Input, choice tables.Choice) (s *reports.Summary, err error) {
	if s, err = verdict.Summarise(in); err != nil {
		return nil, err
	}
	err = a.together(folder, runSets, shown, func(dir string) error { return a.draw(ctx, dir, in, s, choice) }, tableFiles()...)
	return s, errors.Join(err, ctx.Err())
}

// draw is render into a folder that is empty.
func (a *app) draw(ctx context.Context, folder string, in *reports.Input, s *reports.Summary, choice tables.Choice) error {
	json, err := s.JSON()
	if err != nil {
		return err
	}
	if err := a.writeFile(filepath.Join(folder, "summary.json"), json); err != nil {
		return err
	}
	data := filepath.Join(folder, "data")
	if err := a.wrote(data, reports.WriteData(data, in, s, choice)); err != nil {
		return err
	}
	if err := a.writeMarkdown(filepath.Join(folder, "summary.md"), s); err != nil {
		return err
	}
	if err := a.writeJUnit(filepath.Join(folder, "checks.junit.xml"), s); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	report := filepath.Join(folder, "report")
	if err := a.makeDirs(report); err != nil {
		return err
	}
	drawn, err := figures.Draw(report, in, s, a.Figures)
	if err != nil {
		return a.wrote(report, err)
	}
	if missing := figures.Undrawable(in.Scenario, in.Question, armNames(in)); missing != "" {
		a.note("warning: no font of this machine has %s: figures show boxes instead; install one for that script, such as fonts-noto-cjk", missing)
	}
	page := filepath.Join(report, "index.html")
	if err := a.writeWith(page, func(w io.Writer) error { return pages.Write(w, in, s) }); err != nil {
		return err
	}
	a.detail("wrote %d files to %s", len(drawn)+1, a.show(report))
	return nil
}

// armNames are the names of all arms in one text.
func armNames(in *reports.Input) (text string) {
	for _, arm := range in.Arms {
		text += arm.Name
	}
	return text
}

func (a *app) writeMarkdown(path string, s *reports.Summary) error {
	var b bytes.Buffer
	if err := render.Markdown(&b, s); err != nil {
		return err
	}
	return a.writeFile(path, b.Bytes())
}

func (a *app) writeJUnit(path string, s *reports.Summary) error {
	var b bytes.Buffer
	if err := render.JUnit(&b, s); err != nil {
		return err
	}
	return a.writeFile(path, b.Bytes())
}
