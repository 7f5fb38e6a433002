package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
)

// TestRunsFitTheirEstimates: a run of 100,000 campaigns, and one of 1,000 days, take at most a tenth more memory than plan says, and at least a half; plan
// itself takes less than half of what the first does. It takes 7 s: set MARKETSIM_LONG=1.
func TestRunsFitTheirEstimates(t *testing.T) {
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skip("plays a market of 100,000 campaigns; set MARKETSIM_LONG=1")
	}
	told := regexp.MustCompile(`memory +about (\d+) MiB`)
	for _, x := range []struct {
		days, campaigns int
		tables          string
	}{{1, 100_000, "none"}, {1000, 4, "all"}} {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, "large.yaml"), fmt.Appendf(nil, "marketsim: 1\nname: large\nrun: {horizon: %dd, seed: 1, replications: 1}\n"+
			"market: {pinners: {count: 20}, campaigns: {groups: [{name: shops, count: %d}]}}\n", x.days, x.campaigns), 0o644))
		said, planning := peak(t, dir, "plan", "large.yaml")
		_, running := peak(t, dir, "run", "large.yaml", "-q", "-j", "1", "--tables", x.tables)
		found := told.FindStringSubmatch(said)
		if found == nil {
			t.Fatal(said)
		}
		estimate, err := strconv.ParseFloat(found[1], 64)
		must(t, err)
		t.Logf("%+v: plan says %.0f MiB; a run takes %.0f and plan %.0f", x, estimate, running, planning)
		if running > 1.1*estimate || running < estimate/2 || x.campaigns > 1000 && planning > running/2 {
			t.Error("which is not so")
		}
	}
}

// peak runs a command line in a process of its own and returns what it said, and the most memory that it had, MiB.
func peak(t *testing.T, dir string, args ...string) (said string, mib float64) {
	t.Helper()
	cmd := process(dir, args...)
	out, err := cmd.Output()
	must(t, err)
	return string(out), float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
}
