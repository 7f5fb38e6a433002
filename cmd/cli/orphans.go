package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"marketsim/reports/compare"
)

// orphans are the baselines in the folders of verified files that a gate would pass over in silence: those whose scenario is gone, and those whose
// scenario's file is hidden, or has a suffix, as none of the verified files, so that a pattern such as *.yaml does not name it.
func (a *app) orphans(verified []string, bounds compare.Tolerances) (all compare.Regressions) {
	var folders, named, kinds []string
	for _, file := range verified {
		folders, named, kinds = append(folders, filepath.Dir(file)), append(named, filepath.Clean(file)), append(kinds, kind(file))
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
			if file, why := a.passedOver(stem, named, kinds); why != "" {
				r := unplayed(file, compare.Unverified, ExitNotComparable, bounds)
				r.Scenario, r.Why = filepath.Base(stem), why
				all = append(all, r)
			}
		}
	}
	return all
}

// passedOver says why the baseline of a scenario's file without its suffix would not be noticed; empty where it would.
func (a *app) passedOver(stem string, named, kinds []string) (file, why string) {
	files := a.scenariosOf(stem)
	switch {
	case len(files) == 0:
		return stem + baselineSuffix, filepath.Base(stem) + baselineSuffix + " has no scenario beside it: put that back, or remove the baseline"
	case slices.ContainsFunc(files, func(file string) bool {
		return slices.Contains(named, file) || slices.Contains(kinds, kind(file))
	}):
		return "", ""
	}
	return files[0], filepath.Base(files[0]) + " has a baseline and is not among the files that were named: name it too, or give it a name as they have"
}

// kind is what a pattern for files goes by: the suffix, and the point in front of a hidden file.
func kind(file string) string {
	if strings.HasPrefix(filepath.Base(file), ".") {
		return ". " + filepath.Ext(file)
	}
	return filepath.Ext(file)
}

// scenariosOf are the files that are there of those whose baseline has a name.
func (a *app) scenariosOf(stem string) (files []string) {
	for _, suffix := range []string{".yaml", ".yml", ""} {
		if exists(a.path(stem + suffix)) {
			files = append(files, stem+suffix)
		}
	}
	return files
}

// twin is the other scenario that would have the same baseline; empty where there is none.
func (a *app) twin(file string) string {
	for _, other := range a.scenariosOf(strings.TrimSuffix(baselineOf(file), baselineSuffix)) {
		if filepath.Clean(other) != filepath.Clean(file) {
			return other
		}
	}
	return ""
}
