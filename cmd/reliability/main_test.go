package main

import "testing"

// Trials are tests without subtests, subtests, and repetitions; a failure counts once.
func TestCount(t *testing.T) {
	for text, want := range map[string]outcome{
		"--- PASS: TestA (0.1s)\n": {1, 0},
		"--- FAIL: TestA (0.1s)\n    --- PASS: TestA/x (0.0s)\n    --- FAIL: TestA/y (0.0s)\n": {2, 1},
		"--- FAIL: TestA (0.1s)\n    --- PASS: TestA/x (0.0s)\n":                               {2, 1},
		"--- PASS: TestA (1s)\n    a_test.go:1: reliability: 300 trials; heap\n":               {300, 0},
		"--- SKIP: TestA (0.1s)\n": {0, 0},
	} {
		if got := count([]byte(text)); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
