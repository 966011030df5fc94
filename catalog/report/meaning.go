package report

// meanings say what a measure of bias tells and which way its sign points,
// where "the group" is the one looked at (Clarify's facet d) and "the others"
// are the rest (facet a).
//
// docs.aws.amazon.com/sagemaker/latest/dg, clarify-measure-data-bias and
// clarify-measure-post-training-bias; github.com/aws/amazon-sagemaker-clarify
// computes them.
var meanings = map[string]string{
	"CI":   "How much rarer the group is in the data than the others: 0 is equally common, 1 is absent, below 0 is more common.",
	"DPL":  "How much more often the others have the good outcome in the data: 0 is equally often, above 0 speaks against the group.",
	"KL":   "How far the outcomes of the others are from those of the group in the data: 0 is the same, and there is no upper end.",
	"JS":   "How far the outcomes of both are from their average in the data: 0 is the same, 0.69 is the most.",
	"LP":   "How far the shares of the outcomes are apart in the data, as a distance: 0 is the same, 1.41 is the most.",
	"TVD":  "What part of the group's outcomes would have to change to be spread as those of the others in the data: 0 is none, 1 is all.",
	"KS":   "The widest gap between the shares of any one outcome in the data: 0 is none, 1 is the most.",
	"CDDL": "Whether the group has a larger share of the bad outcomes than of the good ones in the data, within comparable subgroups: above 0 speaks against the group.",

	"DPPL":  "How much more often the model predicts the good outcome for the others: 0 is equally often, above 0 speaks against the group.",
	"DI":    "How often the model predicts the good outcome for the group, for each time for the others: 1 is equally often, below 1 speaks against the group.",
	"DCA":   conditionalAcceptance,
	"DCAcc": conditionalAcceptance,
	"DCR":   conditionalRejection,
	"RD":    "How much better the model finds the truly good outcomes of the others: 0 is equally well, above 0 speaks against the group.",
	"SD":    "How much better the model finds the truly bad outcomes of the group than those of the others: 0 is equally well; above 0, the others are let through wrongly more often.",
	"DAR":   "How much more often a predicted good outcome is right for the others: 0 is equally often; above 0, the group's are wrong more often.",
	"DRR":   "How much more often a predicted bad outcome is right for the group: 0 is equally often; below 0, the group is turned down wrongly more often.",
	"AD":    "How much more often the model is right about the others: 0 is equally often, above 0 speaks against the group.",
	"TE":    "Whether errors about the group deny a good outcome, rather than grant one, more often than errors about the others: 0 is equally often, above 0 speaks against the group.",
	"CDDPL": "Whether the model gives the group a larger share of the bad outcomes than of the good ones, within comparable subgroups: above 0 speaks against the group.",
	"FT":    "Whether members of the group would be given the good outcome more often if they were treated as the others most like them: 0 is no difference, above 0 speaks against the group.",
	"GE":    "How unevenly the benefit of the predictions is spread over people, whatever their group: 0 is evenly.",
}

const (
	conditionalAcceptance = "How many good outcomes there truly are for each one predicted, of the others less of the group: 0 is equally many; below 0, the group is predicted too few of them by comparison."
	conditionalRejection  = "How many bad outcomes there truly are for each one predicted, of the group less of the others: 0 is equally many; below 0, the group is predicted too many of them by comparison."
)

// neutral is the value of a measure that speaks against nobody.
func neutral(metric string) float64 {
	if metric == "DI" {
		return 1
	}
	return 0
}
