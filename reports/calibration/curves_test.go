package calibration

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestCurvesAsTargets: hours, weekdays, days and ages are read from what the market counts; a value with % of a metric that adds up is its share of the whole market.
func TestCurvesAsTargets(t *testing.T) {
	in := reportstest.Sized(1, 2, 16)
	in.CohortDays = 2
	for _, arms := range in.Results {
		r := arms[0]
		r.Lives = make([]results.Life, 9)
		for d := range r.Days {
			day := &r.Days[d]
			for h := range day.Hours {
				day.Hours[h] = results.HourTally{Sessions: int64(h), Impressions: 100, Revenue: spec.Nano(h) * 1e9}
			}
			for i := range day.Cells {
				day.Cells[i].Sessions = 0
			}
			day.Cells[0].Sessions = 276 + int64(d%7) // all hours together, and a week
			day.Cohorts = make([]results.CohortDay, 9)
			day.Cohorts[0] = results.CohortDay{Pinners: 90, Left: 10, Active: int64(50 - d)}
			for k := 1; k < 9; k++ {
				if (k-1)*2 <= d && d < k*2 {
					day.Cohorts[k].New = 20
				}
				day.Cohorts[k].Active = int64(30 - d + 2*k - 1) // 30 on the last day on which somebody joins, one fewer each day
			}
		}
	}
	for line, want := range map[string]float64{
		"sessions,,,,,8,,,,":                              16 * 8,
		"cpm,,,,,8,,,,":                                   80,
		"sessions,,,,,,2,,,":                              2 * 278,
		"sessions,,,,,,,9,,":                              278,
		"cohort_retention,,,,,,,,,3":                      67.5,
		"retention,,,,,,,,0,3":                            67.5,
		"cohort_retention,,,,,,,,existing,4":              46,
		"cohort_retention,,,,,,,,came on days 2 to 3,0":   75,
		"sessions,%,,,,,2,,,":                             100 * 2 * 278. / (14*276 + 42),
		"sessions,%,,,,8,,,,":                             100 * 16 * 8. / (16*276 + 2*21 + 1),
		"sessions,%,segment=" + in.Axes.Segments[0] + ",": 100,
	} {
		cells := map[string]string{"value": "1", "tolerance": "1"}
		parts := strings.Split(line, ",")
		for i, name := range []string{"metric", "value", "segment", "from_day", "to_day", "hour", "weekday", "day", "cohort", "age"} {
			if i < len(parts) && parts[i] != "" {
				cells[name] = strings.TrimPrefix(parts[i], "segment=")
			}
		}
		if cells["value"] == "%" {
			cells["value"] = "10%"
		}
		list, bad := Stated([]map[string]string{cells}, in, none)
		if len(bad) > 0 {
			t.Errorf("%s: %v", line, bad)
			continue
		}
		for _, row := range Sampler(list)(in) {
			if math.Abs(row[0]-want) > 1e-9*want {
				t.Errorf("%s (%s): %v, want %v", line, list[0].Name, row[0], want)
			}
		}
	}
}

