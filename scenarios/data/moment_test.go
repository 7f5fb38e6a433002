package data

import "testing"

// TestDatesInEveryOrder: a date is the same day however it is written; slashes say nothing of what comes first, dots say that it is the day.
func TestDatesInEveryOrder(t *testing.T) {
	const noon = "2026-03-02T12:30:00Z"
	for text, order := range map[string]dateOrder{
		"2026-03-02T12:30:00Z": anyOrder, "2026-03-02 12:30 UTC": anyOrder, "2026/3/2 12:30": anyOrder, "2.3.2026 12:30": anyOrder, "02.03.2026, 12:30": monthFirst,
		"2/3/2026 12:30": dayFirst, "3/2/2026 12:30": monthFirst, "3-2-2026 12:30:00 p.m.": monthFirst, "2/3/2026 12:30PM": dayFirst, "2026-03-02T14:30+02:00": anyOrder,
		"20260302T123000Z": anyOrder,
	} {
		if at, ok := parseMoment(text, order); !ok || at.Format("2006-01-02T15:04:05Z07:00") != noon {
			t.Errorf("%q: %v, %v; want %s", text, at, ok, noon)
		}
	}
	for _, text := range []string{"12.30.2026.1", "20260302", "2026-13-02", "32.1.2026", "1/2/26 12:00", "next Monday"} {
		if at, ok := parseMoment(text, dayFirst); ok {
			t.Errorf("%q is read as %v", text, at)
		}
	}
}

// TestTimesUnlikeTheOthers: a time that cannot be read like those of the other rows is named, and its row has none.
func TestTimesUnlikeTheOthers(t *testing.T) {
	table, bad := Read("t.csv", []byte("name,when\na,2026-03-02T12:30:00\nb,soon\nc,2026-03-03T12:30:00\n"), &Spec{What: "a test", MaxRows: 9, Columns: []Column{{Name: "name", Kind: Text}, {Name: "when", Kind: Moment}}}, &Format{})
	if len(bad) > 0 {
		t.Fatal(bad[0])
	}
	at, _ := table.Column("when")
	var read []int64
	bad = table.Each(func(r *Row) {
		if when, ok := r.Moment(at); ok {
			read = append(read, when)
		}
	})
	if len(read) != 2 || read[1]-read[0] != 86400e6 || len(bad) != 1 || bad[0].Line != 3 {
		t.Errorf("%d are read: %v; refused: %v", len(read), read, bad)
	}
}
