// Package scenarios is the language in which markets and their variants are stated: it reads a YAML file strictly, reports all
// mistakes in one pass, and compiles what it says into a spec.Spec. It also holds the scenarios that ship with the program.
package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"marketsim/auction/registry"
	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/ask"
	"marketsim/sim/experiment"
	_ "marketsim/sim/models"  // registers the prediction models
	_ "marketsim/sim/regimes" // registers the long-run models
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
)

// Options change a scenario from outside. All of them are recorded in the resolved scenario.
type Options struct {
	Set          []string   // "path=value"
	Point        []string   // "path=value", of one point of the scenario's own sweep
	Belief       []string   // "path=value", of one of the scenario's own beliefs
	Candidate    *Candidate // one setting of a search: it becomes the scenario's only arm; nil: the scenario as it stands
	Seed         *uint64
	Replications int        // 0: as the file says
	Arms         []string   // keep only these arms besides control; empty: all
	Quick        bool       // a small version, to see whether everything works
	Dir          string     // of the scenario: it may name data files below it
	WorkDir      string     // names of data files in Set are also looked for here; empty: nowhere else
	AllowFiles   []string   // folders below which the scenario may name data files, besides Dir
	Seen         *data.Seen // the content that data files must have; nil: any
	Unquoted     bool       // remarks show no line of the scenario, which is reached through a link
}

// Scenario is a scenario that can be run.
type Scenario struct {
	Name, Question string
	Spec           *spec.Spec
	Axes           results.Axes
	Source         []byte   // the file as given
	Hash           string   // of everything that a result depends on: 12 hex digits
	Market         string   // SHA-256 in hex of all that one replication depends on besides its number, the seed and data files
	Data           []string // SHA-256 in hex of the content of each data file, in the order in which they are read
	Quick          bool
	Shortened      string        // what a quick version has less of, as in "days: 3 instead of 56"
	Sweep          *Sweep        // nil when the file states no points
	Calibrate      *tune.Plan    // its levers are the free parameters; nil when the file states none
	Tune           *tune.Plan    // nil when the file states no search
	Beliefs        []tune.Belief // what may be true of the market; nil when the file states nothing
	Questions      ask.Questions // what it asks of its results
	Experiments    []experiment.Experiment
	Discount       float64 // per day, of revenue in the lifetime values of cohorts
	Warnings       schema.Diagnostics
	Files          []string // paths of the data files that were read
	Notes          []string // how each data file was understood, a line each

	file  file
	doc   *schema.Document
	files []byte // content of its data files
}

var wholeNumber = regexp.MustCompile(`^[0-9]+$`)

