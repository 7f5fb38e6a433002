package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"marketsim/sim/units/neutral"
)

// hostile is a market whose names and question are made to act: as workflow commands, formulas, tags and table cells.
const hostile = `marketsim: 1
name: hostile
question: "::error::gone\n::set-env name=X::y ##[error]q ##vso[task.x]y <script>alert(1)</script> | *b* [x](http://evil.example) ![i](//evil.example/a.png) [y]: www.evil.example @team"
run: {horizon: 4d, seed: 5, replications: 2}
market:
  pinners: {count: 120, segments: [{name: "=1+1 ##[error]s", share: 50%}, {name: "@b|::c](//evil)", share: 50%}]}
  surfaces: {"::error::surf ##vso[a]b": {share: 50%, page: 24 pins, ad_slots: [2, 6, 10]}, "+x<b>": {share: 50%, page: 24 pins, ad_slots: [2, 6, 10]}}
  campaigns:
    groups:
      - {name: "::error::g", file: ads.csv, columns: {name: name, value: value}, daily_budget: 1 USD}
      - {name: "-2+3|x ##[warning]", count: 12, daily_budget: 1 USD}
arms:
  chosen: {set: {mechanism.reserve: 0.25 USD}}
checks:
  list: [{id: c1, metric: revenue, arm: chosen, segment: "@b|::c](//evil)", require: "value >= 1000 USD"}, {id: c2, metric: revenue, arm: chosen, group: "::error::g", require: "change >= 0%", level: warn}]
report: {record: {auctions: 1 in 10}}
experiments:
  users: {compare: [chosen, control], designs: {half: {split: pinner, segments: ["@b|::c](//evil)"]}}}
`

const hostileFiles = `-- ads.csv
name,value
'=cmd|' /C calc'!A0,1
::warning::c ##[error]x,2
@SUM(A1:A9),1
+x##vso[a]b,1
''=q,2
-- log.csv
item,click,user,time,kind
=1+1,1,@u,2026-03-02T10:00:00,::error::surf ##vso[a]b
::error::i,0,::error::u,2026-03-02T10:10:00,+x<b>
'=2,0,'-3+2,2026-03-02T11:10:00,+x<b>
-- targets.csv
metric,value,tolerance,group
ctr,2.5%,5%,::error::g
cpm,8 USD,,-2+3|x ##[warning]
-- effects.csv
day,metric,effect,lo,hi
0,sessions,-1%,-2%,0%
1,sessions,-1%,-2%,0%
2,sessions,-1.5%,-2%,0%
3,sessions,-1.2%,-2%,0%
4,sessions,-1.3%,-2%,0%
5,sessions,-1.3%,-2%,0%
-- live.csv
arm,metric,n,sum,sum_squares
control,revenue,200000,200000,400000
chosen,revenue,200000,300000,900000
`

