package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marketsim/reports"
)

// judged is a scenario whose checks have every verdict: PASS, FAIL as an error and as a warning, INCONCLUSIVE.
const judged = `marketsim: 1
name: judged
run: {warmup: 1d, horizon: 4d, seed: 11, replications: %d}
market:
  pinners: {count: 300}
  campaigns:
    click_rate: {affinity: 1} # stated, so that the market of these verdicts does not follow the defaults
    groups: [{name: shops, count: 30, daily_budget: 1 USD, value: {kind: lognormal, median: 0.60 USD, sigma: 0.7}}]
arms:
  reserve: {set: {mechanism.reserve: 0.40 USD}}
checks:
  list:
    - {id: load, metric: ad_load, require: change <= 1%%}
    - {id: roas, metric: roas, require: change >= %s}
    - {id: roas-warned, metric: roas, require: change >= 1%%, level: warn}
    - {id: hides, metric: hides, require: change >= 0.01%%, on_inconclusive: warn}
`

// write writes a scenario into a folder of its own.
func write(t *testing.T, name, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func summaryOf(t *testing.T, file string) (s reports.Summary) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFirstMinute: a new scenario runs as it is, within a minute, to a verdict and a figure.
func TestFirstMinute(t *testing.T) {
	t.Parallel()
	dir, begun := t.TempDir(), time.Now()
	invoke(t, dir, 0, "new", "first.yaml")
	out, _ := invoke(t, dir, 0, "run", "first.yaml", "-q")
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("it took %v", took)
	}
	first, _, _ := strings.Cut(out, "\n")
	if verdict, _, ok := strings.Cut(first, ":"); !ok || strings.ToUpper(verdict) != verdict {
		t.Errorf("the first line is no verdict: %q", first)
	}
	figures, err := filepath.Glob(filepath.Join(dir, "runs", "*", "latest", "report", "*.png"))
	if err != nil || len(figures) == 0 {
		t.Errorf("no figure: %v", err)
	}
}

