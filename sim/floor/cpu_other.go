//go:build !unix

package floor

import "time"

var began = time.Now()

// CPU is the time since the process began, where the system does not tell processor time.
func CPU() time.Duration { return time.Since(began) }