// TestTablesOfCurves: a table of curves has a row for each point and a column for each metric; numbers of what adds up become shares of their sum, names of weekdays
// count from that of day 0, and a row for each cohort has a column for each age.
func TestTablesOfCurves(t *testing.T) {
	in := reportstest.Sized(1, 3, 28)
	in.CohortDays = 7
	var hours strings.Builder
	hours.WriteString("hour,sessions,cpm\n")
	for h := range 24 {
		fmt.Fprintf(&hours, "%02d:00,2000,3 USD\n", h)
	}
	week := "weekday,sessions,tolerance\nFri,10,2%\nSat,30,2%\nSun,20,2%\nMon,10,2%\nTue,10,2%\nWed,10,2%\nThu,10,2%\n"
	list, err := readText(week, in)
	if err != nil || len(list) != 7 || list[1].Name != "share of sessions, weekday 1" || list[1].Value != 30 || list[1].Tolerance != 0.6 || list[1].Curve != "share of sessions by weekday" {
		t.Fatalf("%+v %v", list, err)
	}
	list, err = readText(hours.String(), in)
	if err != nil || len(list) != 48 || math.Abs(list[8].Value-100./24) > 1e-9 || list[32].Name != "cpm, hour 8" || list[32].Value != 3 {
		t.Errorf("%+v %v", list, err)
	}
	for _, size := range []string{"size", "pinners", "users"} {
		list, err = readText("cohort,"+size+",d1,D7\n7,1200,40%,30%\n14,1300,,31%\n", in)
		if err != nil || len(list) != 3 || list[0].Name != "cohort_retention of cohort 2 at age 1" || list[2].Value != 31 || list[2].Age != 7 || list[2].Of != 3 {
			t.Errorf("%s: %+v %v", size, list, err)
		}
	}
	list, err = readText("day,pinners\n0,10\n", in) // a metric where no cohort is
	if err != nil || len(list) != 1 || list[0].Metric != "pinners" {
		t.Errorf("%+v %v", list, err)
	}
	for text, want := range map[string]string{
		"hour,cpm\n8:30,3\n":                                                          "`8:30` is no hour",
		"hour,sessions\n0,10\n1,12\n":                                                 "there are 2 rows: a curve is read as shares of its sum, which needs all 24",
		"weekday,ctr\nMon,1%\nTue,1%\n":                                               "there are 2 weekdays by name",
		"weekday,ctr\nMon,1%\nTue,1%\n2,1%\n3,1%\n4,1%\n5,1%\n6,1%\n":                 "there are 2 weekdays by name",
		"weekday,ctr\nMon,1%\nTue,1%\nWed,1%\nThu,1%\nFri,1%\nSat,1%\nSun,1%\n0,1%\n": "write all seven, the weekday of day 0 first, or numbers from 0",
		"hour,fill_rate\n0,90%\n":                                                     "they do not tell fill_rate",
		"hour,weekday,cpm\n0,1,3\n":                                                   "two of hour, weekday, day and age",
		"age,retention\n40,3%\n":                                                      "`40` is no age",
		"age,retention\n27,3%\n":                                                      "no such cohort is 27 days old within the horizon of 28 days",
		"metric,value\ncohort_retention,30%\n":                                        "cohort_retention needs an age",
		"metric,value,age\nctr,1%,3\n":                                                "belong to cohort_retention",
		"metric,value\nsessions,30%\n":                                                "is a share of what?",
		"metric,value,hour\nctr,1%,24\n":                                              "`24` is no hour: write a number from 0 to 23",
		"metric,value,hour\nctr,1%,3\nctr,2%,3\n":                                     "two targets for ctr, hour 3",
		"metric,value,weekday,to_day\nctr,1%,3,10\n":                                  "over whole weeks",
		"metric,value,cohort,age\nretention,30%,later,3\n":                            "`later` is no cohort",
		"hour,sesions\n0,1\n":                                                         "`sesions` is no column and no metric",
		"sessions,ctr\n0,1%\n":                                                        "no file of targets",
	} {
		if list, err := readText(text, in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v %v, want %s", text, list, err, want)
		}
	}
	in.CohortDays = 0
	if _, err := readText("age,retention\n7,30%\n", in); err == nil || !strings.Contains(err.Error(), "market.pinners.cohorts: 1d") {
		t.Errorf("without cohorts: %v", err)
	}
}

