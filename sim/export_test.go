package sim

// ShareSmall makes blocks of Pinners and windows worth sharing so small that every market of a test plays many shards at once.
func ShareSmall() { blockBits, worthSharing = 4, 2 }
