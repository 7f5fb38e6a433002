package ledger

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/internal/fieldtest"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// TestSumsOfShardsSeeEveryField: what is added up over shards is added up field by field. Sums are found in the source, so that a new one cannot be left out here.
func TestSumsOfShardsSeeEveryField(t *testing.T) {
	next := 0
	var total page.Total
	fieldtest.Fill(&total, &next)
	twice := total
	twice.Add(&total)
	var use page.Use
	fieldtest.Fill(&use, &next)
	var uses page.Uses
	uses.Add(page.OnTreated, 1, 2, use)
	uses.Add(page.OnTreated, 1, 2, use)
	var seen pinners.ExposureSums
	fieldtest.Fill(&seen, &next)
	seenTwice := seen
	seenTwice.Add(&seen)
	held := map[string][2]any{"Total": {total, twice}, "Uses": {use, uses.Of[page.OnTreated][1]}, "ExposureSums": {seen, seenTwice}}
	for name, x := range held {
		was := map[string]int64{}
		fieldtest.Numbers(reflect.ValueOf(x[0]), name, func(at string, n int64) { was[at] = n })
		fieldtest.Numbers(reflect.ValueOf(x[1]), name, func(at string, n int64) {
			if was[at] == 0 || n != 2*was[at] {
				t.Errorf("%s: %d added to itself is %d", at, was[at], n)
			}
		})
	}
	for _, name := range addable(t, "..") {
		if _, ok := held[name]; !ok && name != "Roster" { // a roster is a list of names, no sum
			t.Errorf("%s has a method that adds, which is held nowhere", name)
		}
	}
}

// addable lists the types below a folder with a method Add or add of another of the kind, or of its parts.
func addable(t *testing.T, root string) (list []string) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			m, ok := d.(*ast.FuncDecl)
			if !ok || m.Recv == nil || m.Name.Name != "Add" && m.Name.Name != "add" {
				continue
			}
			if star, ok := m.Recv.List[0].Type.(*ast.StarExpr); ok {
				list = append(list, star.X.(*ast.Ident).Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(name string) bool { return name == "Census" }) // which adds one Pinner
	if len(list) < 3 {
		t.Fatalf("only %v add", list)
	}
	return list
}

// anew are the fields of a ledger that an arm begins anew: what belongs to the view and the shards, to the window or the day that ends, or is reused.
var anew = []string{"totals", "pooled", "reports", "View", "Shards", "warnings", "Overspent", "Joined", "Left", "sides", "policies", "Graduated",
	"clock", "unpaid", "opportunity", "progress", "outcomes", "alone"}

// TestArmsGetWholeLedgers: the ledger of an arm has all that the warm-up left, and shares no memory with it.
func TestArmsGetWholeLedgers(t *testing.T) {
	l, next := oneBudget(), 0
	v, record := reflect.ValueOf(l).Elem(), l.Accounts[0].Record
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "Accounts" && !slices.Contains(anew, name) {
			fieldtest.Fill(fieldtest.Open(v.Field(i)).Addr().Interface(), &next)
		}
	}
	fieldtest.Fill(&l.Accounts[0], &next)
	fieldtest.Fill(record, &next)
	l.Accounts[0].wire()
	c := reflect.ValueOf(l.Clone(page.NewView(l.World, l.Roster, 1, 0), nil)).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if slices.Contains(anew, name) {
			continue
		}
		if was, is := fieldtest.Open(v.Field(i)), fieldtest.Open(c.Field(i)); !reflect.DeepEqual(was.Interface(), is.Interface()) {
			t.Errorf("%s is %+v in the arm, %+v before", name, is, was)
		} else if both := fieldtest.Shared(was, is, name); both != nil {
			t.Errorf("arms share %v", both)
		}
	}
	if own := fieldtest.Open(c.FieldByName("Accounts")).Interface().([]Account)[0].Record; own == record {
		t.Error("arms share a record")
	} else if both := fieldtest.Shared(reflect.ValueOf(*record), reflect.ValueOf(*own), "Record"); both != nil {
		t.Errorf("arms share %v", both)
	}
}

// TestArmsGetWholePinners: the state of Pinners in an arm is that of the warm-up, and shares no memory with it but vectors, where nobody can come.
func TestArmsGetWholePinners(t *testing.T) {
	var p pinners.Columns
	next := 0
	fieldtest.Fill(&p, &next)
	for _, together := range []bool{false, true} {
		q := p.Clone(together)
		if !reflect.DeepEqual(p, *q) {
			t.Errorf("%+v in the arm, %+v before", *q, p)
		}
		want := []string(nil)
		if together {
			want = []string{".Vector"}
		}
		if got := fieldtest.Shared(reflect.ValueOf(p), reflect.ValueOf(*q), ""); !slices.Equal(got, want) {
			t.Errorf("arms share %v, want %v", got, want)
		}
	}
}

// oneBudget is the ledger of one campaign with 10 USD for its life, where servers refresh every minute and know of spend an hour later.
func oneBudget() *Ledger {
	c := market.Campaign{Present: true, Limited: true, Lifetime: 10 * spec.Unit, Start: -spec.Never, End: spec.Never}
	m := &market.Market{Economy: &market.Economy{Campaigns: []market.Campaign{c}, Economy: &spec.Economy{Groups: make([]spec.Group, 1)}, Scale: 1}, Platform: &market.Platform{Platform: &spec.Platform{}}}
	w := &pinners.World{Spec: &spec.Spec{Lag: spec.Minute, Delay: spec.Hour}, Population: &spec.Population{}}
	v := page.NewView(w, &market.Roster{Names: []string{"one"}}, 1, -spec.Day)
	v.Market = m
	l := New(v, nil)
	l.bound(&m.Campaigns[0])
	l.hourly, l.returns = make([][24]spec.Nano, 1), make([]returns, 1)
	return l
}

// TestArmsHearOfTheWarmUpLate: of a budget of 10 USD, 3 USD were paid in the warm-up's last window. Servers hold 10 USD to be left of it in an arm as well, until they hear of it an
// hour later: 7 USD.
func TestArmsHearOfTheWarmUpLate(t *testing.T) {
	l := oneBudget()
	l.Now = 0
	l.began = periods{-spec.Day, -spec.Day, -spec.Day}
	l.pay(0, &page.Total{Charged: 3 * spec.Unit, Impressions: 5})
	v := page.NewView(l.World, l.Roster, 1, -spec.Day)
	v.Market = l.Market
	arm := l.Clone(v, nil)
	for _, x := range []struct {
		now  spec.Time
		left spec.Nano
	}{{0, 10}, {spec.Hour - 1, 10}, {spec.Hour, 7}} {
		arm.Now = x.now
		arm.release()
		if left, _ := arm.knownLeft(0); left != x.left*spec.Unit {
			t.Errorf("at %d s servers hold %v USD to be left, want %d", x.now/spec.Second, left.Float(), x.left)
		}
	}
}
