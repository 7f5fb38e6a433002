package units

import (
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
	Executable string   `json:"executable"` // SHA-256 of the executable file with its plug-ins, 16 hex digits; empty where it cannot be read
	Platform   string   `json:"platform"`   // operating system and architecture, such as linux/amd64
	Features   []string `json:"features"`   // of the processor, on which rounding inside the standard library may depend; sorted
}

// This is the running program of a version.
func This(version string) Program {
	return Program{Version: version, Executable: executable(), Platform: runtime.GOOS + "/" + runtime.GOARCH, Features: features()}
}

// Differs says what sets another program apart from this one, in words for the user; empty when nothing does. It names the
// plainest difference only.
func (p Program) Differs(other Program) string {
	switch {
	case p.Version != other.Version:
		return fmt.Sprintf("version %s, not %s", p.Version, other.Version)
	case p.Platform != other.Platform:
		return fmt.Sprintf("platform %s, not %s", p.Platform, other.Platform)
	case !slices.Equal(p.Features, other.Features):
		return fmt.Sprintf("a processor with %s, not with %s", listed(p.Features), listed(other.Features))
	case p.Executable != other.Executable:
		return fmt.Sprintf("an executable with the hash %s, not %s", named(p.Executable), named(other.Executable))
	}
	return ""
}

func listed(features []string) string {
	if len(features) == 0 {
		return "no features that matter"
	}
	return strings.Join(features, " ")
}

func named(hash string) string {
	if hash == "" {
		return "unknown"
	}
	return hash
}

// executable is the hash of the running program's file. It is read once.
var executable = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
})

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
