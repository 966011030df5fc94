package render

import (
	"io"
	"net/url"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"modelreg/catalog"
)

// ProblemsSARIF writes a SARIF 2.1.0 log, which code scanning reads:
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func ProblemsSARIF(w io.Writer, problems []catalog.Problem, version string) error {
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(
		sarif.NewToolComponent().WithName("modelreg").WithVersion(version)))
	run.WithColumnKind("unicodeCodePoints")
	for _, p := range problems {
		run.AddRule(p.Rule)
		level := sarif.LevelError
		if p.Severity == catalog.Warning {
			level = sarif.LevelWarning
		}
		place := sarif.NewPhysicalLocation().WithArtifactLocation(
			sarif.NewSimpleArtifactLocation((&url.URL{Path: p.Path}).String()))
		if p.Line > 0 {
			place.WithRegion(sarif.NewRegion().WithStartLine(p.Line).WithStartColumn(p.Col))
		}
		run.CreateResultForRule(p.Rule).
			WithLevel(level).
			WithMessage(sarif.NewTextMessage(p.Message)).
			AddLocation(sarif.NewLocationWithPhysicalLocation(place))
	}
	log := sarif.NewReport()
	log.AddRun(run)
	if err := log.PrettyWrite(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
