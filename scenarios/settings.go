package scenarios

import (
	"crypto/sha256"
	"encoding/hex"

	"marketsim/scenarios/schema"
)

// Setting is one value of a resolved scenario.
type Setting = schema.Setting

// Settings lists every value that the scenario resolves to, in the order of the language, and last the digest of the data files
// that it reads, if there are any. Entries of lists are called by their name, or counted from 0 where they have none.
func (s *Scenario) Settings() (list []Setting) {
	list = schema.Settings(s.doc.Values(&s.file, decoding))
	if len(s.files) > 0 {
		list = append(list, Setting{Path: "data_files", Value: "sha256:" + digestOf(s.files)})
	}
	return list
}

// FullHash is Hash without shortening: SHA-256 of everything that a result depends on, 64 hex digits.
func (s *Scenario) FullHash() string {
	return digestOf(append(append(s.doc.Values(&s.file, decoding), '\n'), s.files...))
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
