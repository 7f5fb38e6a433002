package neutral

import (
	"fmt"
	"strings"
)

// Command is a workflow command of GitHub: a remark at a place of a file. Whatever its texts hold, it is one command of one line.
type Command struct {
	Level        string // error, warning or notice
	File         string // empty: no place
	Line, Column int    // from 1; 0: none
	Title, Text  string
}

var (
	message  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// String is the command with its line end.
func (c Command) String() string {
	place := ""
	if c.File != "" {
		place = "file=" + property.Replace(Text(c.File)) + ","
		for _, p := range []struct {
			name string
			at   int
		}{{"line", c.Line}, {"col", c.Column}} {
			if p.at > 0 {
				place += fmt.Sprintf("%s=%d,", p.name, p.at)
			}
		}
	}
	return fmt.Sprintf("::%s %stitle=%s::%s\n", c.Level, place, property.Replace(Text(c.Title)), message.Replace(Text(c.Text)))
}

// Command writes a command that is meant as one, on a line of its own.
func (s *Screen) Command(c Command) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := c.String()
	if s.middle {
		text = "\n" + text
	}
	s.middle, s.colon, s.marks = false, false, 0
	_, err := s.W.Write([]byte(text))
	return err
}
