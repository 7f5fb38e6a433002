package reports_test

import (
	"marketsim/reports"
	"marketsim/reports/reportstest"
	"os"
	"testing"
)

func TestDemo(t *testing.T) {
	s := summarise(t, reportstest.Input())
	reports.Table(os.Stdout, s, reports.Style{})
	reports.Table(os.Stdout, s, reports.Style{Width: 120})
	s = summarise(t, reportstest.Sized(1, 4, 42))
	reports.Table(os.Stdout, s, reports.Style{})
	s = summarise(t, reportstest.Sized(2, 1, 42))
	reports.Table(os.Stdout, s, reports.Style{})
}
