package files_test

import (
	"errors"
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

// all says that any file may be one of the set.
var all = files.Sets{"all": func(string) bool { return true }}

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
		if err := files.Recover(folder, all); err != nil || !whole(folder) {
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

const noticeText = "marketsim was stopped while it put the files of this folder into their places, one folder up.\n" +
	"Files of an earlier command were removed there; nothing of the new ones is lost: what is not in its\n" +
	"place yet is here. The next command that writes these files completes this.\n"

// TestSetKeepsToItsFolder: of a foreign notice nothing is done. A set of another name is left alone; one of a known name that has or removes what such a
// set does not, or is none, is refused, and all files stay.
func TestSetKeepsToItsFolder(t *testing.T) {
	known := files.Sets{"own": func(name string) bool { return name == "own.csv" || name == "sub/own.csv" }}
	for name, c := range map[string]struct {
		path, text string
		foreign    bool
	}{
		"another name":           {"x.replacing/README", noticeText + "removes kept\n", false},
		"no set":                 {"y.replacing/b", "of a user", false},
		"elsewhere":              {"own.replacing/README", noticeText + "removes ../a\n", false},
		"a file of others":       {"own.replacing/README", noticeText + "removes ./kept\n", true},
		"a file below":           {"own.replacing/README", noticeText + "removes sub/kept\n", true},
		"another case":           {"own.replacing/README", noticeText + "removes Kept\n", true},
		"a folder":               {"own.replacing/README", noticeText + "removes sub\n", true},
		"a folder for its file":  {"own.replacing/README", noticeText + "removes sub/own.csv\n", true},
		"a file of others to be": {"own.replacing/fresh", "new", true},
		"no notice":              {"own.replacing/own.csv", "new", true},
		"a file for the folder":  {"own.replacing", "of a user", true},
	} {
		top := t.TempDir()
		folder := filepath.Join(top, "folder")
		for path, text := range map[string]string{"a": "mine", "folder/kept": "record", "folder/sub/kept": "result", "folder/sub/own.csv/kept": "too", "folder/" + c.path: c.text} {
			if err := files.MakeDirs(filepath.Dir(filepath.Join(top, path))); err != nil {
				t.Fatal(err)
			}
			if err := write(filepath.Join(top, path), text); err != nil {
				t.Fatal(err)
			}
		}
		if name == "a file of others to be" {
			if err := write(filepath.Join(folder, "own.replacing/README"), noticeText); err != nil {
				t.Fatal(err)
			}
		}
		if err := files.Recover(folder, known); (err != nil) != c.foreign || errors.Is(err, files.ErrForeign) != c.foreign {
			t.Errorf("%s: %v", name, err)
		}
		if content(t, filepath.Join(top, "a")) != "mine" || content(t, filepath.Join(folder, "kept")) != "record" || content(t, filepath.Join(folder, "sub/kept")) != "result" ||
			content(t, filepath.Join(folder, "sub/own.csv/kept")) != "too" || name != "elsewhere" && content(t, filepath.Join(folder, c.path)) != c.text {
			t.Errorf("%s: a file that is of no set was taken", name)
		}
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
