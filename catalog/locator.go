package catalog

// Locator gives PosIn for one target to whoever asks for many positions: the
// file is parsed once and kept for as long as the function is.
func (v *Version) Locator(target string) func(path ...string) Pos {
	if v.file == nil {
		return func(...string) Pos { return Pos{} }
	}
	root, err := parse(v.file.data)
	if err != nil {
		return func(...string) Pos { return v.file.whole() }
	}
	t := &tree{root: root}
	return func(path ...string) Pos { return v.file.at(t.findIn(target, path)) }
}
