package kernels

// Soon and next are how many rows ahead their own lines are asked for, and the lines to which those lead.
const Soon, Next = 12, 6
