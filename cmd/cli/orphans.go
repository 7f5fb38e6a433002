package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"marketsim/reports/compare"
)

// scenarioSuffixes are what the name of a scenario's file ends with.
var scenarioSuffixes = []string{".yaml", ".yml"}

// orphans are the baselines in the folders of verified files that a gate would pass over in silence: those whose scenario is gone, and those whose
// scenario's file has a suffix that none of the verified files has, so that a pattern such as *.yaml does not name it.
func (a *app) orphans(verified []string, bounds compare.Tolerances) (all compare.Regressions) {
	var folders, suffixes []string
	for _, file := range verified {
		folders, suffixes = append(folders, filepath.Dir(file)), append(suffixes, filepath.Ext(file))
	}
	slices.Sort(folders)
	for _, folder := range slices.Compact(folders) {
		entries, err := os.ReadDir(a.path(folder))
		if err != nil {
			continue // the files in it were not read either
		}
		for _, e := range entries {
			stem, is := strings.CutSuffix(filepath.Join(folder, e.Name()), baselineSuffix)
			if !is {
				continue
			}
			if file, why := a.passedOver(stem, suffixes); why != "" {
				r := unplayed(file, compare.Unverified, ExitNotComparable, bounds)
				r.Scenario, r.Why = filepath.Base(stem), why
				all = append(all, r)
			}
		}
	}
	return all
}

// passedOver says why the baseline of a scenario's file without its suffix would not be noticed; empty where it would.
func (a *app) passedOver(stem string, suffixes []string) (file, why string) {
	for _, suffix := range scenarioSuffixes {
		if !exists(a.path(stem + suffix)) {
			continue
		}
		if slices.Contains(suffixes, suffix) {
			return "", ""
		}
		file, why = stem+suffix, filepath.Base(stem)+suffix+" has a baseline and is not among the files that were named: name it too, or give it their suffix"
	}
	if file == "" {
		return stem + baselineSuffix, filepath.Base(stem) + baselineSuffix + " has no scenario beside it: put that back, or remove the baseline"
	}
	return file, why
}

// twin is the other scenario that would have the same baseline; empty where there is none.
func (a *app) twin(file string) string {
	stem := strings.TrimSuffix(baselineOf(file), baselineSuffix)
	for _, suffix := range scenarioSuffixes {
		if other := stem + suffix; other != file && exists(a.path(other)) {
			return other
		}
	}
	return ""
}
