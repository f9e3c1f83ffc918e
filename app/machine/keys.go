package machine

// The keys of Usher's own sentences that the machine asks to be said (Say.Key),
// each with its arguments (Say.Args). Package say holds the sentences. Every
// argument is localized; those that stand for one word of a process (a tool, an
// event, a relation, a role or a person's id) are the same in every language
// and stand under "".
const (
	// Asking for a slot.
	KeyAsk       = "ask"        // label: the plain question for a value
	KeyAskKind   = "ask_kind"   // label, kind: the same where the kind helps (date, money, time, …): kind is a value.Kind
	KeyAskChoice = "ask_choice" // label, options ("taxi, hotel or other" without the "or": joined by commas)
	KeyAskYesNo  = "ask_yesno"  // label
	KeyAskFile   = "ask_file"   // label
	KeyAskField  = "ask_field"  // label (of the field), list (label of the list), n (row from 1)
	KeyAskMore   = "ask_more"   // label (of the first field), list, n: the next row, or "done"

	// Answers that were none.
	KeyWrongValue = "wrong_value" // label, value: the slot's check refused it
	KeyUnclear    = "unclear"     // label: could not be read as an answer
	// KeyNotA is joined with a kind: not_a_date, not_a_money, not_a_number, not_a_time, not_a_duration, not_a_choice,
	// not_a_yesno, not_a_email, not_a_phone, not_a_url, not_a_file, not_a_id, not_a_list, not_a_text. label
	KeyNotA        = "not_a_"
	KeyChoices     = "choices"      // label, options (one a line, "1. taxi"): after two misses
	KeyOfferPerson = "offer_person" // who: shall it go to a person?
	KeyCannotSkip  = "cannot_skip"  // label: it is needed
	// KeyRefused is joined with a reason (Why…): refused_fixed, refused_ending, refused_no_choice, refused_no_such_slot,
	// refused_unclear. label, where there is one
	KeyRefused  = "refused_"
	KeyRowOpen  = "row_open"  // label, list: this row still lacks label
	KeyNeedsRow = "needs_row" // list: at least one row is needed

	// Saying what happened to values.
	KeyChanged      = "changed"        // label, old, new
	KeyChangedMany  = "changed_many"   // changes ("seats: 3 → 4; day: Monday → Tuesday")
	KeyAgain        = "again"          // label: its value was taken out and is asked again
	KeyNoLonger     = "no_longer"      // label, value: a change elsewhere made this value wrong
	KeyChangeWaits  = "change_waits"   // what (the tool): the change is made when the call has ended
	KeyWhatChange   = "what_change"    // what is to be changed? (after a no)
	KeySentBack     = "sent_back"      // who, reason: sent back; what is to be changed?
	KeySentBackBare = "sent_back_bare" // who: without a reason

	// Explaining.
	KeyWhy        = "why"         // label, title: the process needs it
	KeyWhyConfirm = "why_confirm" // title: nothing is done before the yes
	KeyWhyItem    = "why_item"    // title: one step of the guide after the other
	KeyWhyCancel  = "why_cancel"  // stays
	KeyWhyPerson  = "why_person"  // nobody but a person can go on from here
	KeyWhere      = "where"       // title, done, total, now (label of the present step)
	KeyWhereItem  = "where_item"  // title, number, n, total, now (the item's first sentence)
	// KeyWhereWaitsBare is KeyWhereWaits where what is waited for has no name that people know.
	KeyWhereWaitsBare = "where_waits_bare"
	KeyWhereWaits     = "where_waits"  // title, done, total, for (a Wait.For), who, since
	KeyNothingOpen    = "nothing_open" // title: no question is open; it waits
	KeyNotHere        = "not_here"     // that has no meaning at this point (the open question follows)

	// Waiting.
	KeyWaitsApprove = "waits_approve" // who, show
	KeyWaitsJudge   = "waits_judge"   // who
	KeyWaitsEvent   = "waits_event"   // event
	KeyWaitsTime    = "waits_time"    // until
	KeyWaitsRun     = "waits_run"     // process
	KeyStillWaiting = "still_waiting" // who, since: a reminder was due
	KeyApproved     = "approved"      // who
	KeyRejected     = "rejected"      // who, reason
	KeyRejectedBare = "rejected_bare" // who: without a reason
	KeyLate         = "late"          // who (or the event), since: nobody decided in time

	// Going to a person.
	KeyHandedOff = "handed_off"     // who
	KeyWithOwner = "with_owner"     // who, why (a reason key, see Why…): something did not work; who has it now
	KeyHandKept  = "hand_kept"      // who: it is with them; what was said is kept for them
	KeyGivenBack = "given_back"     // who: they gave it back
	KeyTooMany   = "too_many_steps" // who

	// The runbook.
	KeyItem       = "item"        // number, total, text (Markdown as written), section
	KeyStuckJumps = "stuck_jumps" // number, jumps (one a line, "1. it says no signal → 4")
	KeyAskSolved  = "ask_solved"  // title
	KeySolved     = "solved"      // title
	KeyFirstItem  = "first_item"  // there is nothing before it
	// The text beside the items is too long to be said: headings ("A · B") of what was left out.
	KeyMoreText     = "more_text"      // headings
	KeyMoreTextBare = "more_text_bare" // it has none

	// Ending.
	KeyDone           = "done"            // title
	KeyEndedRejected  = "ended_rejected"  // title
	KeyEndedCancelled = "ended_cancelled" // title
	KeyAskCancel      = "ask_cancel"      // title, stays (joined)
	KeyGoesOn         = "goes_on"         // title: not cancelled after all
	KeyCancelWaits    = "cancel_waits"    // what (the tool): it ends when the call has ended
	KeyCancelled      = "cancelled"       // title
	KeyCancelledStays = "cancelled_stays" // title, stays: what could not be taken back
	KeyUndone         = "undone"          // what: taken back
	KeyUndoing        = "undoing"         // what: is being taken back first
)

