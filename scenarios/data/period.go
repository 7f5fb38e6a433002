package data

// periods are words in headers for the time that an amount is of.
var periods = map[string]string{"hour": "hour", "hourly": "hour", "stunde": "hour", "day": "day", "daily": "day", "tag": "day", "täglich": "day", "tägliches": "day", "tagesbudget": "day",
	"week": "week", "weekly": "week", "woche": "week", "wochenbudget": "week", "month": "month", "monthly": "month", "monat": "month", "monatlich": "month", "monatliches": "month", "monatsbudget": "month",
	"quarter": "quarter", "quarterly": "quarter", "year": "year", "yearly": "year", "annual": "year", "jahr": "year", "jahresbudget": "year",
	"lifetime": "life", "total": "life", "laufzeit": "life", "gesamt": "life", "gesamtbudget": "life"}

// period is the time that a header says its amounts are of; empty where it says none. An amount of another time is not nearly ours.
func period(header string) string {
	for _, w := range words(header) {
		if p := periods[w]; p != "" {
			return p
		}
	}
	return ""
}
