package reports

import (
	"io"

	"marketsim/sim/units/files"
)

// WriteFile writes a file so that readers see either all of it or nothing; see files.Write.
func WriteFile(path string, write func(io.Writer) error) error { return files.WriteOwn(path, write) }