// Why a command was refused (Action.Why of ActRefused).
const (
	WhyEnded      = "ended"         // the run is over
	WhyEnding     = "ending"        // it is being cancelled
	WhyNoSlot     = "no_such_slot"  // the process has no such slot
	WhyFixed      = "fixed"         // the value came signed from outside
	WhyWrongKind  = "wrong_kind"    // not a value of the slot's kind
	WhyCheck      = "check"         // the slot's check does not hold
	WhyNeeded     = "needed"        // can't stay empty
	WhyNoQuestion = "no_question"   // nothing is asked that this would answer
	WhyNoChoice   = "no_choice"     // no such number
	WhyNoItem     = "no_item"       // no such item in the runbook: number, first, last
	WhyNotHere    = "not_here"      // has no meaning at this point
	WhyAnswered   = "changed_first" // a value changed in the same message: asked again with it
	WhyNotOpen    = "not_open"      // the item, call or timer is no longer open
	WhyUnclear    = "unclear"
	WhyAsksFirst  = "asks_first"  // restart: really? is asked before, as something would stay
	WhyWithPerson = "with_person" // it is with a person now
)

// Why a run went to a person (Item.Text says it; Say arg why holds the key).
const (
	WhyCallFailed  = "call_failed"
	WhyCallUnknown = "call_unknown"
	WhyUndoMissing = "undo_missing"
	WhyUndoFailed  = "undo_failed"
	WhyUndoUnknown = "undo_unknown"
	WhyLate        = "late"
	WhyChild       = "child_ended"
	WhyExpression  = "expression"
	WhyTooMany     = "too_many_steps"
	WhyAsked       = "asked_for_a_person"
	WhyMisses      = "not_understood"
	WhyNotSolved   = "not_solved"
	WhyStep        = "handoff_step"
	WhyNoTool      = "no_such_tool"
)

// Keys of the labels that a page gives a step that has no text of its own
// (Stage.Key).
const (
	LabelCall    = "label_call"    // tool
	LabelConfirm = "label_confirm" // –
	LabelApprove = "label_approve" // who
	LabelJudge   = "label_judge"
	LabelWait    = "label_wait"    // event
	LabelTime    = "label_time"    // –
	LabelRun     = "label_run"     // process
	LabelHandoff = "label_handoff" // who
	LabelItem    = "label_item"    // number, text
	LabelSolved  = "label_solved"
)
