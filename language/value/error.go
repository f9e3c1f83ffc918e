package value

import "fmt"

// The reasons of a ReadError. The list is closed: whoever speaks to people
// keeps a sentence for each.
const (
	NothingSaid    = "nothing_said"     // the text is empty
	NotANumber     = "not_a_number"     //
	NotAMoney      = "not_a_money"      //
	OtherCurrency  = "other_currency"   // Suggest has the currencies that are taken
	NotADate       = "not_a_date"       //
	NoSuchDate     = "no_such_date"     // "30 February"
	NotATime       = "not_a_time"       //
	NotADuration   = "not_a_duration"   //
	NoSuchChoice   = "no_such_choice"   // Suggest has the keys of all options
	NotYesOrNo     = "not_yes_or_no"    //
	BadEmail       = "bad_email"        //
	BadPhone       = "bad_phone"        //
	BadURL         = "bad_url"          //
	BadID          = "bad_id"           // the pattern does not match
	FileNeeded     = "file_needed"      // words came where a file is needed
	FieldMissing   = "field_missing"    // a row lacks a field; Suggest has its name
	BadList        = "bad_list"         //
	BadRecord      = "bad_record"       //
	Ambiguous      = "ambiguous"        // Suggest has the readings, canonical
	NoneNotAllowed = "none_not_allowed" // there must be a value
	TooLong        = "too_long"         // longer than MaxLength
	UnknownKind    = "unknown_kind"     // a Spec of no known kind
	NotCanonical   = "not_canonical"    // Parse was given words for people
	NotComparable  = "not_comparable"   // two kinds, or two currencies
)

// ReadError says why a text is no value of a Spec.
type ReadError struct {
	Kind    Kind
	Reason  string   // one of the constants above
	Text    string   // what was said, cut to a length that can be shown
	Suggest []string // what would have been right, canonical; may be empty
}

// reasons are English sentences, for logs and for programmers. People get
// localized ones by Reason.
var reasons = map[string]string{
	NothingSaid:    "nothing was said",
	NotANumber:     "%q has no number",
	NotAMoney:      "%q has no amount of money",
	OtherCurrency:  "%q is in another currency",
	NotADate:       "%q has no date",
	NoSuchDate:     "%q is no day of the calendar",
	NotATime:       "%q has no time of day",
	NotADuration:   "%q has no duration such as \"3 days\"",
	NoSuchChoice:   "%q is none of the choices",
	NotYesOrNo:     "%q is neither yes nor no",
	BadEmail:       "%q has no e-mail address",
	BadPhone:       "%q has no phone number that can exist",
	BadURL:         "%q has no web address",
	BadID:          "%q does not have the right form",
	FileNeeded:     "a file is needed, not %q",
	FieldMissing:   "%q lacks a field",
	BadList:        "%q is no list of rows",
	BadRecord:      "%q is no record of named values",
	Ambiguous:      "%q can be read in several ways",
	NoneNotAllowed: "a value is needed",
	TooLong:        "%q… is too long",
	UnknownKind:    "%q is to be read as a kind that does not exist",
	NotCanonical:   "%q is not in canonical form",
	NotComparable:  "%q can't be compared",
}

// Error is an English sentence that names what was said and what would be right.
func (e *ReadError) Error() string {
	format, ok := reasons[e.Reason]
	if !ok {
		format = "%q can't be read"
	}
	msg := format
	if hasVerb(format) {
		msg = fmt.Sprintf(format, e.Text)
	}
	for i, s := range e.Suggest {
		switch {
		case i == 0:
			msg += "; right would be " + s
		case i == 8:
			return msg + ", …"
		default:
			msg += ", " + s
		}
	}
	return msg
}

func hasVerb(format string) bool {
	for i := range len(format) - 1 {
		if format[i] == '%' {
			return true
		}
	}
	return false
}

// maxShown is how many runes of what was said an error keeps.
const maxShown = 60

func readError(kind Kind, reason, text string, suggest ...string) *ReadError {
	runes := 0
	for i := range text {
		if runes == maxShown {
			text = text[:i]
			break
		}
		runes++
	}
	return &ReadError{Kind: kind, Reason: reason, Text: text, Suggest: suggest}
}

// missing is the reason for a text that holds no value of a kind at all.
func missing(kind Kind) string {
	switch kind {
	case Number:
		return NotANumber
	case Money:
		return NotAMoney
	case Date:
		return NotADate
	case Time:
		return NotATime
	case Duration:
		return NotADuration
	case Choice:
		return NoSuchChoice
	case YesNo:
		return NotYesOrNo
	case Email:
		return BadEmail
	case Phone:
		return BadPhone
	case URL:
		return BadURL
	case ID:
		return BadID
	case FileKind:
		return FileNeeded
	case List:
		return BadList
	case Record:
		return BadRecord
	case Text:
		return NothingSaid
	}
	return UnknownKind
}
