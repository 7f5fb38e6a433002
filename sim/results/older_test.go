package results

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/spec"
)

// The layout of an older program: it has no hides, saves and groups' steering, counts something that is no longer counted, holds
// a list and a text that are gone, keeps days' other fields in another order, and gives states a name of other kind.
type (
	olderTally struct {
		Clicks      int64     `counter:"clicks,events,clicks on ads"`
		Frowns      int64     `counter:"frowns,count,what is no longer counted"`
		Revenue     spec.Nano `counter:"revenue,USD,what the platform earned"`
		Impressions int64     `counter:"impressions,count,ads served"`
	}
	olderDay struct {
		Weather []struct {
			Name string
			Sun  [3]float64
		}
		Cells  []olderTally
		Reason string
		Hours  [12]HourTally // there were only 12
		Digest uint64
		State  string
	}
	olderResult struct {
		Seed        uint64
		Replication int
		Arm         string
		Days        []olderDay
		Warnings    []Count
	}
)

func older() []olderResult {
	day := olderDay{Reason: "rain", State: "calm", Digest: 1 << 63, Cells: []olderTally{{1, 2, 3, 4}, {5, 6, -7, 8}}}
	day.Weather = append(day.Weather, struct {
		Name string
		Sun  [3]float64
	}{"grey", [3]float64{1, 2, 3}})
	day.Hours[3].Sessions = 9
	return []olderResult{{Seed: 42, Replication: 7, Arm: "control", Days: []olderDay{day, {}}, Warnings: []Count{{"late", 3}}}}
}

const olderFile = "testdata/older.results"

