package tuning

import (
	"fmt"

	"marketsim/reports/format"
)

// Glance is the answer as rows of question and answer: what to set, what that brings, what it keeps, and what a shorter view would choose.
func (s *Summary) Glance() (rows [][]string) {
	add := func(question, format string, args ...any) {
		rows = append(rows, []string{question, fmt.Sprintf(format, args...)})
	}
	if d := s.Decision; d != nil {
		if d.Best >= 0 {
			add("What to do?", "%s", d.Strategies[d.Best].Name)
			add(fmt.Sprintf("What does it bring over %d days?", s.Days), "%s %s in expectation over %d beliefs", s.Objectives[0].Name, s.change(d.Strategies[d.Best].Gain), len(d.Beliefs))
		}
		return rows
	}
	if s.Winner == 0 || s.Infeasible {
		return nil
	}
	for i, v := range s.Candidate(s.Winner).Setting {
		end := ""
		if at := s.Levers[i].AtEnd; at != "" {
			end = " (the " + at + " end of its range)"
		}
		add("What to set?", "%s: %s%s, now %s", s.Levers[i].Path, v, end, s.Levers[i].Base)
	}
	add(fmt.Sprintf("What does it bring over %d days?", s.Days), "%s %s on fresh random numbers", s.Objectives[0].Name, s.change(s.Fresh))
	for j := range s.Constraints {
		add("What does it keep?", "%s: %s, wanted %s", s.Constraints[j].Name, s.subject(j, s.FreshSlack[j]), s.Require[j])
	}
	if text := s.Price(); text != "" {
		add("And for a shorter time?", "%s", format.Capital(text))
	}
	return rows
}
