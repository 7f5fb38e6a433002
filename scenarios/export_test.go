package scenarios

import "strings"

// CommonWords lists all words that have a meaning that leads.
func CommonWords() (list []string) {
	for _, c := range commonest {
		list = append(list, strings.Split(c.words, ", ")...)
	}
	return list
}

// Synonyms lists the words of the field that are looked up elsewhere, parted by commas, with the keys and metrics that are meant.
func Synonyms() map[string][]string {
	out := make(map[string][]string, len(synonyms))
	for _, s := range synonyms {
		out[s.words] = s.at
	}
	return out
}
