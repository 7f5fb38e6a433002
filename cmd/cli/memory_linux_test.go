package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
)

// TestManyCampaignsFitTheirEstimate: a run of 100,000 campaigns takes no more memory than plan says, and at least two thirds of it; plan itself takes
// less than half. It takes 5 s: set MARKETSIM_LONG=1.
func TestManyCampaignsFitTheirEstimate(t *testing.T) {
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skip("plays a market of 100,000 campaigns; set MARKETSIM_LONG=1")
	}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "many.yaml"), []byte("marketsim: 1\nname: many\nrun: {horizon: 1d, seed: 1, replications: 1}\n"+
		"market: {pinners: {count: 1000}, campaigns: {groups: [{name: shops, count: 100_000}]}}\n"), 0o644))
	var said bytes.Buffer
	peak := func(args ...string) float64 {
		said.Reset()
		cmd := process(dir, args...)
		cmd.Stdout = &said
		must(t, cmd.Run())
		return float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
	}
	planning := peak("plan", "many.yaml")
	told := regexp.MustCompile(`memory +about (\d+) MiB`).FindSubmatch(said.Bytes())
	if told == nil {
		t.Fatal(said.String())
	}
	estimate, err := strconv.ParseFloat(string(told[1]), 64)
	must(t, err)
	if running := peak("run", "many.yaml", "-q", "-j", "1", "--tables", "none"); running > estimate || running < estimate*2/3 || planning > estimate/2 {
		t.Errorf("plan says %.0f MiB; a run takes %.0f and plan %.0f", estimate, running, planning)
	} else {
		t.Logf("plan says %.0f MiB; a run takes %.0f and plan %.0f", estimate, running, planning)
	}
}
