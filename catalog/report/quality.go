package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// readQuality reads how well a model predicts:
//
//	{"rmse": {"value": 3.1, "standard_deviation": "NaN"}, "confusion_matrix": {"0": {"0": 5, "1": 1}, ...},
//	 "receiver_operating_characteristic_curve": {"false_positive_rates": [...], "true_positive_rates": [...]},
//	 "precision_recall_curve": {"precisions": [...], "recalls": [...]}}
func readQuality(task string) func(*Report, string, json.RawMessage) error {
	return func(r *Report, at string, raw json.RawMessage) error {
		var members map[string]json.RawMessage
		if err := unmarshal(at, raw, &members); err != nil {
			return err
		}
		q := Quality{Task: task}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if err := q.read(at+"."+name, name, members[name]); err != nil {
				return err
			}
		}
		r.Quality = append(r.Quality, q)
		return nil
	}
}

func (q *Quality) read(at, name string, raw json.RawMessage) (err error) {
	switch name {
	case "confusion_matrix":
		q.Confusion, err = readConfusion(at, raw)
	case "receiver_operating_characteristic_curve":
		q.ROC, err = readCurve(at, raw, "false_positive_rates", "true_positive_rates")
	case "precision_recall_curve":
		q.PR, err = readCurve(at, raw, "recalls", "precisions")
	default:
		var m struct {
			Value     number `json:"value"`
			Deviation number `json:"standard_deviation"`
		}
		if json.Unmarshal(raw, &m) == nil && m.Value.value != nil {
			q.Metrics = append(q.Metrics, Measure{cut(name), *m.Value.value, m.Deviation.value})
		}
	}
	return err
}

// mostClasses bounds a matrix, whose size is the square of it.
const mostClasses = 1000

func readConfusion(at string, raw json.RawMessage) (*Confusion, error) {
	var rows map[string]map[string]number
	if err := unmarshal(at, raw, &rows); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for truth, row := range rows {
		seen[truth] = true
		for prediction := range row {
			seen[prediction] = true
		}
	}
	if len(seen) > mostClasses {
		return nil, fmt.Errorf("%q has %d classes, and %d are the most that are shown", at, len(seen), mostClasses)
	}
	c := &Confusion{Labels: slices.SortedFunc(maps.Keys(seen), compareNames)}
	for _, truth := range c.Labels {
		counts := make([]float64, len(c.Labels))
		for i, prediction := range c.Labels {
			if n := rows[truth][prediction].value; n != nil {
				counts[i] = *n
			}
		}
		c.Counts = append(c.Counts, counts)
	}
	for i, label := range c.Labels {
		c.Labels[i] = cut(label)
	}
	return c, nil
}

// compareNames orders numbers by value, and before words.
func compareNames(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil && x != y:
		if x < y {
			return -1
		}
		return 1
	case (errX == nil) != (errY == nil):
		if errX == nil {
			return -1
		}
		return 1
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func readCurve(at string, raw json.RawMessage, x, y string) (*Curve, error) {
	var lists map[string][]number
	if err := unmarshal(at, raw, &lists); err != nil {
		return nil, err
	}
	if len(lists[x]) != len(lists[y]) {
		return nil, fmt.Errorf("%q has not as many %s as %s", at, x, y)
	}
	var points [][2]float64
	for i := range lists[x] {
		if a, b := lists[x][i].value, lists[y][i].value; a != nil && b != nil {
			points = append(points, [2]float64{*a, *b})
		}
	}
	slices.SortStableFunc(points, func(a, b [2]float64) int {
		switch {
		case a[0] < b[0]:
			return -1
		case a[0] > b[0]:
			return 1
		}
		return 0
	})
	c := &Curve{}
	for _, p := range points {
		c.X, c.Y = append(c.X, p[0]), append(c.Y, p[1])
	}
	return c, nil
}