// TestLateDays: days and ages beyond 99 are read, and leading zeros count for nothing.
func TestLateDays(t *testing.T) {
	in := reportstest.Sized(1, 2, 130)
	in.CohortDays = 1
	for text, want := range map[string]place{
		"metric,value,day\nctr,1%,100\n":  {-1, -1, 100, anywhere.Cohorts},
		"metric,value,day\nctr,1%,129\n":  {-1, -1, 129, anywhere.Cohorts},
		"metric,value,day\nctr,1%,0007\n": {-1, -1, 7, anywhere.Cohorts},
		"age,retention\n120,3%\n":         {-1, -1, -1, reports.Cohorts{Of: reports.Newcomers, Age: 120}},
	} {
		if list, err := readText(text, in); err != nil || list[0].place != want {
			t.Errorf("%q: %+v %v, want %+v", text, list, err, want)
		}
	}
	for _, day := range []string{"130", "99999999999999999999", "100:00", "-1"} {
		if list, err := readText("metric,value,day\nctr,1%,"+day+"\n", in); err == nil || !strings.Contains(err.Error(), "`"+day+"` is no day: write a number from 0 to 129") {
			t.Errorf("day %s: %+v %v", day, list, err)
		}
	}
}

// TestCurvesByWindow: curves of other days are other curves, and each says its days; the name of a curve without a window says none.
func TestCurvesByWindow(t *testing.T) {
	in := reportstest.Sized(1, 3, 28)
	list, err := readText("hour,from_day,to_day,ctr\n0,0,7,1%\n0,7,14,2%\n0,,,3%\n", in)
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v %v", list, err)
	}
	for i, want := range []string{"ctr by hour, days 0 to 6", "ctr by hour, days 7 to 13", "ctr by hour"} {
		if list[i].Curve != want {
			t.Errorf("%s: %q, want %q", list[i].Name, list[i].Curve, want)
		}
	}
}

// TestAgeOfCohorts: an age is refused where the cohort that is named does not reach it, whether or not another does.
func TestAgeOfCohorts(t *testing.T) {
	in := reportstest.Sized(1, 3, 28)
	in.CohortDays = 7
	for text, want := range map[string]int{"existing,27": 0, "0,21": 1, "0,22": -1, "7,14": 2, "existing,28": -1, "later,3": -1} {
		list, err := readText("metric,value,cohort,age\nretention,30%,"+text+"\n", in)
		if want < 0 && err == nil || want >= 0 && (err != nil || list[0].Of != want) {
			t.Errorf("%s: %+v %v, want cohort %d", text, list, err, want)
		}
	}
}

// TestCurvesInRows: a curve is one row where targets are shown, and notes name its points together.
func TestCurvesInRows(t *testing.T) {
	s := &Summary{Parameters: []Parameter{{Path: "a"}}}
	s.Targets = append(s.Targets, Shown{Name: "ctr", Value: 1, Tolerance: 1, Met: true})
	s.Sensitivity = append(s.Sensitivity, []float64{1})
	for _, at := range []string{"0", "1", "2", "3"} {
		s.Targets = append(s.Targets, Shown{Name: "x " + at, Curve: "x by hour", At: at, Tolerance: 1, Met: at != "2"})
		s.Sensitivity = append(s.Sensitivity, []float64{-float64(len(s.Targets))})
	}
	s.Targets[3].After.Mean = 4
	rows := s.ShortRows()
	if len(rows) != 3 || rows[2][0] != "x by hour" || rows[2][3] != "off by 2" || rows[2][4] != "3 of 4" || len(s.TargetRows()) != 6 {
		t.Errorf("%q", rows)
	}
	if got := s.names([]int{0, 3}); got != "ctr, x by hour (2)" {
		t.Errorf("%s", got)
	}
	if got := s.Steepest(s.Rows()[1]); got[0] != -5 {
		t.Errorf("%v", got)
	}
	var b strings.Builder
	if err := s.Markdown(&b); err != nil || strings.Count(b.String(), "\n| x by hour |") != 2 || strings.Contains(b.String(), "| x 0 |") || !strings.Contains(b.String(), "All points are in targets.csv") {
		t.Errorf("summary.md does not fold the curve: %v\n%s", err, b.String())
	}
	s.Targets, s.Sensitivity = s.Targets[:1], s.Sensitivity[:1]
	b.Reset()
	if err := s.Markdown(&b); err != nil || strings.Contains(b.String(), "curve") {
		t.Errorf("summary.md tells of a curve where there is none: %v\n%s", err, b.String())
	}
}
