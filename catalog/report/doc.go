// Package report understands the reports that SageMaker writes about models:
// Clarify's analysis of bias and explainability, and Model Monitor's statistics
// and constraints on quality and data. It is pure, and takes no input for
// granted: a report that is broken, huge or of another kind is an error that
// says so.
package report

// A Report is one report, understood. Exactly the members that the file has are
// set.
type Report struct {
	Bias        []Bias        // a facet and a stage each
	Features    []Attribution // how much features weigh, a label each
	Partial     []Dependence  // how predictions go with one feature, a feature and a label each
	Quality     []Quality     // a kind of problem each
	Data        []Feature     // statistics, a feature each
	Constraints []Constraint
}

// A Bias is what Clarify measured of one facet, before or after training.
type Bias struct {
	Stage   string // pre-training, post-training
	Facet   string // the feature: sex
	Value   string // the group looked at: 0
	Label   string // the column that is predicted
	Good    string // which of its values is the good outcome; empty: not told
	Metrics []BiasMetric
}

// A BiasMetric is one measure of bias.
type BiasMetric struct {
	Name        string   // DPL
	Description string   // Clarify's own words
	Meaning     string   // in a sentence
	Neutral     float64  // the value that speaks against nobody
	Value       *float64 // nil: it could not be computed
	Problem     string   // why not
}

// An Attribution is how much the features weigh in predictions of a label: mean
// absolute SHAP values, the greatest first.
type Attribution struct {
	Label    string
	Expected *float64
	Values   []Weight
}

// A Weight is that of one feature.
type Weight struct {
	Feature string
	Value   float64
}

// A Dependence is how the average prediction changes with one feature, all
// else being as it is: a partial dependence plot.
type Dependence struct {
	Feature string
	Label   string    // empty: there is one
	Values  []string  // of the feature
	Numbers []float64 // Values as numbers; nil: they are words
	Mean    []float64 // prediction at each value
}

// A Quality is how well a model predicts.
type Quality struct {
	Task      string // Regression, Binary classification, Multiclass classification
	Metrics   []Measure
	Confusion *Confusion
	ROC       *Curve // false positive rate, true positive rate
	PR        *Curve // recall, precision
}

// A Measure is one number with its spread.
type Measure struct {
	Name      string
	Value     float64
	Deviation *float64 // standard deviation; nil: not told
}

// A Confusion counts predictions by what is true and what was predicted.
type Confusion struct {
	Labels []string
	Counts [][]float64 // by truth, then prediction
}

// A Curve is a list of points, x ascending.
type Curve struct{ X, Y []float64 }

// A Feature is what is known of one column of data.
type Feature struct {
	Name      string
	Type      string // Integral, Fractional, String ...
	Present   float64
	Missing   float64
	Mean      *float64
	Deviation *float64
	Min, Max  *float64
	Distinct  *float64
	Buckets   []Bucket // how the values are spread; none: not told
}

// A Bucket is how many values are in a range, or are one word.
type Bucket struct {
	Lower, Upper *float64 // nil: it is a word
	Word         string
	Count        float64
}

// A Constraint is one rule that Model Monitor holds data or predictions to.
type Constraint struct {
	About string // a feature or a metric
	Rule  string // in words: is at most 4.1
}
