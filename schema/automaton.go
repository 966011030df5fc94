package schema

import (
	"iter"
	"math/bits"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

const (
	maxInstructions = 64 // of a pattern that gets an automaton: a set of them is one word
	maxStates       = 64
)

// An automaton decides about ASCII strings as a regular expression does, with
// one table look-up a character. Patterns are most of what a schema costs, and
// nearly all strings of a catalog are ASCII.
type automaton struct {
	states []state // the first is where a string starts
}

type state struct {
	matched bool // whatever follows
	atEnd   bool // matches if the string ends here
	next    [utf8.RuneSelf]uint8
}

// newAutomaton makes the automaton of a pattern by the subset construction, or
// nil when that is not worth it.
func newAutomaton(pattern string) *automaton {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil // the library says what is wrong with it
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil || len(prog.Inst) > maxInstructions || slices.ContainsFunc(prog.Inst, unusual) {
		return nil
	}
	b := builder{prog: prog, index: map[set]uint8{}}
	b.add(b.closure(prog.Start, syntax.EmptyBeginText))
	anew := b.closure(prog.Start, 0) // a search without ^ may start at every character
	steps := b.steps()
	for i := 0; i < len(b.sets); i++ {
		for c := range utf8.RuneSelf {
			to := anew
			for pc := range b.sets[i].all() {
				to |= steps[pc][c]
			}
			if len(b.sets) == maxStates {
				return nil
			}
			b.a.states[i].next[c] = b.add(to)
		}
	}
	return &b.a
}

// match reports whether the pattern matches s. It answers for ASCII strings
// only; ok is false for others.
func (a *automaton) match(s string) (match, ok bool) {
	at := &a.states[0]
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return false, false
		}
		if at.matched {
			return true, true
		}
		at = &a.states[at.next[c]]
	}
	return at.matched || at.atEnd, true
}

// matches reports whether the pattern of a schema matches s.
func (a annotations) matches(re *regexp.Regexp, s string) bool {
	if a.quick != nil {
		if match, ok := a.quick.match(s); ok {
			return match
		}
	}
	return re.MatchString(s)
}

// A set holds the instructions that wait for a character or for the end.
type set uint64

func (s set) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(bits.TrailingZeros64(uint64(s))) {
				return
			}
		}
	}
}

// unusual says whether an instruction asserts more than the start or the end
// of the string, such as a word boundary.
func unusual(in syntax.Inst) bool {
	return in.Op == syntax.InstEmptyWidth && syntax.EmptyOp(in.Arg) != syntax.EmptyBeginText && syntax.EmptyOp(in.Arg) != syntax.EmptyEndText
}

type builder struct {
	prog  *syntax.Prog
	a     automaton
	sets  []set // by state
	index map[set]uint8
}

// add finds or makes the state of a set of instructions.
func (b *builder) add(s set) uint8 {
	if i, ok := b.index[s]; ok {
		return i
	}
	i := uint8(len(b.sets))
	b.index[s] = i
	b.sets = append(b.sets, s)
	atEnd := s
	for pc := range s.all() {
		atEnd |= b.closure(pc, syntax.EmptyEndText)
	}
	b.a.states = append(b.a.states, state{matched: b.matches(s), atEnd: b.matches(atEnd)})
	return i
}

func (b *builder) matches(s set) bool {
	for pc := range s.all() {
		if b.prog.Inst[pc].Op == syntax.InstMatch {
			return true
		}
	}
	return false
}

// steps are, by instruction and character, where they lead.
func (b *builder) steps() [][utf8.RuneSelf]set {
	out := make([][utf8.RuneSelf]set, len(b.prog.Inst))
	for pc := range b.prog.Inst {
		switch in := &b.prog.Inst[pc]; in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			to := b.closure(int(in.Out), 0)
			for c := range utf8.RuneSelf {
				if in.MatchRune(rune(c)) {
					out[pc][c] = to
				}
			}
		}
	}
	return out
}

// closure follows, from one instruction, those that take no character.
// Assertions hold if they are among given; the one about the end is kept,
// since it may hold later.
func (b *builder) closure(pc int, given syntax.EmptyOp) set {
	var out, seen set
	for todo := []int{pc}; len(todo) > 0; {
		pc := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen&(1<<pc) != 0 {
			continue
		}
		seen |= 1 << pc
		switch in := &b.prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			todo = append(todo, int(in.Out), int(in.Arg))
		case syntax.InstCapture, syntax.InstNop:
			todo = append(todo, int(in.Out))
		case syntax.InstEmptyWidth:
			if op := syntax.EmptyOp(in.Arg); op&^given == 0 {
				todo = append(todo, int(in.Out))
			} else if op == syntax.EmptyEndText {
				out |= 1 << pc
			}
		case syntax.InstFail:
		default:
			out |= 1 << pc
		}
	}
	return out
}