// hostileVerbs are command lines that read the market or say something of what they are given, with the exit codes that they may have.
var hostileVerbs = []string{
	"0 validate h.yaml", "0 validate h.yaml --format json", "0 validate h.yaml --format github", "0 plan h.yaml", "0 plan h.yaml --effect 5% -n 2",
	"1 run h.yaml --github --junit j.xml --markdown m.md", "1 report runs/hostile --github --junit j2.xml --markdown m2.md", "1 report runs/hostile --format json --github",
	"0 baseline accept h.yaml --reason ::error::because##[error]", "0 baseline verify h.yaml --github --junit b.xml --markdown b.md", "0 baseline verify h.yaml --format json --github",
	"1 run h.yaml -q -o other --set mechanism.reserve=0.3USD", "3 compare runs/hostile other/hostile --github --junit c.xml --markdown c.md", "3 compare runs/hostile other/hostile --format json --github",
	"0 sweep sweep.yaml", "0 report runs/swept", "0 tune tune.yaml", "0 report runs/tuned", "1 calibrate calibrate.yaml --targets targets.csv", "3 fit h.yaml --effects effects.csv",
	"0 decide decide.yaml -o decided", "0 trace h.yaml --day 1", "0 trace h.yaml --day 1 --format json", "0 trace runs/hostile/latest --day 0",
	"0 ingest log.csv --as ads --item item --click click -o ingested.csv", "0 ingest log.csv --as sessions --pinner user --time time --surface kind -o visits.csv", "0 ingest log.csv --as ads --item item -o -",
	"0 sessions h.yaml -o sessions.csv", "0 lag h.yaml --lags 1h,0 --scale 100% --metrics revenue@group=::error::g", "0 probe h.yaml --campaign ::error::g/@SUM(A1:A9) --grid 0.8,1,1.25",
	"0 experiment h.yaml users -n 2", "0 experiment h.yaml users -n 2 --format json -o e2", "0 readout live.csv --scenario h.yaml -n 2", "2 horizon h.yaml",
	"2 run ::error::none##[error].yaml", "2 ::error::verb", "2 explain ::error::nokey##[error]", "2 run h.yaml --set ::error::key=1", "2 run h.yaml --set market.campaigns.groups.::error::g.value=##[error]x",
	"2 report ::error::runs", "2 probe h.yaml --campaign ::error::none", "2 trace h.yaml --day 1 --arm ::error::arm", "2 ingest log.csv --as ads --item ::error::item -o x.csv", "0 run ::error::h.yaml -q --set checks.list=[] -o named",
	"2 validate bad.yaml", "2 validate bad.yaml --format github", "2 validate bad.yaml --format json", "0 new ::error::new.yaml", "0 schema", "0 explain market",
}

// parts of the hostile market that verbs other than run need.
var hostileParts = map[string]string{
	"h.yaml": "", "::error::h.yaml": "",
	"sweep.yaml":     "sweep: {axes: {mechanism.candidates: [5, 200]}}\n",
	"tune.yaml":      "tune: {levers: {mechanism.reserve: {from: 0 USD, to: 1 USD}}, maximise: revenue, subject_to: [{metric: impressions, group: \"::error::g\", require: change >= -90%}], budget: {runs: 12, start: 4}}\n",
	"decide.yaml":    "tune: {levers: {mechanism.reserve: {from: 0 USD, to: 1 USD}}, maximise: revenue, budget: {runs: 12, start: 4}}\n",
	"calibrate.yaml": "calibrate: {runs: 20, free: {\"market.campaigns.groups.-2+3|x ##[warning].value.median\": {from: 0.2 USD, to: 4 USD, scale: log}}}\n",
}

// TestHostileNames: whatever names and texts hold, nothing that any verb writes to a stream or a file acts.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	dir := hostileFolder(t)
	for _, line := range hostileVerbs {
		code, args, _ := strings.Cut(line, " ")
		want, err := strconv.Atoi(code)
		must(t, err)
		var out, said bytes.Buffer
		s := state(dir, strings.Fields(args)...)
		s.Stdout, s.Stderr = &out, &said
		if got := Main(s); got != want {
			t.Errorf("%s: exit code %d\n%s%s", line, got, &out, &said)
		}
		stdout, stderr := out.String(), said.String()
		inert(t, line+": stdout", ".log", withoutCommands(t, line, stdout))
		inert(t, line+": stderr", ".log", withoutCommands(t, line, stderr))
		if strings.Contains(args, "--format json") && !strings.Contains(args, "trace") && !json.Valid([]byte(stdout)) {
			t.Errorf("%s: it is not JSON", line)
		}
	}
	seen := 0
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || isInput(dir, path) {
			return err
		}
		data, err := os.ReadFile(path)
		inert(t, path, filepath.Ext(path), string(data))
		seen++
		return err
	}))
	if seen < 150 {
		t.Errorf("only %d files were looked at", seen)
	}
}

