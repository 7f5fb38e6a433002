package pinners

// Exposure is one entry of a Pinner's history: an exposure to a campaign that caps frequency, or how far one ad has worn out for the Pinner.
// 12 bytes.
type Exposure struct {
	What  uint32 // 0 is a free entry; see exposureOf and tirednessOf
	At    uint32 // seconds since the simulation began
	Level float32
}
