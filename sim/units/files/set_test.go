package files_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/units/files"
	"marketsim/sim/units/files/filestest"
)

// writeSet writes a set of files with one content.
func writeSet(folder, text string, names ...string) error {
	set, err := files.NewSet(folder, "all")
	if err != nil {
		return err
	}
	for _, name := range names {
		path := filepath.Join(set.Dir, name)
		if err := files.MakeDirs(filepath.Dir(path)); err != nil {
			return err
		}
		if err := write(path, text); err != nil {
			return err
		}
	}
	return set.Commit("sub/d")
}

// none says that any file may be one of a set.
func none(string) bool { return false }

// setOf reads the files of a set that have their places: their names, and what they hold.
func setOf(t *testing.T, folder string) (names, texts []string) {
	t.Helper()
	for _, name := range []string{"a", "b", "sub/c", "sub/d"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			continue
		}
		names = append(names, name)
		if !slices.Contains(texts, string(data)) {
			texts = append(texts, string(data))
		}
	}
	return names, texts
}

// TestSetIsNeverMixed: a kill before any operation of replacing a set leaves no file of the old set beside one of the new; where the set is not
// whole a folder says so, and recovering makes it the old one or the new one.
func TestSetIsNeverMixed(t *testing.T) {
	old, fresh := []string{"a", "b", "sub/c", "sub/d"}, []string{"a", "b", "sub/c"}
	begin := func() string {
		folder := t.TempDir()
		if err := writeSet(folder, "old", old...); err != nil {
			t.Fatal(err)
		}
		return folder
	}
	whole := func(folder string) bool {
		names, texts := setOf(t, folder)
		return slices.Equal(texts, []string{"old"}) && slices.Equal(names, old) || slices.Equal(texts, []string{"new"}) && slices.Equal(names, fresh)
	}
	trials, partial := 0, 0
	for at := 1; ; at++ {
		folder, faults := begin(), &filestest.Faults{At: at, Dead: true}
		restore := files.Use(faults)
		err := writeSet(folder, "new", fresh...)
		restore()
		if err == nil && len(faults.Hits) == 0 {
			break
		}
		trials++
		if names, texts := setOf(t, folder); len(texts) > 1 {
			t.Errorf("kill before operation %d (%s): files %v hold %v", at, faults.Hits[0], names, texts)
		} else if _, err := os.Stat(filepath.Join(folder, "all.replacing", "README")); err != nil && !whole(folder) {
			t.Errorf("kill before operation %d (%s): files %v hold %v, and nothing says that some are missing", at, faults.Hits[0], names, texts)
		} else if !whole(folder) {
			partial++
		}
		if err := files.Recover(folder, none); err != nil || !whole(folder) {
			names, texts := setOf(t, folder)
			t.Errorf("kill before operation %d (%s): recovered to files %v that hold %v, %v", at, faults.Hits[0], names, texts, err)
		}
		if err := writeSet(folder, "new", fresh...); err != nil || !slices.Equal(names(t, folder), []string{"a", "b", "sub"}) {
			t.Errorf("kill before operation %d (%s): the next set leaves %v, %v", at, faults.Hits[0], names(t, folder), err)
		}
	}
	if trials < 30 || partial < 4 {
		t.Errorf("%d kills, of which %d amid the replacing: too few to show anything", trials, partial)
	}
	t.Logf("reliability: %d trials", trials)
}

// TestSetKeepsToItsFolder: what a foreign notice names elsewhere stays, and so does a folder of that name without a notice.
func TestSetKeepsToItsFolder(t *testing.T) {
	top := t.TempDir()
	folder := filepath.Join(top, "folder")
	if err := writeSet(top, "mine", "a"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"w.replacing", "x.replacing", "y.replacing"} {
		if err := files.MakeDirs(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	set, err := files.NewSet(top, "z")
	if err != nil {
		t.Fatal(err)
	}
	defer set.Discard()
	notice := "marketsim was stopped while it put the files of this folder into their places, one folder up.\n" +
		"Files of an earlier command were removed there; nothing of the new ones is lost: what is not in its\n" +
		"place yet is here. The next command that writes there completes this.\n"
	for path, text := range map[string]string{"x.replacing/README": notice + "removes ../a\n", "kept": "record", "w.replacing/README": notice + "removes ./kept\n", "y.replacing/b": "of a user"} {
		if err := write(filepath.Join(folder, path), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := files.Recover(folder, func(name string) bool { return name == "kept" }); err != nil {
		t.Error(err)
	}
	if content(t, filepath.Join(folder, "kept")) != "record" ||
		content(t, filepath.Join(top, "a")) != "mine" || content(t, filepath.Join(folder, "y.replacing/b")) != "of a user" {
		t.Error("a file that is of no set was taken")
	}
}

// TestSetKeepsPermissions: a file that a set replaces keeps its permissions, and a folder in a file's place is refused.
func TestSetKeepsPermissions(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a")
	if err := writeSet(folder, "old", "a"); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := writeSet(folder, "new", "a"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 || content(t, path) != "new" {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.Mkdir(filepath.Join(folder, "b"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := writeSet(folder, "newer", "a", "b"); err == nil || content(t, path) != "new" || !strings.Contains(err.Error(), "directory") {
		t.Errorf("a folder in the place of a file: %v, the other file is %q", err, content(t, path))
	}
}