// TestOlderLayout: a file that was written with another layout is read. What it has is there, what it has not is 0 and
// named, what the program no longer knows is passed over. UPDATE=1 writes the file anew.
func TestOlderLayout(t *testing.T) {
	if os.Getenv("UPDATE") != "" {
		var b bytes.Buffer
		values := older()
		if err := encode(&b, reflect.ValueOf(&values).Elem()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(olderFile, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(olderFile)
	if err != nil {
		t.Fatal(err)
	}
	arms, err := readArms(bytes.NewReader(data))
	if err != nil || len(arms) != 1 {
		t.Fatal(arms, err)
	}
	want := Result{Arm: "control", Replication: 7, Seed: 42, Warnings: []Count{{"late", 3}}, Absent: arms[0].Absent, Days: []DayResult{
		{Digest: 1 << 63, Cells: []Tally{{Clicks: 1, Revenue: 3, Impressions: 4}, {Clicks: 5, Revenue: -7, Impressions: 8}}}, {},
	}}
	if !reflect.DeepEqual(*arms[0], want) {
		t.Errorf("got %+v\nwant %+v", *arms[0], want)
	}
	for _, name := range []string{"Days.Cells.hides", "Days.Cells.saves", "Days.Steer", "Days.Hours", "Days.State", "Days.Groups", "Campaigns"} {
		if !slices.Contains(arms[0].Absent, name) {
			t.Errorf("%s is not named as absent: %v", name, arms[0].Absent)
		}
	}
	for _, name := range arms[0].Absent {
		if name == "Days.Cells.clicks" || name == "Days.Digest" || name == "Arm" {
			t.Errorf("%s is named as absent", name)
		}
	}
}

// TestSameLayoutHasNothingAbsent: what this program writes it reads whole.
func TestSameLayoutHasNothingAbsent(t *testing.T) {
	var b bytes.Buffer
	days := []DayResult{day()}
	Seal(days)
	if err := Encode(&b, []*Result{{Arm: "control", Days: days}}); err != nil {
		t.Fatal(err)
	}
	arms, err := Decode(&b)
	if err != nil || len(arms[0].Absent) > 0 || !reflect.DeepEqual(arms[0].Days, days) {
		t.Errorf("%v, absent %v", err, arms[0].Absent)
	}
}

// TestHostileFiles: a small file cannot take much memory, whatever it declares.
func TestHostileFiles(t *testing.T) {
	free := freeMemory
	defer func() { freeMemory = free }()
	freeMemory = 1 << 20
	big := []Result{{Days: make([]DayResult, 1_000)}} // 1.5 MB of zeros, stored in less than 7 kB
	var b bytes.Buffer
	if err := encode(&b, reflect.ValueOf(&big).Elem()); err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(&b); err == nil || !strings.Contains(err.Error(), "they would take more than") {
		t.Errorf("1.5 MB of zeros: %v", err)
	}
	if _, err := Decode(zeros(t, "[]{a:[]i}", 2<<20)); err == nil || !strings.Contains(err.Error(), "they unpack to far more than is stored") {
		t.Errorf("2 MB of zeros that are passed over: %v", err)
	}
	for _, text := range []string{"[]{}", "[][4]{}", "[4]{}", "[]{a:i,b:[4096][4096][4096][4096][4096]{}}", "[]{a:i,b:{}}", "{a:i,b:[]{}}", "[-1]i", "[5000]i", "[4096][4096]i", strings.Repeat("[]", 20) + "i", "{a:i", "q", "ii", "{:i,:i}x"} {
		if _, err := parseLayout(text); err == nil {
			t.Errorf("layout %s is read", text)
		}
	}
	l := layoutOf(reflect.TypeFor[[]Result]())
	if again, err := parseLayout(l.String()); err != nil || !reflect.DeepEqual(l, again) {
		t.Errorf("the program's own layout does not come back: %v", err)
	}
}

// zeros is a file of one value whose list has so many zeros.
func zeros(t *testing.T, layout string, n int) io.Reader {
	t.Helper()
	file := bytes.NewBufferString(codecHeader)
	z, err := gzip.NewWriterLevel(file, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	head := append(binary.AppendUvarint(nil, uint64(len(layout))), layout...)
	head = binary.AppendUvarint(append(head, 2), uint64(n)+1)
	n += len(head)
	for part := head; n > 0; part = make([]byte, min(n, 1<<20)) {
		if _, err := z.Write(part); err != nil {
			t.Fatal(err)
		}
		n -= len(part)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// FuzzDecode: no input ends the process, or takes much.
func FuzzDecode(f *testing.F) {
	days := []DayResult{day()}
	Seal(days)
	small := []Result{{Arm: "control", Days: days, Auctions: []Auction{{Pinner: "p", Candidates: []Candidate{{Campaign: "c"}}}}}}
	for _, values := range []any{&small, ptr(older())} {
		var b bytes.Buffer
		if err := encode(&b, reflect.ValueOf(values).Elem()); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		arms, err := Decode(bytes.NewReader(data))
		if err == nil {
			for _, a := range arms {
				Seal(a.Days)
			}
		}
	})
}

func ptr[T any](x T) *T { return &x }

// FuzzLayout: what is under the compression, which a fuzzer seldom gets through.
func FuzzLayout(f *testing.F) {
	f.Add(layoutOf(reflect.TypeFor[[]Result]()).String(), []byte{3, 0, 0, 0})
	f.Add(layoutOf(reflect.TypeFor[[]olderResult]()).String(), []byte{3, 1, 2, 4, 8, 16})
	f.Fuzz(func(t *testing.T, text string, values []byte) {
		l, err := parseLayout(text)
		if err != nil {
			return
		}
		if again, err := parseLayout(l.String()); err != nil || again.String() != l.String() {
			t.Fatalf("%s comes back as %v, %v", l, again, err)
		}
		var into []Result
		if read := (&planner{}).of(l, reflect.TypeOf(into), ""); read != nil {
			r := newReader(bytes.NewReader(values))
			read(r, reflect.ValueOf(&into).Elem())
		}
	})
}

// TestMissing: metrics that rest on an absent field are known, and no others.
func TestMissing(t *testing.T) {
	rests := func(absent ...string) (names []string) {
		for _, m := range Metrics() {
			if m.Missing(absent) != "" {
				names = append(names, m.Name)
			}
		}
		return names
	}
	for _, x := range []struct {
		absent string
		want   []string
	}{
		{"Days.Cells.hides", []string{"hides"}},
		{"Days.Cells.log_loss", []string{"log_loss", "normalised_entropy"}},
		{"Days.Cells.conversions", []string{"conversions", "cpa", "cvr"}},
		{"Days.State.left", []string{"retention"}},
		{"Days.Steer.bid_factor", []string{"bid_factor"}},
		{"Days.DayCounts.reserve", []string{"reserve"}},
		{"Days.Lived", []string{"campaign_lifetime"}},
		{"Campaigns.Budget", []string{"budget_utilisation"}},
		{"Days.Cells.pin_clicks", nil},
		{"Days.Plan", nil},
	} {
		if got := rests(x.absent); !slices.Equal(got, x.want) {
			t.Errorf("without %s: %v cannot be told, want %v", x.absent, got, x.want)
		}
	}
}

// TestFit: results of another market, or damaged ones, are refused; what an older program did not store is filled in.
func TestFit(t *testing.T) {
	axes := Axes{Segments: []string{"a", "b"}, Surfaces: []string{"x"}, Groups: []string{"g", "h"}}
	good := func() *Result { return &Result{Days: []DayResult{day()}, Lives: make([]Life, 2)} }
	if err := good().Fit(&axes, 1); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Result){
		"days": func(r *Result) { r.Days = nil }, "cells": func(r *Result) { r.Days[0].Cells = r.Days[0].Cells[:1] },
		"cohorts": func(r *Result) { r.Lives = nil }, "budgets": func(r *Result) { r.Days[0].Budgets = make([]spec.Nano, 3) },
	} {
		r := good()
		if spoil(r); r.Fit(&axes, 1) == nil {
			t.Errorf("%s do not fit and pass", name)
		}
	}
	r := good()
	r.Days[0].Budgets, r.Absent = nil, []string{"Days.Budgets"}
	if err := r.Fit(&axes, 1); err != nil || len(r.Days[0].Budgets) != 2 {
		t.Errorf("%v, budgets %v", err, r.Days[0].Budgets)
	}
}
