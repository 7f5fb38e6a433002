package spec

// Potential is one potential session: exogenous, the same for every arm.
type Potential struct {
	Replication int
	Start       Time   // since day 0; negative in the warm-up
	Pinner      string // stable name: <segment>/<ordinal> when drawn
	Segment     int
	Session     uint32 // ordinal of the session among the Pinner's own, from 0
	Surface     int
	Requests    int
}

// Stream is potential sessions read from a file, grouped by Pinner and sorted by start within each.
type Stream struct {
	Pinners  []string
	Segment  []int32    // by Pinner
	First    []int32    // Pinner i owns Sessions[First[i]:First[i+1]]; one longer than Pinners
	Sessions []Recorded // of all Pinners
	Envelope float64    // maximal rate relative to the base rate at which the file was drawn; 1 for a log of sessions that happened
	Happened bool       // a log made elsewhere: activity is capped at 1, and no rhythm thins it again
	Keep     bool       // unthinned: every session of the file happens whatever the Pinner's state
}

// Recorded is one session of a Stream.
type Recorded struct {
	Start    Time
	Session  uint32
	Requests uint16
	Surface  uint8
}
