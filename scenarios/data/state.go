package data

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// State takes settings of a format as text, KEY=VALUE, with the keys that a scenario's `format` has.
func (f *Format) State(settings []string) error {
	for _, s := range settings {
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			return fmt.Errorf("`%s` is not KEY=VALUE", s)
		}
		if err := f.state(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return err
		}
	}
	return nil
}

// formatWords are the values of the keys that take one of a few.
var formatWords = map[string][]string{
	"delimiter": {"comma", "semicolon", "tab", "pipe", "space"}, "decimal": {"point", "comma"}, "encoding": {utf8Name, utf16Name, latin1Name, "shift-jis", "gbk", "big5", "euc-kr"},
	"header": {"true", "false"}, "date_order": {"day_first", "month_first"}, "time_unit": {"ns", "us", "ms", "s", "m", "h", "d"},
}

func (f *Format) state(key, value string) error {
	if allowed, listed := formatWords[key]; listed && !slices.Contains(allowed, value) {
		return fmt.Errorf("`%s` is not a value of `%s`; one of: %s", value, key, strings.Join(allowed, ", "))
	}
	switch key {
	case "delimiter":
		f.Delimiter = value
	case "decimal":
		f.Decimal = value
	case "encoding":
		f.Encoding = value
	case "header":
		f.NoHeader = value == "false"
	case "date_order":
		f.DateOrder = value
	case "time_unit":
		f.TimeUnit = value
	case "time_origin":
		f.Origin = value
	case "title_rows", "total_rows":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > 1000 {
			return fmt.Errorf("`%s` is not a number of rows from 0 to 1000", value)
		}
		if key == "title_rows" {
			f.Titles = n
		} else {
			f.Totals, f.Told = n, true
		}
	default:
		return fmt.Errorf("there is no key `%s`", key)
	}
	return nil
}