// TestFormsAgree: exit code, JSON, JUnit, Markdown, annotations and screen say the same of every check, and nothing is coloured when
// it is piped.
func TestFormsAgree(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bound   string
		verdict string
		code    int
	}{{"1%", "FAIL", 1}, {"-90%", "WARN", 0}} {
		dir := write(t, "judged.yaml", fmt.Sprintf(judged, 5, c.bound))
		screen, _ := invoke(t, dir, c.code, "run", "judged.yaml", "-q", "--github", "--junit", "out.xml", "--markdown", "out.md")
		if strings.ContainsAny(screen, "\x1b\r\b") {
			t.Error("control characters in a pipe")
		}
		s := summaryOf(t, filepath.Join(dir, "runs/judged/latest/summary.json"))
		if s.Verdict != c.verdict || s.ExitCode != c.code || *readRecord(t, filepath.Join(dir, "runs/judged/latest")).ExitCode != c.code {
			t.Errorf("verdict %s, exit %d; want %s, %d", s.Verdict, s.ExitCode, c.verdict, c.code)
		}
		if !strings.HasPrefix(screen, c.verdict+": judged\n") {
			t.Errorf("the screen begins with %q", screen[:40])
		}
		markdown, err := os.ReadFile(filepath.Join(dir, "out.md"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(markdown), "# "+c.verdict+": judged") || len([]rune(string(markdown))) > 60_000 {
			t.Errorf("Markdown of %d characters begins with %q", len(markdown), markdown[:40])
		}
		var junit struct {
			Suite struct {
				Failures int `xml:"failures,attr"`
				Errors   int `xml:"errors,attr"`
				Cases    []struct {
					Name    string    `xml:"name,attr"`
					Failure *struct{} `xml:"failure"`
					Error   *struct{} `xml:"error"`
					Skipped *struct{} `xml:"skipped"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		data, err := os.ReadFile(filepath.Join(dir, "out.xml"))
		if err != nil || xml.Unmarshal(data, &junit) != nil {
			t.Fatalf("JUnit: %v", err)
		}
		if (junit.Suite.Failures > 0) != (c.code == 1) || junit.Suite.Errors > 0 {
			t.Errorf("JUnit has %d failures and %d errors, and the exit code is %d", junit.Suite.Failures, junit.Suite.Errors, c.code)
		}
		flat := strings.Join(strings.Fields(screen), " ")
		for i := range s.Checks {
			check := &s.Checks[i]
			if check.Kind != reports.KindCheck {
				continue
			}
			if !strings.Contains(flat, check.Status+" "+check.Title()+": ") {
				t.Errorf("the screen does not say %s %s", check.Status, check.Title())
			}
			if !strings.Contains(string(markdown), "| "+check.Status+" | "+check.Title()+" |") {
				t.Errorf("Markdown does not say %s %s", check.Status, check.Title())
			}
			line := lineOf(t, filepath.Join(dir, "judged.yaml"), "id: "+check.ID+",")
			annotated := strings.Contains(screen, fmt.Sprintf("file=judged.yaml,line=%d,title=%s %s::", line, check.Status, check.Title()))
			if annotated != (check.Counts != reports.Pass) {
				t.Errorf("%s %s on line %d: annotated %t", check.Status, check.Title(), line, annotated)
			}
			for _, x := range junit.Suite.Cases {
				if x.Name == check.Title() && ((x.Failure != nil) != (check.Counts == reports.Fail) || (x.Skipped != nil) != (check.Counts == reports.Warn)) {
					t.Errorf("JUnit disagrees on %s, which counts as %s", check.Title(), check.Counts)
				}
			}
		}
	}
}

// TestInconclusiveSaysHowMany: six replications do not decide a tight margin, and as many as it says do, with the shipped seed.
func TestInconclusiveSaysHowMany(t *testing.T) {
	t.Parallel()
	text := strings.Replace(fmt.Sprintf(judged, 6, "-25%"), "    - {id: load", "    #", 1)
	text = text[:strings.Index(text, "    - {id: roas-warned")]
	dir := write(t, "judged.yaml", text)
	out, _ := invoke(t, dir, ExitInconclusive, "run", "judged.yaml", "-q", "-n", "6")
	check := onlyCheck(t, dir)
	if check.Status != reports.Inconclusive || check.Needed <= 6 || !strings.Contains(strings.Join(strings.Fields(out), " "), fmt.Sprintf("about %d would", check.Needed)) {
		t.Fatalf("%+v\n%s", check, out)
	}
	s := state(dir, "run", "judged.yaml", "-q", "-n", fmt.Sprint(check.Needed))
	s.Stdout, s.Stderr = &bytes.Buffer{}, &bytes.Buffer{}
	code := Main(s)
	if after := onlyCheck(t, dir); after.Status == reports.Inconclusive || code == ExitInconclusive {
		t.Errorf("%d replications were to decide, and: %s", check.Needed, after.Message)
	}
}

func onlyCheck(t *testing.T, dir string) reports.Check {
	t.Helper()
	s := summaryOf(t, filepath.Join(dir, "runs/judged/latest/summary.json"))
	for i := range s.Checks {
		if s.Checks[i].Kind == reports.KindCheck {
			return s.Checks[i]
		}
	}
	t.Fatal("the run has no check")
	return reports.Check{}
}

// lineOf is the number of the first line of a file that holds a text.
func lineOf(t *testing.T, path, text string) int {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		if strings.Contains(line, text) {
			return i + 1
		}
	}
	t.Fatalf("%s does not hold %q", path, text)
	return 0
}

// TestReplicationsAndArms: replications differ from each other within an arm, and the arms of one share who comes when.
func TestReplicationsAndArms(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 3)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	f, err := os.Open(filepath.Join(dir, "runs/tiny/latest/data/metrics.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	value := map[string]string{}
	for _, row := range rows {
		if row[4] == "all" {
			value[row[1]+" "+row[2]+" "+row[3]] = row[5]
		}
	}
	for _, metric := range []string{"sessions", "auctions", "active_pinners"} {
		for r := range 3 {
			x, y := value[fmt.Sprintf("control %d %s", r, metric)], value[fmt.Sprintf("reserve %d %s", r, metric)]
			if x == "" || x != y {
				t.Errorf("%s of replication %d: %q in control and %q in reserve", metric, r, x, y)
			}
		}
	}
	for _, pair := range [][2]string{{"control 0 revenue", "control 1 revenue"}, {"control 1 sessions", "control 2 sessions"}, {"control 0 revenue", "reserve 0 revenue"}} {
		if value[pair[0]] == value[pair[1]] {
			t.Errorf("%s and %s are the same", pair[0], pair[1])
		}
	}
}

// TestSequentialRun: the number of replications follows from the results alone: the same for any number of workers, and after an
// interruption and a resume.
func TestSequentialRun(t *testing.T) {
	t.Parallel()
	text := strings.Replace(fmt.Sprintf(judged, 0, "-15%"), "replications: 0", "replications: {min: 4, max: 40, until: decided}", 1)
	text = text[:strings.Index(text, "    - {id: roas-warned")]
	dir := write(t, "tiny.yaml", strings.Replace(text, "name: judged", "name: tiny", 1))
	code, stderr := interrupt(t, dir, os.Interrupt)
	if code != ExitInterrupted {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	finish := func(args ...string) (string, reports.Summary) {
		s := state(dir, append([]string{"run", "-q"}, args...)...)
		s.Stdout, s.Stderr = &bytes.Buffer{}, &bytes.Buffer{}
		if code := Main(s); code > ExitFail {
			t.Fatalf("exit code %d\n%s", code, s.Stderr)
		}
		folder := filepath.Join(dir, "runs/tiny/latest")
		return readRecord(t, folder).Digest, summaryOf(t, filepath.Join(folder, "summary.json"))
	}
	resumed, first := finish("--resume", "runs/tiny/latest")
	one, second := finish("tiny.yaml", "-j", "1")
	many, third := finish("tiny.yaml", "-j", "8")
	if resumed != one || one != many {
		t.Errorf("digests %s, %s, %s", resumed, one, many)
	}
	for _, s := range []reports.Summary{first, second, third} {
		if n := s.ReplicationsDone; n != s.ReplicationsPlanned || n <= 4 || n >= 40 || s.Stopping == nil || !s.Stopping.Reached {
			t.Errorf("%d of %d replications, %+v", n, s.ReplicationsPlanned, s.Stopping)
		}
	}
}
