package render

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"
)

// TestTable holds of any table: through a pipe no cell is lost, each row is one
// line, and columns can be told apart by two spaces; on a screen no line is
// wider than that, unless the columns that always stay need more.
func TestTable(t *testing.T) {
	columns := []column{{title: "REF"}, {title: "STATUS"}, {title: "OWNER", keep: 1, cut: true, least: 6}, {title: "METRICS", keep: 2, fit: fitMetrics, least: 10}}
	gaps := regexp.MustCompile(` {2,}`)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zé模型型\x1b"]{0,12}( [a-z=0-9.]{1,9}){0,4}`)
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []string {
			row := make([]string, len(columns))
			for i := range row {
				row[i] = cell(word.Draw(t, "cell"))
			}
			return row
		}), 1, 8).Draw(t, "rows")
		var pipe bytes.Buffer
		copied := make([][]string, len(rows))
		for i, row := range rows {
			copied[i] = append([]string{}, row...)
		}
		if err := (Look{}).table(&pipe, columns, copied); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(pipe.String(), "\n"), "\n")
		if len(lines) != len(rows)+1 {
			t.Fatalf("%d rows are %d lines:\n%s", len(rows), len(lines), pipe.String())
		}
		for i, row := range rows {
			cells := gaps.Split(lines[i+1], -1)
			for j := range row {
				want := row[j]
				if want == "" {
					want = "-"
				}
				if len(cells) != len(row) || cells[j] != want {
					t.Fatalf("row %d is %q, want %q", i, cells, row)
				}
			}
		}
		var screen bytes.Buffer
		width := rapid.IntRange(1, 120).Draw(t, "width")
		if err := (Look{Width: width}).table(&screen, columns, rows); err != nil {
			t.Fatal(err)
		}
		least := leastRef + len(gap)
		for _, row := range copied {
			least = max(least, leastRef+len(gap)+runewidth.StringWidth(row[1]), leastRef+len(gap)+len("STATUS"))
		}
		for line := range strings.Lines(screen.String()) {
			if w := runewidth.StringWidth(strings.TrimSuffix(line, "\n")); w > max(width, least) {
				t.Errorf("a line of %d columns on a screen of %d: %q", w, width, line)
			}
		}
	})
}
