package chart

import (
	"fmt"
	"math"
	"testing"
)

// BenchmarkTrend draws what a group of 20 versions has for each of its metrics.
func BenchmarkTrend(b *testing.B) {
	var points []Point
	for i := range 20 {
		points = append(points, Point{Label: fmt.Sprintf("1.%d.0", i), Value: 3 + math.Sin(float64(i)), Approved: i%3 == 0})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Trend("rmse", points, []Bound{{"at most", 4}}); err != nil {
			b.Fatal(err)
		}
	}
}