var goodName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// deviceName is a name that Windows has for a device, so that no file and no folder is called so.
var deviceName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[1-9]|lpt[1-9])$`)

// armName is a name of an arm, in any script: it needs no quotes in a path of --set.
var armName = regexp.MustCompile(`^[\pL\pN][\pL\pM\pN_-]*$`)

// longestName is the size of the longest name that files and folders are called by, bytes: a file of a sweep of an experiment holds two of them, and
// file systems take 255.
const longestName = 100

// short refuses a name that is longer than names of files can be.
func (c *compiler) short(path, name string) {
	if len(name) > longestName {
		c.fail(path, "E106", fmt.Sprintf("use at most %d bytes: files and folders are called so (a letter outside of a to z takes 2 to 4)", longestName),
			"the name `%s...` has %d bytes", strings.ToValidUTF8(name[:20], ""), len(name))
	}
}

// Load reads a scenario. The scenario is nil when there are errors; otherwise the diagnostics are warnings.
func Load(name string, text []byte, o Options) (*Scenario, schema.Diagnostics) {
	doc, ds := schema.Parse(name, text)
	if ds.HasErrors() {
		return nil, o.shown(ds)
	}
	s, ds := load(doc, text, o)
	return s, o.shown(ds)
}

// shown are remarks as they may be shown.
func (o *Options) shown(ds schema.Diagnostics) schema.Diagnostics {
	for i := range ds {
		if d := &ds[i]; o.Unquoted && d.Source != "" {
			d.Source, d.Help = "", strings.TrimPrefix(d.Help+"; name the file itself, which is reached through a link, to see this line", "; ")
		}
	}
	return ds
}

// Points reads a scenario once and makes each point of its sweep from that, so that what a point costs does not grow with their number.
func Points(name string, text []byte, o Options) func(setting []string) (*Scenario, schema.Diagnostics) {
	doc, ds := schema.Parse(name, text)
	if !ds.HasErrors() {
		doc = doc.CloneWithout("sweep")
	}
	return func(setting []string) (*Scenario, schema.Diagnostics) {
		if ds.HasErrors() {
			return nil, o.shown(ds)
		}
		one := o
		one.Point = setting
		s, ds := load(doc.CloneWithout(), text, one)
		return s, o.shown(ds)
	}
}

// load is Load of a document, which it changes.
func load(doc *schema.Document, text []byte, o Options) (*Scenario, schema.Diagnostics) {
	if written, ok := doc.Text("marketsim"); ok && wholeNumber.MatchString(written) && written != "1" {
		doc.Locate("marketsim")
		return nil, doc.Errorf("marketsim", "E105", "use the version of marketsim that the file was written for, or write `marketsim: 1` and see what it says",
			"the file is in version %s of the language, this program reads version 1", written)
	}
	doc.Assume(Keys())
	ds := applyOptions(doc, o)
	if long := tooMany(doc); long != nil {
		return nil, append(ds, long...)
	}
	preset(doc)
	s := &Scenario{Source: text, Quick: o.Quick, doc: doc}
	ds = append(ds, doc.Decode(&s.file, decoding)...)
	if o.Quick && !ds.HasErrors() {
		ds = append(ds, s.shrink(o.Replications)...)
	}
	if len(o.Belief) > 0 {
		s.file.Beliefs = nil // the others are no settings of this market
	}
	if o.Candidate != nil && !ds.HasErrors() {
		s.file.only(o.Candidate)
	}
	c := &compiler{candidate: o.Candidate, doc: doc, file: &s.file, access: data.Access{Dir: o.Dir, WorkDir: o.WorkDir, Allowed: o.AllowFiles, Seen: o.Seen},
		ds: ds, quick: o.Quick, point: len(o.Point) > 0}
	if ds.HasErrors() {
		ds = c.further(o.Arms)
		ds.Sort()
		return nil, ds
	}
	s.Spec, s.Axes = c.compile(o.Arms)
	s.Sweep, s.Tune, s.Calibrate, s.Beliefs = c.points, c.search, c.free, c.believing
	s.Experiments = c.trials
	s.Questions, s.Discount = c.questions, s.file.Market.Pinners.Discount
	if !goodName.MatchString(s.file.Name) {
		c.fail("name", "E106", "use the letters a to z, digits, - and _, such as reserve-raise: the folder of its runs is called so", "`%s` is not a name for a scenario", s.file.Name)
	}
	if deviceName.MatchString(s.file.Name) {
		c.fail("name", "E106", "choose another name: the folder of its runs is called so, and its files begin with it", "on Windows `%s` is a device, of whose name no file can be", s.file.Name)
	}
	c.short("name", s.file.Name)
	c.ds.Sort()
	if c.ds.HasErrors() {
		return nil, c.ds
	}
	s.Name, s.Question, s.Warnings, s.Notes = s.file.Name, s.file.Question, c.ds, c.notes
	s.files, s.Files = c.data, c.opened
	s.Hash = s.FullHash()[:12]
	s.Market = s.market()
	for sum := range slices.Chunk(c.data, sha256.Size) {
		s.Data = append(s.Data, hex.EncodeToString(sum))
	}
	return s, c.ds
}

func applyOptions(doc *schema.Document, o Options) (ds schema.Diagnostics) {
	apply := func(set, origin string) {
		path, value, ok := strings.Cut(set, "=")
		if !ok {
			ds = append(ds, schema.Diagnostic{File: origin, Severity: schema.Error, Code: "E101", Message: "this is not path=value", Help: "write --set run.horizon=28d"})
			return
		}
		ds = append(ds, doc.Set(strings.TrimSpace(path), strings.TrimSpace(value), origin)...)
	}
	for _, set := range o.Set {
		apply(set, "--set "+set)
	}
	for _, set := range o.Point {
		apply(set, "sweep "+set)
	}
	for _, set := range o.Belief {
		apply(set, "belief "+set)
	}
	if o.Candidate != nil && o.Candidate.Whole {
		for _, set := range o.Candidate.Set {
			apply(set, "setting "+set)
		}
	}
	if o.Seed != nil {
		ds = append(ds, doc.Set("run.seed", fmt.Sprint(*o.Seed), "--seed")...)
	}
	if o.Replications > 0 {
		ds = append(ds, doc.Set("run.replications", fmt.Sprint(o.Replications), "--replications")...)
	}
	return ds
}

// Remark is a remark on a place in a scenario that was loaded so, for what is told by those who know what is asked of it.
func (o *Options) Remark(s *Scenario, path, code, help, message string) schema.Diagnostics {
	return o.shown(s.doc.Errorf(path, code, help, "%s", message))
}

// Resolved is the scenario with every key, its value and where it came from.
func (s *Scenario) Resolved() []byte { return s.doc.Resolved(&s.file, decoding) }

// market covers the resolved values but for the seed, the number of replications, the points of a sweep and a search, and the arms that are run.
func (s *Scenario) market() string {
	f, one := s.file, 1
	f.Run.Seed, f.Run.Replications, f.Sweep, f.Tune, f.Beliefs, f.Calibrate = 0, replications{Count: &one}, sweep{}, tuning{}, nil, calibrating{}
	sum := sha256.Sum256(fmt.Appendf(s.doc.Values(&f, decoding), "\n%q", s.ArmNames()))
	return hex.EncodeToString(sum[:])
}

// JSONSchema is the JSON Schema of the language as registered in this program.
func JSONSchema() ([]byte, error) { return schema.JSONSchema(&file{}, decoding, "marketsim scenario") }

// listed is the keys of the language while no part is registered.
var listed struct {
	sync.Mutex
	keys  []schema.Key
	parts int64
}

// Keys lists the keys of the language. They are not to be changed.
func Keys() []schema.Key {
	listed.Lock()
	defer listed.Unlock()
	if n := registry.Registered(); listed.keys == nil || listed.parts != n {
		listed.keys, listed.parts = schema.Keys(&file{}, decoding), n
	}
	return slices.Clip(listed.keys)
}

// ArmNames lists the arms that the scenario runs, control first.
func (s *Scenario) ArmNames() []string {
	names := make([]string, len(s.Spec.Arms))
	for i := range s.Spec.Arms {
		names[i] = s.Spec.Arms[i].Name
	}
	return names
}

// Changes lists what an arm sets, path: value, in the order of the file; none for control.
func (s *Scenario) Changes(arm string) (list []string) {
	for _, a := range s.file.Arms {
		if a.Name == arm {
			for _, set := range a.Value.Set {
				list = append(list, set.Name+": "+set.Value.Text)
			}
		}
	}
	return list
}

// keeps tells whether an arm was asked for.
func keeps(asked []string, name string) bool {
	return len(asked) == 0 || name == "control" || slices.Contains(asked, name)
}