// hostileFolder writes the hostile market with all that its verbs read.
func hostileFolder(t *testing.T) string {
	dir := t.TempDir()
	for name, part := range hostileParts {
		text := strings.Replace(hostile, "name: hostile", "name: "+map[string]string{"sweep.yaml": "swept", "tune.yaml": "tuned"}[name]+map[bool]string{true: "hostile"}[name != "sweep.yaml" && name != "tune.yaml"], 1)
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text+part), 0o644))
	}
	must(t, os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("marketsim: 1\nname: bad\n\"::error::key ##[error]\": 1\nrun: {horizon: \"##vso[x]y\"}\nquestion: \"a\\e[2J\"\nmarket: {surfaces: {\"a\\n::error::b\": {}}}\n"), 0o644))
	for _, f := range strings.Split(hostileFiles, "-- ")[1:] {
		name, text, _ := strings.Cut(f, "\n")
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

// isInput tells whether a file is what the user wrote, or a copy of it, or no text.
func isInput(dir, path string) bool {
	rel, _ := filepath.Rel(dir, path)
	_, given := hostileParts[rel]
	base := filepath.Base(path)
	return given || rel == "bad.yaml" || strings.Contains(hostileFiles, "-- "+rel+"\n") || base == "scenario.yaml" ||
		strings.HasSuffix(base, ".png") || strings.HasSuffix(base, ".parquet") || strings.HasSuffix(base, ".bin") || base == ".lock"
}

var meant = regexp.MustCompile(`(?m)^::(error|warning|notice) (file=[^,\n]+,(line=\d+,)?(col=\d+,)?)?title=[^:,\n]*::.*\n`)

// withoutCommands takes away the workflow commands that were asked for.
func withoutCommands(t *testing.T, line, text string) string {
	t.Helper()
	if !strings.Contains(line, "github") {
		return text
	}
	for _, c := range meant.FindAllString(text, -1) {
		inert(t, line, ".log", strings.TrimPrefix(c, "::"))
	}
	return meant.ReplaceAllString(text, "")
}

var (
	command = regexp.MustCompile(`(?m)^\s*::`)
	live    = regexp.MustCompile(`\]\(|\]:|://|www\.|@\w|<[a-z!/]`) // in Markdown
	marked  = regexp.MustCompile(`##\pL*\[`)
)

// inert demands that a text does nothing, wherever it is shown.
func inert(t *testing.T, where, kind, text string) {
	t.Helper()
	if i := strings.IndexFunc(text, neutral.Acts); i >= 0 {
		t.Errorf("%s holds a character that acts: %.60q", where, text[max(0, i-20):])
	}
	if !utf8.ValidString(text) {
		t.Errorf("%s is no UTF-8", where)
	}
	if at := command.FindStringIndex(text); at != nil {
		t.Errorf("%s holds a line that begins as a command: %.60q", where, text[at[0]:])
	}
	switch kind {
	case ".csv":
		inertCells(t, where, text)
	case ".yaml", ".baseline":
		return // what the scenario says, for the program
	default:
		if at := marked.FindStringIndex(text); at != nil {
			t.Errorf("%s holds a command: %.60q", where, text[at[0]:])
		}
	}
	if at := live.FindStringIndex(text); kind == ".md" && at != nil {
		t.Errorf("%s holds a link: %.60q", where, text[at[0]:])
	}
	if kind == ".md" && strings.Contains(text, "<script") || kind == ".html" && strings.Contains(text, "<script>alert") {
		t.Errorf("%s holds a tag", where)
	}
}

// inertCells demands that no cell begins a formula.
func inertCells(t *testing.T, where, text string) {
	t.Helper()
	r := csv.NewReader(bytes.NewReader([]byte(text)))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	must(t, err)
	for _, row := range rows {
		for _, cell := range row {
			if _, err := strconv.ParseFloat(cell, 64); err != nil && cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%s holds a formula: %.60q", where, cell)
			}
		}
	}
}
