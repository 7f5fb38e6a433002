package units

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sys/cpu"
)

// Program is what simulates: results of different programs are never put into one run, since they could differ.
type Program struct {
	Version    string   `json:"version"`    // of the module; dev without one
	Executable string   `json:"executable"` // SHA-256 of the executable file with its plug-ins, 16 hex digits; where it cannot be read, unknown- and what no other process has
	Platform   string   `json:"platform"`   // operating system and architecture, such as linux/amd64
	Features   []string `json:"features"`   // of the processor, on which rounding inside the standard library may depend; sorted
}

// This is the running program of a version.
func This(version string) Program {
	return Program{Version: version, Executable: executable(), Platform: runtime.GOOS + "/" + runtime.GOARCH, Features: features()}
}

// Differs says what sets another program apart from this one, in words for the user; empty when nothing does. It names the
// plainest difference only. A program of unknown hash is the same in its own process alone.
func (p Program) Differs(other Program) string {
	switch {
	case p.Version != other.Version:
		return fmt.Sprintf("version %s, not %s", p.Version, other.Version)
	case p.Platform != other.Platform:
		return fmt.Sprintf("platform %s, not %s", p.Platform, other.Platform)
	case !slices.Equal(p.Features, other.Features):
		return fmt.Sprintf("a processor with %s, not with %s", listed(p.Features), listed(other.Features))
	case !p.Known() && (p.Executable == "" || p.Executable != other.Executable):
		return "an executable that could not be read, so nothing tells whether it is this one (make it readable before a run: chmod +r)"
	case p.Executable != other.Executable && !other.Known():
		return fmt.Sprintf("an executable with the hash %s, and this one cannot be read, so nothing tells whether it is the same (chmod +r)", p.Executable)
	case p.Executable != other.Executable:
		return fmt.Sprintf("an executable with the hash %s, not %s", p.Executable, other.Executable)
	}
	return ""
}

// Known tells whether the executable could be read. One that could not is never taken for that of another process.
func (p Program) Known() bool {
	return p.Executable != "" && !strings.HasPrefix(p.Executable, unknown)
}

func listed(features []string) string {
	if len(features) == 0 {
		return "no features that matter"
	}
	return strings.Join(features, " ")
}

// own is the file of the running program, opened when the process starts: later another file may stand at its path.
var own, ownErr = openOwn()

func openOwn() (*os.File, error) {
	if f, err := os.Open("/proc/self/exe"); err == nil { // on Linux, what runs, wherever it is now
		return f, nil
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// executable identifies the running program. Its file is read once.
var executable = sync.OnceValue(func() string {
	defer own.Close() // without one, it says so
	return identity(own, ownErr)
})

// unknown begins what stands for the hash of a file that cannot be read.
const unknown = "unknown-"

// identity is the start of a file's SHA-256, 16 hex digits. Where the file cannot be read it is drawn at random: equal unknowns would let results of
// different programs be mixed.
func identity(f io.Reader, err error) string {
	h := sha256.New()
	if err == nil {
		_, err = io.Copy(h, f)
	}
	if err != nil {
		return unknown + rand.Text()
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// features lists what the standard library's mathematics and the vector kernels choose their code by.
func features() []string {
	var out []string
	for name, has := range map[string]bool{"avx2": cpu.X86.HasAVX2, "fma": cpu.X86.HasFMA, "avx512f": cpu.X86.HasAVX512F} {
		if has {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
